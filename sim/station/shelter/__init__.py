"""Shelter: structures of bricks and their order."""
