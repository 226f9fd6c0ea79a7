"""Ports and limits that protect accounts: the security log, and places for work that may only be done so often at once."""
