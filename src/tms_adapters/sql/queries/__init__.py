"""The larger SELECTs of the features, compiled once."""
