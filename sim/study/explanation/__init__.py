"""Why one run came out other than another: what differs, how it is found out, and the words for it."""
