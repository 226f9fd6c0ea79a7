"""Everything the core leaves open: where things are stored, how passwords are hashed, who is told of changes."""
