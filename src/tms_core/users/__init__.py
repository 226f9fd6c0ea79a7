"""People: trainees, trainers and admins."""
