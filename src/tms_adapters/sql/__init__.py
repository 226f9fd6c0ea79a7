"""SQLite, MariaDB and MySQL as stores."""

from tms_core.errors import requires_extra

with requires_extra("sqlite"):
    from tms_adapters.sql.maintenance.migrations import migrate, migration_sql
    from tms_adapters.sql.maintenance.urls import DatabaseUrl
    from tms_adapters.sql.store import SqlStore, open_store

__all__ = ["DatabaseUrl", "SqlStore", "migrate", "migration_sql", "open_store"]
