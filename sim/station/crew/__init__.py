"""Crew: habitats, the people in them, what they need, and how they come and go."""
