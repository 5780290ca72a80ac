"""Simulator of a lunar south pole station."""
