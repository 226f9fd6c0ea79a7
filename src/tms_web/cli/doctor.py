"""``tms doctor``."""

import argparse
import json
import os
import textwrap
from collections.abc import Iterator

from tms_web import __version__
from tms_web.cli import signals
from tms_web.settings import Settings, SettingsError

WIDTH = 80
STATUS = {"ok": 0, "skipped": 0, "warning": 1, "problem": 2}

Line = tuple[str, str, str, str]
"""Level, name of the check, finding, remedy."""


def run(arguments: argparse.Namespace) -> int:
    """Run all checks without changing anything. Exit status: 0 all is well, 1 warnings, 2 problems."""
    lines = _lines(arguments.workers)
    worst = max(lines, key=lambda line: STATUS[line[0]])[0]
    if arguments.json:
        print(_json(lines, worst))
    else:
        print("\n".join(_text(lines)))
    return STATUS[worst]


def _lines(workers: int) -> list[Line]:
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        advice = "Correct it: until then nothing starts, and no further checks are made."
        return [("problem", "settings", str(error), advice)]
    # Imported late: the database layer takes a moment to load, and may itself be broken.
    from tms_web.app import inspection, ping_bus
    from tms_web.doctor import Patient, examine

    patient = Patient(
        settings=settings,
        environ=dict(os.environ),
        database=inspection(settings),
        ping_bus=ping_bus,
        workers=workers,
    )
    found = signals.run(examine(patient))
    return [(finding.level.value, name, finding.text, finding.advice) for name, finding in found]


def _text(lines: list[Line]) -> Iterator[str]:
    for level, name, text, advice in lines:
        yield from _wrapped(f"{level:8} {name:12} ", text)
        if advice:
            yield from _wrapped(" " * 20 + "-> ", advice)
    problems, warnings = (sum(line[0] == level for line in lines) for level in ("problem", "warning"))
    yield f"tms {__version__}: {problems} problems, {warnings} warnings"


def _wrapped(start: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=start, subsequent_indent=" " * len(start), break_on_hyphens=False
    )


def _json(lines: list[Line], worst: str) -> str:
    checks = [
        {"level": level, "check": name, "text": text, "advice": advice} for level, name, text, advice in lines
    ]
    return json.dumps({"version": __version__, "level": worst, "checks": checks}, indent=2)
