"""Settings, the secret, and the time zones they refer to."""

import difflib
import stat
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields
from urllib.parse import urlsplit

from tms_core.time_zones import time_zone_names
from tms_web.doctor import Finding, Patient, check, ok, problem, warning
from tms_web.settings import Settings
from tms_web.settings.shown_path import shown_path

FEWEST_ZONES = 400
"""The IANA database has about 600 names; minimal containers have none of their own."""


@check("settings", place=10)
def settings(patient: Patient) -> Iterator[Finding]:
    """Which are set, secrets hidden; names that do not exist are mostly misspelt."""
    known = {f"TMS_{field.name.upper()}" for field in fields(Settings)}
    given = {
        name: value for name, value in patient.environ.items() if name.startswith("TMS_") and value.strip()
    }
    shown = [
        f"{name}={_shown(name, value, patient.settings)}"
        for name, value in sorted(given.items())
        if name in known
    ]
    yield ok(" ".join(shown) or "none set: all have their defaults")
    for name in sorted(given.keys() - known):
        near = difflib.get_close_matches(name, known, n=1)
        meant = f"Did you mean {near[0]}?" if near else "docs/operations.md lists all settings."
        yield warning(f"{_printable(name)} is not a setting and has no effect", meant)


def _printable(text: str) -> str:
    return text if text.isprintable() else repr(text)


def _shown(name: str, value: str, settings: Settings) -> str:
    if name == "TMS_SECRET_KEY":
        return "(hidden)"
    if name == "TMS_DATABASE_URL":
        return f"({settings.shown_database})"
    if name == "TMS_BUS_URL":
        parts = urlsplit(value)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return _printable(value)


@check("secret", place=20)
def secret(patient: Patient) -> Iterator[Finding]:
    """What signs tokens: whether it exists, and who can read it."""
    settings = patient.settings
    path = settings.secret_path
    if settings.secret_key is not None:
        yield ok("in TMS_SECRET_KEY")
        return
    if not path.exists():
        yield ok(f"will be created in {shown_path(path)} at the first start")
    else:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield problem(
                f"{shown_path(path)} can be read by others (mode {mode:04o})",
                "Run `chmod 600` on it. Whoever has read it can sign in as anybody: to be safe, delete it and restart.",
            )
        else:
            yield ok(f"in {shown_path(path)}, readable by its owner only")
    if patient.database.hosts:
        yield warning(
            "the secret exists on this host only",
            "If other hosts use the same database, give all of them the same TMS_SECRET_KEY.",
        )


@check("time zones", place=25)
async def zones(patient: Patient) -> AsyncIterator[Finding]:
    """The tz database, and whether it knows every zone that sessions are in."""
    known = time_zone_names()
    if len(known) < FEWEST_ZONES:
        yield problem(
            f"only {len(known)} time zones are known here",
            "Install the Python package tzdata, or the operating system's.",
        )
    else:
        yield ok(f"{len(known)} are known; new sessions are in {patient.settings.time_zone}")
    rows = await patient.database.rows("SELECT time_zone, COUNT(*) FROM sessions GROUP BY time_zone")
    for name, count in rows:
        if name not in known:
            yield problem(
                f"{count} sessions are in {name}, which this host does not know",
                "Update the tz database of this host.",
            )
