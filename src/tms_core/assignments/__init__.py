"""Which trainee is assigned to which trainer."""
