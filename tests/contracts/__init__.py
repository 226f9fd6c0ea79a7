"""What every store must do: one suite, run on memory, SQLite and MariaDB."""
