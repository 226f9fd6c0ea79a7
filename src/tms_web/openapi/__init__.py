"""The description of the API (OpenAPI 3.1), put together from the routes, the use cases and the core's classes."""
