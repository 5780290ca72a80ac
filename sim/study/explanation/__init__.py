"""Why the outcomes of two runs differ: what differs, how it is found out, and the words for it."""
