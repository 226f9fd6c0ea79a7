"""The layer between the server and Litestar: plain ASGI, for everything that applies to every response."""
