"""What stands between the server and Litestar: plain ASGI, in one layer, for everything that every answer needs."""
