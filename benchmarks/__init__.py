"""Benchmarks of the product: against a conventionally written baseline, and against itself as data grows."""
