"""Training sessions: scheduling without double bookings, enrolments, and attendance."""
