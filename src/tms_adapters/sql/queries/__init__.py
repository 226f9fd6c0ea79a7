"""The larger SELECT statements of the features, compiled once."""
