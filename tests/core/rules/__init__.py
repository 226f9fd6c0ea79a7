"""Who may call what: one module per feature, found by its name. The rules are those of the API contract's table."""
