"""What would help most: single changes tried one at a time, and in pairs."""
