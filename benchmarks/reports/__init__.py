"""Reports against the usual libraries fed the same rows, and what the rest of the product feels meanwhile."""
