"""Passwords: which are acceptable, how they are kept, and the log of what happened to them."""
