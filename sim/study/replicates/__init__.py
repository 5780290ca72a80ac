"""Replicates: the same scenario run many times under other draws, kept as they come."""
