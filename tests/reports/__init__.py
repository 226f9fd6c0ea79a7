"""Files are judged by other programs than the one that wrote them."""
