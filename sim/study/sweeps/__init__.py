"""Several variants of a station as one comparison: a grid of values, or a list of named ones."""
