"""What Python has of the package: the functions that :mod:`sim` offers, which lie above all of it."""
