"""The web layer: its mechanisms in process, its refusals over HTTP."""
