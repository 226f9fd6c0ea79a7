"""Mail: how letters look, and how they get to a mail server or into files. Imported only where mails are sent, because its
packages are an extra and take a moment to load."""
