"""Which trainer looks after which trainee."""
