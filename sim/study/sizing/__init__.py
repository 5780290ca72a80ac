"""How large must it be: the search for sizes that meet what is required at least cost."""
