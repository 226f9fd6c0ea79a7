"""Signing in, passwords and the password log."""
