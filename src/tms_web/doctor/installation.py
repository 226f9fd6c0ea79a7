"""Checks of the settings and of the host that the server runs on."""

import difflib
import os
import resource
import shutil
import stat
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

from tms_core.validation import time_zone_names
from tms_web.doctor import Finding, Patient, check, ok, problem, warning
from tms_web.settings import Settings
from tms_web.settings.parsers import MIN_SECRET_BYTES, shown_path

FEWEST_ZONES = 400
"""The IANA database has about 600 names; minimal containers may have none."""


@check("settings", place=10)
def settings(patient: Patient) -> Iterator[Finding]:
    """Which settings are set, with secrets hidden. Unknown names are usually misspelt."""
    known = {f"TMS_{field.name.upper()}" for field in fields(Settings)}
    given = {
        name: value for name, value in patient.environ.items() if name.startswith("TMS_") and value.strip()
    }
    shown = [
        f"{name}={_shown(name, value, patient.settings)}"
        for name, value in sorted(given.items())
        if name in known
    ]
    yield ok(" ".join(shown) or "none set: all defaults")
    for name in sorted(given.keys() - known):
        near = difflib.get_close_matches(name, known, n=1)
        meant = f"Did you mean {near[0]}?" if near else "docs/operations.md lists all settings."
        yield warning(f"{_printable(name)} is not a setting and has no effect", meant)


def _printable(text: str) -> str:
    return text if text.isprintable() else repr(text)


def _shown(name: str, value: str, settings: Settings) -> str:
    if name in ("TMS_SECRET_KEY", "TMS_DATA_KEY"):
        return "(hidden)"
    if name == "TMS_DATABASE_URL":
        return f"({settings.shown_database})"
    if name == "TMS_BUS_URL":
        parts = urlsplit(value)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return _printable(value)


@check("secret", place=20)
def secret(patient: Patient) -> Iterator[Finding]:
    """The key that signs tokens: whether it exists, and who can read it."""
    settings = patient.settings
    yield from _key(
        patient,
        ("the secret", "TMS_SECRET_KEY", settings.secret_key, settings.secret_path),
        "Run `chmod 600` on it. Anybody who has read it can sign in as any user: to be safe, delete it and restart.",
    )


@check("data key", place=22)
def data_key(patient: Patient) -> Iterator[Finding]:
    """The key for what must remain readable when the secret is replaced: whether it exists, and who can read it."""
    settings = patient.settings
    yield from _key(
        patient,
        ("the data key", "TMS_DATA_KEY", settings.data_key, settings.data_key_path),
        "Run `chmod 600` on it. Do not delete it: what it encrypts would be lost.",
    )
    key = _content(settings.data_key, settings.data_key_path)
    if key is not None and key == _content(settings.secret_key, settings.secret_path):
        yield warning(
            "the data key is the same as the secret",
            "Use different ones, so that the secret can be replaced: `openssl rand -base64 48`.",
        )


def _key(patient: Patient, key: tuple[str, str, str | None, Path], remedy: str) -> Iterator[Finding]:
    """Where a key is, and whether only its owner can read it. ``remedy`` is for when others can."""
    name, variable, given, path = key
    if given is not None:
        yield ok(f"in {variable}")
        return
    if not path.exists():
        yield ok(f"will be created in {shown_path(path)} at the first start")
    else:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield problem(f"{shown_path(path)} can be read by others (mode {mode:04o})", remedy)
        elif (short := _content(None, path)) is not None and len(short.encode()) < MIN_SECRET_BYTES:
            yield problem(
                f"{shown_path(path)} is shorter than {MIN_SECRET_BYTES} bytes, so the server does not start",
                "Put it back from a backup.",
            )
        else:
            yield ok(f"in {shown_path(path)}, readable by its owner only")
    if patient.database.hosts:
        yield warning(
            f"{name} exists on this host only",
            f"If other hosts use the same database, give all of them the same {variable}.",
        )


def _content(given: str | None, path: Path) -> str | None:
    """A key; None if there is none, or if this account may not read it."""
    if given is not None:
        return given
    try:
        return path.read_text("utf-8").strip()
    except (OSError, ValueError):
        return None


@check("time zones", place=25)
async def zones(patient: Patient) -> AsyncIterator[Finding]:
    """The tz database, and whether it knows every time zone that sessions use."""
    known = time_zone_names()
    if len(known) < FEWEST_ZONES:
        yield problem(
            f"only {len(known)} time zones are known here",
            "Install the Python package tzdata, or the operating system's.",
        )
    else:
        yield ok(f"{len(known)} are known; new sessions are in {await _organisation_zone(patient)}")
    rows = await patient.database.rows("SELECT time_zone, COUNT(*) FROM sessions GROUP BY time_zone")
    for name, count in rows:
        if name not in known:
            yield problem(
                f"{count} sessions are in {name}, a time zone that this host does not know",
                "Update the time zone database of this host.",
            )


