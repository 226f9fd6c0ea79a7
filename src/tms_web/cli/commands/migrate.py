"""``tms migrate``."""

import argparse

from tms_web.app import migration_sql
from tms_web.cli import signals
from tms_web.cli.application_context import prepare
from tms_web.settings import Settings


def run(arguments: argparse.Namespace) -> None:
    """Create the database or bring it up to date; with ``--sql`` print the SQL that would do it."""
    settings = Settings.from_environment()
    if arguments.sql:
        print(migration_sql(settings).strip())
        return
    signals.run(prepare(settings))
    print(f"The database is up to date: {settings.shown_database}")
