"""``tms report`` and ``tms openapi``: the commands that write a document."""

import argparse
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.errors import Invalid
from tms_core.organisation.model import Language, organisation_in_force
from tms_core.reports.feature import generate_report
from tms_core.reports.model import (
    Contents,
    Format,
    Report,
    ReportFilter,
    ReportOptions,
    ReportRenderer,
    Row,
    Section,
    Separator,
    one_section,
)
from tms_core.sessions.model import SessionStatus
from tms_core.validation import known_time_zone, zone_named
from tms_web.app import openapi_document, report_renderers
from tms_web.cli import CommandError, output
from tms_web.cli.database import with_application
from tms_web.cli.output import ProgressBar, output_file
from tms_web.http.query_parameters import parse_instant
from tms_web.settings import Settings
from tms_web.settings.parsers import shown_path

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def report(arguments: argparse.Namespace) -> None:
    """Create a report. The file appears under its name once it is complete."""
    settings = Settings.from_environment()
    format = Format(arguments.format)
    asked, only = _options(arguments, format)
    renderer = report_renderers(settings)[format]

    async def make(application: Application) -> None:
        organisation = await organisation_in_force(application)
        time_zone = asked.time_zone or known_time_zone(organisation.time_zone)
        wanted = ReportFilter(
            from_=_moment("--from", arguments.since, time_zone),
            to=_moment("--to", arguments.until, time_zone),
            trainer_id=arguments.trainer_id,
            status=SessionStatus(arguments.status) if arguments.status else None,
        )
        report = await application.read(generate_report, SYSTEM, wanted, application, only, asked)
        await _write(renderer, report, out)

    if str(arguments.out) == "-":
        if format is not Format.CSV and sys.stdout.isatty():
            raise CommandError("A terminal cannot show this file; redirect it to a file or a pipe.")
        with output.binary_output() as out:
            with_application(settings, make, writes=False)
        return
    with output_file(arguments.out, force=arguments.force) as out:
        with_application(settings, make, writes=False)
    print(f"The report is in {shown_path(arguments.out)}.")


def _options(arguments: argparse.Namespace, format: Format) -> tuple[ReportOptions, Section | None]:
    """How the report should look, and the only table of a CSV file. Raises ``CommandError``."""
    try:
        options = ReportOptions(
            contents=Contents(arguments.contents),
            time_zone=arguments.time_zone,
            language=Language(arguments.language) if arguments.language else None,
            separator=Separator(arguments.separator),
        )
        section = Section(arguments.section) if arguments.section else None
        return options, one_section(format, section, options)
    except Invalid as refused:
        [problem] = refused.errors
        option = problem.field.replace("_", "-")
        message = problem.message.replace("format=", "--format ").replace("contents", "--contents")
        raise CommandError(f"--{option} {message}.") from None


def _moment(option: str, text: str | None, time_zone: str) -> datetime | None:
    """A time, or the start of a day in the report's time zone."""
    if text is not None and DAY.fullmatch(text):
        text = _midnight(option, text, time_zone)
    return parse_instant(option, text)


def _midnight(option: str, text: str, time_zone: str) -> str:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone_named(time_zone)).isoformat()
    except ValueError:
        raise CommandError(f"{option}: there is no day {text}.") from None


async def _write(renderer: ReportRenderer, report: Report, out: BinaryIO) -> None:
    """Render to a file and show the progress."""
    with ProgressBar(sum(table.pages for table in report.tables)) as progress:
        tables = tuple(replace(table, rows=_counted(table.rows, progress)) for table in report.tables)
        async with aclosing(renderer.render(replace(report, tables=tables))) as pieces:
            async for piece in pieces:
                out.write(piece)


async def _counted(pages: AsyncIterator[list[Row]], progress: ProgressBar) -> AsyncIterator[list[Row]]:
    async for page in pages:
        yield page
        progress.step()


def openapi(arguments: argparse.Namespace) -> None:
    """Print the OpenAPI document, or write it to a file, replacing an existing one. The JSON is UTF-8 on every
    platform."""
    document = (json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n").encode()
    if arguments.out is None or str(arguments.out) == "-":
        with output.binary_output() as out:
            out.write(document)
        return
    with output_file(arguments.out, force=arguments.force, replaceable=_is_openapi) as out:
        out.write(document)


def _is_openapi(path: Path) -> bool:
    try:
        document = json.loads(path.read_bytes())
    except ValueError:
        return False
    return isinstance(document, dict) and "openapi" in document
