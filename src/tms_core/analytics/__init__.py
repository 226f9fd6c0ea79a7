"""How training goes, in numbers."""
