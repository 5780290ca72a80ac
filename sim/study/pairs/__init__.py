"""Several scenarios under the same draws: how they differ, how sure that is, and what a single draw may hide."""
