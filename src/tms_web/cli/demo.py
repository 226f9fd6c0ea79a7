"""``tms demo``."""

import argparse

from tms_web.cli import CommandError, output
from tms_web.cli.accounts import demo_sign_ins
from tms_web.cli.application_context import with_application
from tms_web.settings import Settings


def run(arguments: argparse.Namespace) -> None:
    """Fill an empty database, and show who can sign in."""
    settings = Settings.from_environment()

    def show(sign_ins: str) -> None:
        output.show_once(
            f"The demo organisation is in {settings.shown_database}.\n"
            f"Sign in as one of these; the passwords are only shown now:\n\n{sign_ins}"
        )

    if not with_application(settings, lambda application: demo_sign_ins(application, show)):
        raise CommandError(
            f"{settings.shown_database} already contains users, and the demo needs an empty database. "
            "Choose another one with TMS_DATA_DIR or TMS_DATABASE_URL."
        )
    print("\n`tms serve` starts the server.")
