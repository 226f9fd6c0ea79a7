"""Folders, disks and limits of this machine."""

import os
import resource
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from tms_web.doctor import Finding, Patient, check, ok, problem, warning
from tms_web.settings.shown_path import shown_path

GIB = 1024**3
LITTLE_SPACE, HARDLY_ANY_SPACE = GIB, GIB // 10
FEW_FILES = 1024
FILES_BESIDE_SOCKETS = 100
CLOCK_SECONDS = 5


@check("data folder", place=30)
def data_folder(patient: Patient) -> Iterator[Finding]:
    """There, writable, and closed to others, with what is in it."""
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
            "Run this as the account that serves; if it is that one, `chown` the folder to it.",
        )
        return
    open_to_others = [path for path in (folder, *_private_files(patient)) if _mode(path) & 0o077]
    foreign = [
        path for path in _private_files(patient) if path.exists() and not os.access(path, os.R_OK | os.W_OK)
    ]
    for path in foreign:
        yield problem(
            f"{shown_path(path)} cannot be written by this account (uid {os.getuid()})",
            "Run this as the account that serves; if it is that one, `chown` the file to it.",
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
    return [] if path is None else [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))]


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return 0


@check("disk", place=40)
def disk(patient: Patient) -> Iterator[Finding]:
    """Room where data and temporary files are."""
    where = patient.database.path.parent if patient.database.path is not None else patient.settings.data_dir
    yield _room(where, "data", "Free some space, or move the data: a full disk stops all changes.")
    yield _room(
        Path(os.environ.get("TMPDIR") or "/tmp"),  # noqa: S108 - only looked at; tempfile would write there
        "temporary files",
        "Excel reports need room there: free some space, or set TMPDIR.",
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
    """Each socket takes one."""
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
    """Whether files carry the time of this machine. A file without a name is made for that where there is such a
    thing, and otherwise nothing is."""
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
                "The clock was set back. Sign-ins and throttling count from the later time on.",
            )
