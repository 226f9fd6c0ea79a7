"""How Alembic reaches the schema. ``tms migrate`` and the tests hand over a connection; for
``alembic revision --autogenerate`` set ``TMS_DATABASE_URL``."""

import os

from alembic import context
from sqlalchemy import Connection, create_engine

from tms_adapters.sql.migrations import settings_for
from tms_adapters.sql.tables import metadata


def migrate(connection: Connection) -> None:
    """Run what is missing on a connection whose transaction the caller holds."""
    context.configure(
        connection=connection, target_metadata=metadata, **settings_for(connection.dialect.name)
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    dialect = context.config.attributes["dialect"]
    context.configure(dialect_name=dialect, literal_binds=True, **settings_for(dialect))
    with context.begin_transaction():
        context.run_migrations()
elif "connection" in context.config.attributes:
    migrate(context.config.attributes["connection"])
else:
    with create_engine(os.environ["TMS_DATABASE_URL"]).connect() as own_connection:
        migrate(own_connection)
        own_connection.commit()
