"""Everything that happened, as a file: what a report holds, and who renders it."""
