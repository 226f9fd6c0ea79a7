"""The REST contract, one file of routes for each feature."""
