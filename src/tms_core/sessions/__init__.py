"""Training sessions: planning them without double bookings, who takes part, and who came."""
