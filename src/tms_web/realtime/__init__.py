"""The WebSocket: section 6 of the API contract, on top of the core's feed."""
