"""Passwords, tokens and seals, against the standards they follow."""
