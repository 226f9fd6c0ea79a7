"""A believable organisation to look at: people, two years of sessions, attendance."""
