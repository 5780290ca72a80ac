"""Energy: sources, storage and loads on one power bus."""
