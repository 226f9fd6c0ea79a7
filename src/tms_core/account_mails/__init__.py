"""Mails about accounts: links to set a password, and what somebody should know who did not do it themselves."""
