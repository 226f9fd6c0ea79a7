"""The rules of the core, proved without any server."""
