"""Mail: the outbox in the store, and the process that sends what is in it."""
