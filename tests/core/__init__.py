"""The rules of the core, tested without any server."""
