"""What is handed to people who install the product."""
