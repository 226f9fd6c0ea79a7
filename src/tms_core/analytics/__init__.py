"""Training statistics."""
