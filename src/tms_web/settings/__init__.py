"""All operator settings, read from environment variables and validated before anything starts."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self, TypeVar

from tms_core.unit_of_work import MailSettings
from tms_web.settings import mail_parsers
from tms_web.settings import parsers as rules
from tms_web.settings.mail_parsers import SmtpUrl
from tms_web.settings.parsers import InvalidSetting, Network, shown_path

T = TypeVar("T")

MIB = 1024 * 1024
PATHS = frozenset({"TMS_DATA_DIR", "TMS_DATABASE_URL"})
"""Variables whose blanks are significant: two directories whose names differ only in blanks must not be confused."""


class SettingsError(Exception):
    """A setting is invalid. The message is one sentence that names the variable and contains no secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings that ``docs/operations.md`` explains, one field per variable."""

    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str | None = field(default=None, repr=False)
    data_key: str | None = field(default=None, repr=False)
    bus_url: str | None = field(default=None, repr=False)
    cors_origins: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    """Lower case, without port; ``*.example.org`` matches all subdomains. Empty: every host."""
    trusted_proxies: tuple[Network, ...] = ()
    time_zone: str | None = None
    """The organisation's; None: its admins choose."""
    token_minutes: int = 24 * 60
    idle_minutes: int | None = None
    """After how long an unused sign-in ends; None: when its token expires."""
    password_min_length: int | None = None
    """None: the organisation's admins choose."""
    max_body_bytes: int = MIB
    max_sockets: int = 20
    """Per user."""
    temporary_password_days: int = 14
    login_failures: int = 10
    """Per minute, for one username or one address."""
    event_days: int = 30
    max_events: int = 1_000_000
    organisation: str | None = None
    """Its name; None: its admins choose."""
    paper: str = "A4"
    max_reports: int = 2
    """Rendered at once, per process."""
    smtp_url: SmtpUrl | None = None
    """None: mails become files in the data directory."""
    mail_from: tuple[str, str] = ("", "noreply@localhost")
    """The name, which may be empty, and the address that mails come from."""
    public_url: str | None = None
    """Where people reach this installation; None: there are no links in mails."""
    mail_hold_seconds: int = 60

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The settings in ``environ`` (by default the process environment). Raises ``SettingsError``."""
        read = _Reader(os.environ if environ is None else environ)
        data_dir = read("TMS_DATA_DIR", rules.folder, Path("data"))
        smtp = read("TMS_SMTP_URL", mail_parsers.smtp_url, None)
        mail_from = read("TMS_MAIL_FROM", mail_parsers.sender, None)
        if smtp is not None and mail_from is None:
            raise SettingsError(
                "TMS_MAIL_FROM must be set with TMS_SMTP_URL: the address that mails come from."
            )
        return cls(
            data_dir=data_dir,
            database_url=read("TMS_DATABASE_URL", rules.database_url, "") or _embedded(data_dir),
            secret_key=read("TMS_SECRET_KEY", rules.secret, None),
            data_key=read("TMS_DATA_KEY", rules.secret, None),
            bus_url=read("TMS_BUS_URL", rules.bus_url, None),
            cors_origins=read("TMS_CORS_ORIGINS", rules.listed(rules.origin), ()),
            allowed_hosts=read("TMS_ALLOWED_HOSTS", rules.listed(rules.host_pattern), ()),
            trusted_proxies=read("TMS_TRUSTED_PROXIES", rules.listed(rules.network), ()),
            time_zone=read("TMS_TIME_ZONE", rules.time_zone, None),
            token_minutes=read("TMS_TOKEN_MINUTES", rules.integer(1, 366 * 24 * 60), 24 * 60),
            idle_minutes=read("TMS_IDLE_MINUTES", rules.integer(1, 366 * 24 * 60), None),
            password_min_length=read("TMS_PASSWORD_MIN_LENGTH", rules.integer(6, 128), None),
            max_body_bytes=read("TMS_MAX_BODY_BYTES", rules.integer(256, 1024 * MIB), MIB),
            max_sockets=read("TMS_MAX_SOCKETS", rules.integer(1, 1_000_000), 20),
            temporary_password_days=read("TMS_TEMPORARY_PASSWORD_DAYS", rules.integer(1, 3650), 14),
            login_failures=read("TMS_LOGIN_FAILURES", rules.integer(1, 100_000), 10),
            event_days=read("TMS_EVENT_DAYS", rules.integer(1, 3650), 30),
            max_events=read("TMS_MAX_EVENTS", rules.integer(1000, 1_000_000_000), 1_000_000),
            organisation=read("TMS_ORGANISATION", rules.name, None),
            paper=read("TMS_PAPER", rules.choice("A4", "Letter"), "A4"),
            max_reports=read("TMS_MAX_REPORTS", rules.integer(1, 64), 2),
            smtp_url=smtp,
            mail_from=mail_from or ("", "noreply@localhost"),
            public_url=read("TMS_PUBLIC_URL", mail_parsers.public_url, None),
            mail_hold_seconds=read("TMS_MAIL_HOLD_SECONDS", rules.integer(0, 3600), 60),
        )

    @property
    def mail(self) -> MailSettings:
        """What the core knows of the settings of mail."""
        return MailSettings(
            public_url=self.public_url,
            hold=timedelta(seconds=self.mail_hold_seconds),
            server=None if self.smtp_url is None else f"{self.smtp_url.host}:{self.smtp_url.port}",
            sender=self.mail_from[1],
        )

    @property
    def mail_path(self) -> Path:
        """Where mails are kept as files when there is no mail server."""
        return self.data_dir / "mail"

    @property
    def secret_path(self) -> Path:
        """Where the generated secret is stored when there is no ``secret_key``."""
        return self.data_dir / "secret.key"

    @property
    def data_key_path(self) -> Path:
        """Where the generated data key is stored when there is no ``data_key``."""
        return self.data_dir / "data.key"

    @property
    def database_path(self) -> Path | None:
        """The database file, if the database is SQLite."""
        is_file = self.database_url.startswith(rules.SQLITE)
        return rules.sqlite_path(self.database_url) if is_file else None

    @property
    def database_seems_lost(self) -> bool:
        """Whether there is a secret but no database: the server has run here, so the database has been lost or moved."""
        path = self.database_path
        return path is not None and self.secret_path.exists() and not (path.exists() and path.stat().st_size)

    @property
    def shown_database(self) -> str:
        """The location of the data, for display: contains no password."""
        if (path := self.database_path) is not None:
            return shown_path(path)
        hosts_and_name = self.database_url.partition("?")[0].rpartition("@")[2]
        hosts, _, name = hosts_and_name.removeprefix(rules.MYSQL).partition("/")
        return f"{name} on {hosts.replace(',', ', ')}"


def _embedded(data_dir: Path) -> str:
    """The database in the data directory. Raises ``SettingsError`` if an earlier version stored it elsewhere: starting
    with an empty one would look like data loss."""
    path = data_dir / "tms.db"
    if (former := rules.formerly_opened(str(path))) is not None:
        raise SettingsError(
            f"TMS_DATA_DIR is {shown_path(data_dir)}, and an earlier version kept its database in "
            f"{shown_path(former)}. Stop all processes and move that file to {shown_path(path)}, or set "
            f"TMS_DATABASE_URL={rules.sqlite_url(former)}. If it belongs to another installation, create "
            "an empty file with the new name."
        )
    return rules.sqlite_url(path)


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def __call__(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """The parsed variable; an empty one counts as not set."""
        given = self._environ.get(name, "")
        text = given.strip()
        if not text:
            return default
        if name in PATHS and given != text:
            raise SettingsError(f"{name} must not begin or end with a space or a line break.")
        try:
            return parse(text)
        except InvalidSetting as problem:
            raise SettingsError(f"{name} {problem}.") from None
