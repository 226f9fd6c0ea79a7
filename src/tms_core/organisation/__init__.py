"""The organisation: its settings, its logo, and the fields it adds to users and sessions."""
