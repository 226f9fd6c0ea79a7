"""Database URLs: a SQLite file, or one or more MariaDB hosts."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

SHAPE = "sqlite:///path/to/file.db or mysql+asyncmy://user:password@host:port/database"
SQLITE = "sqlite:///"
HOST = re.compile(r"(?:\[(?P<ipv6>[0-9A-Fa-f:.%]+)\]|(?P<host>[^:\[\]]+))(?::(?P<port>[0-9]*))?")
AUTHORITY = re.compile(r"(?P<scheme>[^:]+://(?:[^@/]*@)?)(?P<hosts>[^/?]+)(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUrl:
    """The location of a database: ``path`` for SQLite, ``hosts`` for MariaDB;
    ``url`` contains the first host."""

    url: URL
    path: Path | None
    hosts: list[tuple[str, int]]

    @classmethod
    def parse(cls, text: str) -> "DatabaseUrl":
        """Parse a URL; several hosts are separated by commas. Raises
        ``ValueError`` that says what is expected."""
        if text.startswith(SQLITE) and len(text) > len(SQLITE):
            path = sqlite_path(text)
            return cls(url=URL.create("sqlite", database=str(path)), path=path, hosts=[])
        found = AUTHORITY.fullmatch(text)
        if not text.startswith("mysql+asyncmy://") or found is None:
            raise ValueError(f"expected {SHAPE}")
        hosts = [_host(part) for part in found["hosts"].split(",")]
        first = host_and_port(*hosts[0])
        try:
            url = make_url(f"{found['scheme']}{first}{found['rest']}")
        except ArgumentError as error:
            raise ValueError(f"expected {SHAPE}") from error
        if not url.database:
            raise ValueError(f"names no database; expected {SHAPE}")
        return cls(url=url, path=None, hosts=hosts)


def sqlite_path(url: str) -> Path:
    """The file in a SQLite URL; bytes that are not valid in a URL are written as ``%3F``.

    The path is absolute, because SQLite gives ``:memory:`` and ``file:…`` a special meaning.
    """
    return Path(os.fsdecode(unquote_to_bytes(os.fsencode(url.removeprefix(SQLITE))))).absolute()


def host_and_port(host: str, port: int) -> str:
    """As in a URL: an IPv6 address is put in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _host(text: str) -> tuple[str, int]:
    found = HOST.fullmatch(text)
    if found is None or (port := int(found["port"] or 3306)) > 65535:
        raise ValueError(f"{text!r} is no host:port; expected {SHAPE}")
    return found["ipv6"] or found["host"], port
