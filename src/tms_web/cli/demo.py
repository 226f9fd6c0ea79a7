"""``tms demo``."""

import argparse

from tms_web.cli import CommandError, output
from tms_web.cli.accounts import demo_sign_ins
from tms_web.cli.application_context import with_application
from tms_web.settings import Settings


def run(arguments: argparse.Namespace) -> None:
    """Fill an empty database with demo data, and show the credentials."""
    settings = Settings.from_environment()

    def announce() -> None:
        output.announce(f"Filling {settings.shown_database} with the demo organisation.")

    def show(sign_ins: str) -> None:
        told = f"Sign in as one of these; the passwords are only shown now:\n\n{sign_ins}"
        output.show_once(told, output.RESET_BY_ANOTHER)

    if not with_application(settings, lambda application: demo_sign_ins(application, announce, show)):
        raise CommandError(
            f"{settings.shown_database} already contains users, and the demo needs an empty database. "
            "Choose another one with TMS_DATA_DIR or TMS_DATABASE_URL."
        )
    print("\n`tms serve` starts the server.")
