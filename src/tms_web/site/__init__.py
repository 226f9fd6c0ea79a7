"""The files that browsers load: the built client, the landing page and the API documentation."""
