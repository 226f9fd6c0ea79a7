"""``tms``: the command line. The other modules of this package implement the commands."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from tms_core.errors import MissingExtra, TmsError, Unavailable, requires_extra
from tms_core.validation import MAX_ID
from tms_web import __version__
from tms_web.cli import CommandError, argument_types, output
from tms_web.cli.signals import Ended, end_orderly
from tms_web.settings import SettingsError
from tms_web.settings.parsers import shown_path

EPILOG = """\
All settings are environment variables that begin with TMS_; docs/operations.md lists them.
Data is stored in ./data, unless TMS_DATA_DIR or TMS_DATABASE_URL is set."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 1 if it failed, 2 for wrong usage, 128 plus the signal number if a
    signal ended it. ``tms doctor`` fails with 2, because 1 means that everything works, with warnings."""
    output.prepare()
    end_orderly()
    given = sys.argv[1:] if argv is None else argv
    failed = 2 if given[:1] == ["doctor"] else 1
    try:
        status = _run(given, failed)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, stopped reading
        output.discard()
        return failed
    except OSError as error:
        output.discard()
        return _refuse(f"Standard output cannot be written: {error.strerror}.", failed)
    except KeyboardInterrupt as ending:
        return ending.status if isinstance(ending, Ended) else 128 + signal.SIGINT
    return status


def _run(argv: Sequence[str], failed: int) -> int:
    try:
        arguments = _parser().parse_args(argv)
        status = _command(arguments.command)(arguments)
    except SystemExit as leaving:  # argparse, after printing help or a usage error
        return leaving.code if isinstance(leaving.code, int) else 1
    except SettingsError as error:
        return _refuse(str(error), status=2)
    except Unavailable as error:
        return _refuse(_with_cause(error), failed)
    except (CommandError, MissingExtra, TmsError) as error:
        return _refuse(str(error), failed)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f": {shown_path(Path(os.fsdecode(error.filename)))}" if error.filename else ""
        return _refuse(f"{error.strerror or error}{where}", failed)
    return status or 0


def _with_cause(error: Unavailable) -> str:
    """For somebody at a terminal, who can act on the message; a supervisor just restarts the command."""
    sentence = error.detail.removesuffix(" Try again shortly.").removesuffix(".")
    return f"{sentence}: {error.cause.removesuffix('.')}."


def _refuse(sentence: str, status: int) -> int:
    print(f"tms: {sentence}", file=sys.stderr)
    return status


def _command(name: str) -> Callable[[argparse.Namespace], int | None]:
    """Only the module of the requested command is loaded, so that ``--help`` is fast."""
    with requires_extra("web"):
        module, _, function = name.partition(":")
        run: Callable[[argparse.Namespace], int | None] = getattr(
            import_module(f"tms_web.cli.{module}"), function
        )
    return run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tms",
        description="Plan training sessions, enrol trainees and take attendance, with live updates.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"tms {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", dest="command_name", required=True)
    _add_serve(commands)
    _add_migrate(commands)
    _add_create_admin(commands)
    _add(
        commands,
        "sign-out-everybody",
        "accounts:sign_out_everybody",
        "end all sign-ins of everybody, such as after restoring a backup",
    )
    _add(
        commands,
        "demo",
        "accounts:demo",
        "fill an empty database with a demo organisation",
    )
    _add_report(commands)
    _add_copy(commands)
    _add_mail(commands)
    _add_doctor(commands)
    openapi = _add(
        commands, "openapi", "documents:openapi", "print the OpenAPI document of the REST interface"
    )
    openapi.add_argument(
        "--out",
        type=argument_types.file,
        metavar="FILE",
        help="write it to this file; an existing file is only replaced if it is an OpenAPI document",
    )
    _add_force(openapi)
    return parser


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add(commands: Commands, name: str, module: str, purpose: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.", allow_abbrev=False
    )
    parser.set_defaults(command=module)
    return parser


def _add_serve(commands: Commands) -> None:
    serve = _add(commands, "serve", "serve:run", "bring the database up to date, then start the server")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument(
        "--port",
        type=argument_types.whole_number("port", 0, 65535),
        default=8000,
        help="port to listen on; 0 picks a free one (default: %(default)s)",
    )
    serve.add_argument(
        "--workers",
        type=argument_types.whole_number("number", 1, 256),
        default=1,
        metavar="N",
        help="number of worker processes (default: %(default)s)",
    )
    serve.add_argument("--demo", action="store_true", help="fill an empty database with a demo organisation")


def _add_migrate(commands: Commands) -> None:
    migrate = _add(
        commands, "migrate", "database:migrate", "create the database, or bring its schema up to date"
    )
    migrate.add_argument(
        "--sql", action="store_true", help="only print the SQL of the whole schema; needs no database"
    )


def _add_create_admin(commands: Commands) -> None:
    create = _add(
        commands,
        "create-admin",
        "accounts:create_admin",
        "create an admin, with a temporary password that is shown once",
    )
    create.add_argument("--username", type=argument_types.text, required=True, metavar="NAME")
    create.add_argument("--email", type=argument_types.text, required=True, metavar="ADDRESS")
    create.add_argument(
        "--first-name", type=argument_types.text, metavar="NAME", help="default: the username"
    )
    create.add_argument(
        "--last-name", type=argument_types.text, metavar="NAME", default="Admin", help="default: %(default)s"
    )
    create.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input instead; it is not temporary",
    )


def _add_report(commands: Commands) -> None:
    report = _add(commands, "report", "documents:report", "write a report as PDF, Excel or CSV")
    report.add_argument(
        "--out",
        type=argument_types.file,
        required=True,
        metavar="FILE",
        help="the file to create; - writes to standard output",
    )
    _add_force(report)
    report.add_argument(
        "--format", choices=["pdf", "csv", "excel"], default="pdf", help="default: %(default)s"
    )
    report.add_argument(
        "--from",
        dest="since",
        metavar="TIME",
        help="only sessions that start at this time or later: 2026-01-01, or RFC 3339",
    )
    report.add_argument(
        "--to", dest="until", metavar="TIME", help="only sessions that start before this time"
    )

    report.add_argument(
        "--trainer-id",
        type=argument_types.whole_number("number", 1, MAX_ID),
        metavar="N",
        help="only sessions of this trainer",
    )
    report.add_argument("--status", choices=["scheduled", "completed", "cancelled"], help="only these")
    report.add_argument(
        "--section",
        choices=["sessions", "users", "attendance"],
        help="with --format csv: which table (default: sessions)",
    )
    report.add_argument(
        "--contents",
        choices=["summary", "sessions", "attendance", "all"],
        default="all",
        help="everything, or only this part (default: %(default)s)",
    )
    report.add_argument(
        "--time-zone",
        metavar="ZONE",
        help="of all days and times, such as Europe/Lisbon (default: the organisation's)",
    )
    report.add_argument(
        "--language", choices=["en", "pt"], help="of PDF and Excel (default: the organisation's)"
    )
    report.add_argument(
        "--separator",
        choices=["comma", "semicolon", "tab"],
        default="comma",
        help="with --format csv: between the values (default: %(default)s)",
    )


def _add_force(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="replace the file if it exists")


def _add_copy(commands: Commands) -> None:
    copy = _add(
        commands,
        "copy",
        "database:copy",
        "copy everything to another database, such as from SQLite to MariaDB",
    )
    copy.add_argument(
        "--to",
        required=True,
        metavar="URL",
        help="the URL of an empty or absent database, as in TMS_DATABASE_URL; - reads it from standard input",
    )
    copy.add_argument(
        "--live",
        action="store_true",
        help="allow others to write meanwhile: a snapshot of one moment, for trying things out",
    )


def _add_mail(commands: Commands) -> None:
    mail = commands.add_parser("mail", help="check that mail works", allow_abbrev=False)
    actions = mail.add_subparsers(metavar="ACTION", dest="action", required=True)
    test = _add(actions, "test", "mail:test", "send a test mail at once, and print what the mail server says")
    test.add_argument("--to", type=argument_types.text, required=True, metavar="ADDRESS")


def _add_doctor(commands: Commands) -> None:
    doctor = _add(
        commands, "doctor", "doctor:run", "check an installation and say what to fix; changes nothing"
    )
    doctor.add_argument("--json", action="store_true", help="print JSON, for programs")
    doctor.add_argument(
        "--workers",
        type=argument_types.whole_number("number", 1, 256),
        default=1,
        metavar="N",
        help="number of worker processes on this host (default: %(default)s)",
    )
