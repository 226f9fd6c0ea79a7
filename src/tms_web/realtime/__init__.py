"""The WebSocket: section 6 of the contract, over the core's feed."""
