"""Adapters for the ports of the core: storage, password hashing, tokens, the
event bus and report rendering."""
