"""What a report holds and who renders it."""
