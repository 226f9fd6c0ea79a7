"""People's sessions in other calendar programs."""
