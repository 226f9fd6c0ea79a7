"""Signing in, passwords and their history."""
