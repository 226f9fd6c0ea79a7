"""Whole-database operations: migrations, copies, and inspecting a database that may be broken."""
