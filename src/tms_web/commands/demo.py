"""``tms demo``."""

import argparse

from tms_web.commands import CommandError
from tms_web.commands.running import with_application
from tms_web.commands.sign_ins import demo_sign_ins, demo_table
from tms_web.settings import Settings


def run(arguments: argparse.Namespace) -> None:
    """Fill an empty database, and show who can sign in."""
    settings = Settings.from_environment()
    sign_ins = with_application(settings, demo_sign_ins)
    if sign_ins is None:
        raise CommandError(
            f"There are people in {settings.shown_database} already, and the demo fills only an empty database. "
            "Name another one with TMS_DATA_DIR or TMS_DATABASE_URL."
        )
    print(f"The demo organisation is in {settings.shown_database}.")
    print("Sign in as one of these; the passwords are shown this once:\n")
    print(demo_table(sign_ins))
    print("\n`tms serve` starts the server.")
