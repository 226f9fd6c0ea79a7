"""The command line, its settings and the demo data."""
