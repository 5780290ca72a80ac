"""Demonstration: what is measured of machines while they work, and what people believe of them."""
