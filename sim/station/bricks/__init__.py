"""Bricks: from the ground to feedstock, from feedstock to bricks, from bricks to structures."""
