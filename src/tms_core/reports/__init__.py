"""Reports as files: their contents, and the port that renders them."""
