"""Report files are checked with programs other than the ones that wrote them."""
