"""The real-time interface, tested from outside: sockets of running products, as in section 6 of the API contract."""
