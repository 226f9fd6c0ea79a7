"""Passwords, tokens and encryption, checked against their standards."""
