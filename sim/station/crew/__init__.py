"""Crew: habitats and people, their work and their safety."""
