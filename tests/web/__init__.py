"""The web around the core: mechanisms in process, refusals from outside."""
