"""Requests and responses: routing, reading bodies, errors as problem details, pagination, idempotency."""
