"""Exploration: craters and what is believed of their ice, hoppers, rovers and payloads."""