async def _organisation_zone(patient: Patient) -> str:
    stored = await patient.database.rows("SELECT time_zone FROM organisation")
    return patient.settings.time_zone or next((zone for (zone,) in stored if zone), "UTC")


GIB = 1024**3
LITTLE_SPACE, HARDLY_ANY_SPACE = GIB, GIB // 10
FEW_FILES = 1024
FILES_BESIDE_SOCKETS = 100
CLOCK_SECONDS = 5


@check("data folder", place=30)
def data_folder(patient: Patient) -> Iterator[Finding]:
    """The data directory: exists, writable, private, and its contents."""
    folder = patient.settings.data_dir
    if not folder.exists():
        above = next(parent for parent in folder.absolute().parents if parent.exists())
        if os.access(above, os.W_OK | os.X_OK):
            yield ok(f"{shown_path(folder.absolute())} will be created at the first start")
        else:
            yield problem(
                f"{shown_path(folder.absolute())} cannot be created",
                f"Create it, or let this account write to {shown_path(above)}.",
            )
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield problem(
            f"{shown_path(folder.absolute())} cannot be written by this account (uid {os.getuid()})",
            "Run this as the account that runs the server; if this is the one, `chown` the folder to it.",
        )
        return
    open_to_others = [path for path in (folder, *_private_files(patient)) if _mode(path) & 0o077]
    foreign = [
        path for path in _private_files(patient) if path.exists() and not os.access(path, os.R_OK | os.W_OK)
    ]
    for path in foreign:
        yield problem(
            f"{shown_path(path)} cannot be written by this account (uid {os.getuid()})",
            "Run this as the account that runs the server; if this is the one, `chown` the file to it.",
        )
    for path in open_to_others:
        yield warning(
            f"{shown_path(path)} is open to other accounts (mode {_mode(path):04o})",
            f"Run `chmod go= {shown_path(path)}`: it holds personal data.",
        )
    if not foreign and not open_to_others:
        yield ok(f"{shown_path(folder.absolute())}, writable, readable by its owner only")


def _private_files(patient: Patient) -> list[Path]:
    path = patient.database.path
    if path is None:
        return []
    real = Path(os.path.realpath(path))
    return [path, *(real.with_name(real.name + ending) for ending in ("-wal", "-shm"))]


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return 0


@check("disk", place=40)
def disk(patient: Patient) -> Iterator[Finding]:
    """Free space for data and temporary files."""
    where = patient.database.path.parent if patient.database.path is not None else patient.settings.data_dir
    yield _room(where, "data", "Free some space, or move the data: a full disk stops all changes.")
    yield _room(
        Path(os.environ.get("TMPDIR") or "/tmp"),  # noqa: S108 - only looked at; tempfile would write there
        "temporary files",
        "Excel reports need space there: free some, or set TMPDIR.",
    )


def _room(folder: Path, what: str, advice: str) -> Finding:
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    text = f"{free / GIB:,.1f} GiB free for {what} in {shown_path(existing)}"
    if free < HARDLY_ANY_SPACE:
        return problem(text, advice)
    return warning(text, advice) if free < LITTLE_SPACE else ok(text)


@check("open files", place=45)
def open_files(_patient: Patient) -> Iterator[Finding]:
    """The limit on open files; each socket needs one."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit in (-1, resource.RLIM_INFINITY):
        yield ok("no limit")
        return
    text = f"at most {limit:,} in a process started here: room for {max(0, limit - FILES_BESIDE_SOCKETS):,} open pages"
    if limit < FEW_FILES:
        yield warning(text, "Set LimitNOFILE in the unit, or run `ulimit -n 65536` before starting.")
    else:
        yield ok(text)


@check("file clock", place=56)
def file_clock(patient: Patient) -> Iterator[Finding]:
    """Whether this host's clock sets file times as expected. An unnamed temporary file is used where the system
    supports it; otherwise nothing is created."""
    folder = patient.settings.data_dir
    if not folder.is_dir() or not hasattr(os, "O_TMPFILE"):
        return
    try:
        descriptor = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError:
        return
    try:
        os.write(descriptor, b".")
        ahead = os.fstat(descriptor).st_mtime - time.time()
    except OSError as error:
        yield problem(
            f"nothing can be written in {shown_path(folder.absolute())}: {error.strerror}",
            "Free some space, or raise the quota: all changes are refused until then.",
        )
        return
    finally:
        os.close(descriptor)
    if abs(ahead) > CLOCK_SECONDS:
        yield warning(
            f"the file system of the data folder is {ahead:+,.0f} s from the clock of this machine",
            "Synchronise both clocks by NTP (`timedatectl`).",
        )
    for path in _private_files(patient):
        newer = path.stat().st_mtime - time.time() if path.exists() else 0
        if newer > CLOCK_SECONDS:
            yield warning(
                f"{shown_path(path)} was written {newer:,.0f} s in the future",
                "The clock was set back. Until that time comes, sign-ins may end at the wrong time and throttling may not end.",
            )
