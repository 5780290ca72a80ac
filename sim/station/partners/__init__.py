"""Partners: who joins from abroad, and their experiments from proposal to result."""
