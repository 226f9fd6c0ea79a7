"""What every store must do: one test suite, run on memory, SQLite and MariaDB."""
