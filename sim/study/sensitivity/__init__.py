"""Which assumptions decide an outcome: screening of all of them, then each one's share of the variance."""
