"""Decisions: what is chosen by what is believed, and what it costs not to know."""
