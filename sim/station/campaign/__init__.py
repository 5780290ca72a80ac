"""Campaign: what flies when, what becomes of it, and what it costs."""
