"""Parsers for the settings of mail. Their error messages never contain a password."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from tms_core.validation import email_problem
from tms_web.settings.parsers import InvalidSetting, ascii_host, origin, shown


def public_url(text: str) -> str:
    """Where people reach the installation: an origin, in lower case, without a slash at the end."""
    try:
        return origin(text.removesuffix("/"))
    except InvalidSetting:
        raise InvalidSetting(
            f"must be an address such as https://training.example.org, without a path, not {shown(text)}"
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpUrl:
    """A mail server. ``tls``: ``implicit``, ``starttls`` or ``off``."""

    host: str
    port: int
    username: str | None
    password: str | None = field(repr=False)
    tls: str


SMTP_EXAMPLE = "smtp://user:password@mail.example.org:587"


def smtp_url(text: str) -> SmtpUrl:
    """``smtp://user:password@host:587``, or ``smtps://`` for TLS from the first byte; ``?tls=off`` for none at all."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise InvalidSetting(f"must be a mail server, such as {SMTP_EXAMPLE}") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise InvalidSetting(f"must be a mail server, such as {SMTP_EXAMPLE}")
    if parts.query not in ("", "tls=off") or (parts.query and parts.scheme == "smtps"):
        raise InvalidSetting("may end with ?tls=off, after smtp:// only, and with nothing else")
    tls = "implicit" if parts.scheme == "smtps" else "off" if parts.query else "starttls"
    return SmtpUrl(
        host=ascii_host(parts.hostname),
        port=port or (465 if tls == "implicit" else 587),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password is not None else None,
        tls=tls,
    )


def sender(text: str) -> tuple[str, str]:
    """An address, or ``Name <address>``, as a pair of name and address; the name may be empty."""
    found = re.fullmatch(r"(?:(?P<name>[^<>]*?)\s*<(?P<boxed>[^<>]+)>|(?P<bare>[^<>]+))", text)
    address = (found["boxed"] or found["bare"]).strip() if found else ""
    if not found or email_problem(address) or len(address) > 254 or not text.isprintable():
        raise InvalidSetting(
            f"must be an address such as training@example.org, or Name <training@example.org>, not {shown(text)}"
        )
    return (found["name"] or "").strip().strip('"'), address
