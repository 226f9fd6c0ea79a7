"""Parsers for each kind of setting. Their error messages never contain a secret."""

import os
import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

from tms_core.validation import time_zone_names

T = TypeVar("T")


def shown_path(path: Path) -> str:
    """A path as one printable line: a name with line breaks or undecodable bytes is quoted and escaped."""
    text = os.fsencode(path).decode("utf-8", "surrogateescape")  # however the locale decoded it
    return text if text.isprintable() else re.sub(r"\\udc([89a-f][0-9a-f])", r"\\x\1", repr(text))


Network = IPv4Network | IPv6Network

SQLITE = "sqlite:///"
SQLITE_MAGIC = b"SQLite format 3\0"
MYSQL = "mysql+asyncmy://"
MIN_SECRET_BYTES = 32
MAX_NAME_LENGTH = 200

LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
HOST_NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*", re.IGNORECASE)
DATABASE_NAME = re.compile(r"[A-Za-z0-9_$-]{1,64}")
PORT = re.compile(r"[1-9][0-9]{0,4}")


class InvalidSetting(ValueError):
    """The rest of a sentence that begins with the variable's name, without its full stop."""


def integer(least: int, most: int) -> Callable[[str], int]:
    """An integer within limits, both inclusive."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text) or not least <= int(text) <= most:
            raise InvalidSetting(f"must be a whole number from {least} to {most}, not {shown(text)}")
        return int(text)

    return parse


def choice(*choices: str) -> Callable[[str], str]:
    """One of a few words, case-insensitive."""

    def parse(text: str) -> str:
        found = next((choice for choice in choices if choice.lower() == text.lower()), None)
        if found is None:
            raise InvalidSetting(f"must be {' or '.join(choices)}, not {shown(text)}")
        return found

    return parse


def name(text: str) -> str:
    """A line of text."""
    if len(text) > MAX_NAME_LENGTH or not text.isprintable():
        raise InvalidSetting(f"must be one line of at most {MAX_NAME_LENGTH} characters")
    return text


def listed(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """A comma-separated list; duplicates are dropped."""

    def parse_all(text: str) -> tuple[T, ...]:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if not parts:
            raise InvalidSetting(f"must have at least one entry, or not be set, instead of {shown(text)}")
        return tuple(dict.fromkeys(map(parse, parts)))

    return parse_all


def folder(text: str) -> Path:
    """A directory that exists or can be created."""
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise InvalidSetting(
            f"must be a folder, but this machine has no such account: {shown(text)}"
        ) from None
    existing = next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
    if not existing.is_dir():
        raise InvalidSetting(f"must be a folder, but {shown(shown_path(existing))} is a file")
    return path


def secret(text: str) -> str:
    """Long enough not to be guessed."""
    if len(text.encode("utf-8", "surrogateescape")) < MIN_SECRET_BYTES:
        raise InvalidSetting(
            f"must be at least {MIN_SECRET_BYTES} bytes long; `openssl rand -base64 48` generates a good one"
        )
    if not text.isprintable():
        raise InvalidSetting("must be printable text")
    return text


def time_zone(text: str) -> str:
    """An IANA time zone name."""
    if text not in time_zone_names():
        raise InvalidSetting(f"must be an IANA time zone such as Europe/Lisbon, not {shown(text)}")
    return text


def database_url(text: str) -> str:
    """``sqlite:///path`` or ``mysql+asyncmy://user:password@host1:port,host2:port/database``."""
    if text.startswith(SQLITE):
        return _sqlite_url(text)
    if text.startswith(MYSQL):
        return _mysql_url(text)
    raise InvalidSetting(f"must begin with {SQLITE} (a file) or {MYSQL} (a MySQL or MariaDB server)")


def sqlite_url(path: Path) -> str:
    """The URL of a database file, whatever characters its name contains."""
    return SQLITE + quote(os.fsencode(path))


def sqlite_path(url: str) -> Path:
    """The file of a SQLite URL, as the database adapter opens it."""
    return Path(os.fsdecode(unquote_to_bytes(os.fsencode(url.removeprefix(SQLITE))))).absolute()


def formerly_opened(text: str) -> Path | None:
    """The database that earlier versions used for a path: they treated it as part of a URL, cut it at ``?`` and decoded
    ``%``. None if that made no difference, or if no such database exists.
    """
    path, former = Path(text), Path(unquote(text.partition("?")[0]))
    if former == path or path.exists() or not former.is_file():
        return None
    with former.open("rb") as file:
        return former.absolute() if file.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC else None


