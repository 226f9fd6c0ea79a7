"""What all tables share."""

from typing import Any

from sqlalchemy import MetaData

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}
metadata = MetaData(naming_convention=NAMING)

OPTIONS: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",  # others hold all emoji, or jose and José, to be the same
    "sqlite_autoincrement": True,  # an id is never given out twice
}
KEYED = {name: value for name, value in OPTIONS.items() if name != "sqlite_autoincrement"}

PERSON = {"person": True}
"""``info`` of a column that holds the id of a person and is no foreign key, because it outlives the row."""
