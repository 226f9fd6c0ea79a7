"""Notifications: what concerns somebody is told to them, wherever they are, and once."""