def _sqlite_url(text: str) -> str:
    path = text.removeprefix(SQLITE)
    if not path.strip("/") or path.endswith("/") or path.startswith(":memory:"):
        raise InvalidSetting(f"must name a file, such as {SQLITE}data/tms.db")
    if "?" in path:
        raise InvalidSetting("must write any ? in the file name as %3F")
    opened = sqlite_path(text)
    if "\0" in str(opened):
        raise InvalidSetting(f"must name a file, such as {SQLITE}data/tms.db")
    if opened.is_dir():
        raise InvalidSetting("must name a file, not a folder")
    return text


def _mysql_url(text: str) -> str:
    account, at, rest = text.removeprefix(MYSQL).partition("?")[0].partition("@")
    if not at:
        account, rest = "", account
    if "@" in rest or "/" in account:
        raise InvalidSetting("must write any @ : / or ? in the user name or password as %40 %3A %2F %3F")
    if re.search("%(?![0-9A-Fa-f]{2})", account):
        raise InvalidSetting("must write any % in the user name or password as %25")
    hosts, _, name = rest.partition("/")
    for host in hosts.split(","):
        _check_host_and_port(host)
    if not DATABASE_NAME.fullmatch(name):
        raise InvalidSetting(f"must end with the database name, as in {MYSQL}user:password@db:3306/tms")
    return text


def bus_url(text: str) -> str:
    """A Redis URL, with or without TLS."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("redis", "rediss") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise InvalidSetting("must be a Redis address, such as redis://localhost:6379/0 or rediss://…")
    return text


def origin(text: str) -> str:
    """A web origin as browsers write it: lower case, without the default port.

    ``*`` is refused: it would let any page that a user visits call this system from their network.
    """
    try:
        parts = urlsplit(text.lower())
        port = parts.port
    except ValueError:
        raise _no_origin(text) from None
    bare = f"{parts.scheme}://{parts.netloc}" == text.lower() and "@" not in parts.netloc
    if (
        not bare
        or parts.scheme not in ("http", "https")
        or not _is_host(parts.netloc.removesuffix(f":{port}"))
    ):
        raise _no_origin(text)
    return text.lower().removesuffix({"http": ":80", "https": ":443"}[parts.scheme])


def _no_origin(text: str) -> InvalidSetting:
    return InvalidSetting(
        f"must list origins such as https://training.example.org, without a path, not {shown(text)}"
    )


def host_pattern(text: str) -> str:
    """A host without port, as browsers send it (``münchen.example`` as ``xn--mnchen-3ya.example``, no trailing dot);
    ``*.example.org`` matches all subdomains, ``*`` every host."""
    pattern = text.lower()
    star = "*." if pattern.startswith("*.") else ""
    host = ascii_host(pattern.removeprefix("*."))
    if pattern != "*" and not _is_host(host):
        raise InvalidSetting(
            f"must list host names such as training.example.org or *.example.org, without a port, not {shown(text)}"
        )
    return pattern if pattern == "*" else star + host


def ascii_host(host: str) -> str:
    host = host.removesuffix(".")
    if host.isascii():
        return host
    import idna  # rarely needed, and missing without the web's packages

    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return host


def network(text: str) -> Network:
    """One address, or a network such as 10.0.0.0/8."""
    try:
        return ip_network(text)
    except ValueError:
        raise InvalidSetting(
            f"must list IP addresses or networks such as 10.0.0.0/8, not {shown(text)}"
        ) from None


def _check_host_and_port(text: str) -> None:
    """Raise ``InvalidSetting`` unless it is ``host``, ``host:port`` or ``[IPv6 address]:port``."""
    bracketed = re.fullmatch(r"(\[[^\]]*\])(?::(.*))?", text)
    host, port = bracketed.groups() if bracketed else (text.partition(":")[0], text.partition(":")[2] or None)
    if not bracketed and _is_host(f"[{text}]"):
        raise InvalidSetting(
            f"must put IPv6 addresses in brackets, as in {MYSQL}user:password@[::1]:3306/tms"
        )
    if not _is_host(host) or text.endswith(":"):
        raise InvalidSetting(f"must contain the hosts, as in {MYSQL}user:password@db1:3306,db2:3306/tms")
    if port is not None and not (PORT.fullmatch(port) and int(port) < 65536):
        raise InvalidSetting(f"must contain ports from 1 to 65535, not {shown(port)}")


def _is_host(text: str) -> bool:
    """A name, an IPv4 address, or an IPv6 address in brackets."""
    if text.startswith("[") and text.endswith("]"):
        try:
            return ip_address(text[1:-1]).version == 6
        except ValueError:
            return False
    return bool(HOST_NAME.fullmatch(text)) and len(text) < 254


def shown(text: str) -> str:
    """The text itself, truncated: it may be long, and it may be a secret set in the wrong variable."""
    return repr(text if len(text) <= 40 else text[:20] + "…")
