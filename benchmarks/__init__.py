"""Measures the product: against a peer written in the usual way, and against itself as data grows."""
