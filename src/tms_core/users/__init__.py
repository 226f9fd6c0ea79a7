"""Users: trainees, trainers and admins."""
