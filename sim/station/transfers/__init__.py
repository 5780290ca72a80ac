"""Transfers: vehicles that go to and fro between bases on propellant."""
