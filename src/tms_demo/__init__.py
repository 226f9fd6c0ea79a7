"""A realistic demo organisation: people, two years of sessions, and attendance."""
