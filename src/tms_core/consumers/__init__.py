"""Work that follows from events: each consumer's position in the event log, its lease, and what could not be done."""
