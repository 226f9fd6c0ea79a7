"""The OpenAPI 3.1 document, generated from the routes, the use cases and the core's classes."""
