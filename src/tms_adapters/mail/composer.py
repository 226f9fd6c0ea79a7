"""Lays letters out as messages: HTML and plain text, with the organisation's name and logo.

What people have typed never becomes anything but text: it is escaped in HTML, header fields are encoded where a mail
program would decode them, and characters that end a line or turn text around are removed.
"""

import re
import secrets
from binascii import b2a_qp
from collections.abc import Mapping
from email import charset, policy
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime
from functools import cache, lru_cache
from importlib.resources import files
from textwrap import fill
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape
from mjml import mjml2html

from tms_core.application import utc_now
from tms_core.application.letters import Button, Letter, Section
from tms_core.mail.delivery import Message, Outgoing
from tms_core.mail.words import translated
from tms_core.organisation.logo import SIZES, Logo
from tms_core.organisation.model import Language
from tms_core.unit_of_work import Clock

TEMPLATES = PLAIN, HTML = "letter.txt", "letter.mjml"
PREFERENCES = "/app/account#notifications"
TEXT_WIDTH = 74
MAX_LOGO_WIDTH, MAX_LOGO_HEIGHT = 220, 64
CRLF = policy.compat32.clone(linesep="\r\n")
UTF8 = charset.Charset("utf-8")
SHARED_BODIES = 16
BLANK_LINES = re.compile("\n{3,}")
INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class MailComposer:
    """Implements ``Composer``. ``sender`` is the address that mails come from, ``name`` whose, unless the organisation has a
    name of its own. Links go to ``public_url``; without one there are none."""

    def __init__(
        self, sender: str, public_url: str | None = None, name: str = "", clock: Clock = utc_now
    ) -> None:
        self._sender = sender
        self._name = name
        self._public_url = public_url
        self._clock = clock
        # People who are told the same, which is most of those in one session, get the same body. Mails about accounts are
        # not kept: they contain links that let somebody in.
        self._shared_body = lru_cache(SHARED_BODIES)(self._body)
        # Now, and not from what an upgrade may put in their place while this process runs.
        for template in TEMPLATES:
            _template(template)

    def message_id(self) -> str:
        """See ``Composer``."""
        domain = _ascii_domain(self._sender).rpartition("@")[2]
        return f"<{secrets.token_hex(16)}@{domain}>"

    def compose(self, outgoing: Outgoing, logo: Logo | None) -> Message:
        """See ``Composer``."""
        reader, letter = outgoing.reader, outgoing.letter
        organisation = reader.organisation
        preferences = f"{self._public_url}{PREFERENCES}" if outgoing.optional and self._public_url else ""
        sender_name = organisation.mail_from_name or self._name or organisation.name
        headers = {
            "From": _mailbox(sender_name, self._sender),
            "To": _mailbox(reader.user.name, reader.address),
            "Subject": _header(letter.subject),
            "Date": format_datetime(self._clock()),
            "Message-ID": outgoing.mail.message_id or self.message_id(),
            "Content-Language": str(reader.language),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }
        if preferences:
            headers["List-Unsubscribe"] = f"<{preferences}>"
        # Written by hand, because the library encodes addresses that have to stay as they are (RFC 6532).
        lines = [f"{name}: {value}\n".replace("\n", "\r\n") for name, value in headers.items()]
        body = self._shared_body if outgoing.optional else self._body
        return Message(
            sender=_ascii_domain(self._sender),
            recipient=_ascii_domain(reader.address),
            content="".join(lines).encode()
            + body(letter, organisation.name, reader.language, preferences, logo),
        )

    def _body(
        self, letter: Letter, organisation: str, language: Language, preferences: str, logo: Logo | None
    ) -> bytes:
        """The message without the headers that differ from reader to reader."""
        logo_id = f"logo-{logo.digest[:16]}" if logo is not None else ""
        values = {
            "subject": _one_line(letter.subject),
            "reason": _clean(letter.reason),
            "sections": [self._shown(section) for section in letter.sections],
            "organisation": _one_line(organisation) or "Training Management System",
            "before_label": translated("before", language),
            "preferences": preferences,
            "preferences_label": translated("Choose which mails you get", language),
            "language": str(language),
            "logo": logo_id,
            "logo_width": _logo_width(logo),
        }
        body = MIMEMultipart("alternative", _boundary())
        plain = BLANK_LINES.sub("\n\n", _template(PLAIN).render(values))
        body.attach(_text("plain", plain))
        body.attach(_with_logo(_text("html", _template(HTML).render(values)), logo, logo_id))
        return body.as_bytes(policy=CRLF)

    def _shown(self, section: Section) -> Mapping[str, Any]:
        return {
            "heading": _clean(section.heading),
            "paragraphs": [_clean(each) for each in section.paragraphs],
            "facts": [
                {
                    "label": _clean(fact.label),
                    "value": _one_line(fact.value),
                    "before": None if fact.before is None else _one_line(fact.before),
                }
                for fact in section.facts
            ],
            "button": self._link(section.button),
            "link": self._link(section.link),
        }

    def _link(self, button: Button | None) -> Mapping[str, str] | None:
        url = self._url(button) if button is not None else ""
        return {"label": _one_line(button.label), "url": url} if button is not None and url else None

    def _url(self, button: Button) -> str:
        if button.path:
            return f"{self._public_url}{button.path}" if self._public_url else ""
        return button.url if _is_web(button.url) else ""


def _clean(text: str) -> str:
    """A text without what ends a line, other than a line feed, turns text around, or cannot be seen."""
    return INVISIBLE.sub(" ", text.replace("\r\n", "\n"))


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _header(text: str) -> str:
    """A header field's text. What looks like an encoded word is encoded once more, or mail programs would decode it."""
    line = _one_line(text)
    is_plain = line.isascii() and "=?" not in line
    return Header(line, "us-ascii" if is_plain else UTF8, maxlinelen=66).encode()


def _mailbox(name: str, address: str) -> str:
    line = _one_line(name)
    if not line:
        return _ascii_domain(address)
    if line.isascii() and "=?" not in line:
        quoted = line.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{_ascii_domain(address)}>'
    return f"{Header(line, UTF8, maxlinelen=60).encode()} <{_ascii_domain(address)}>"


def _ascii_domain(address: str) -> str:
    """An address with its domain as name servers know it; the local part stays as it is."""
    local, _, domain = _one_line(address).rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return f"{local}@{domain}"


def _text(subtype: str, text: str) -> MIMENonMultipart:
    """A part whose lines are short, and which is ASCII: quoted-printable by the C library, since that of ``email`` takes
    several times as long."""
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(b2a_qp(text.encode(), istext=True).decode("ascii"))
    return part


def _boundary() -> str:
    """A line that is in no part. Without one, the library searches all parts for one."""
    return f"={secrets.token_hex(16)}="


def _with_logo(html: MIMENonMultipart, logo: Logo | None, logo_id: str) -> MIMEBase:
    if logo is None:
        return html
    related = MIMEMultipart("related", _boundary())
    related.attach(html)
    image = MIMEImage(logo.content, logo.media_type.partition("/")[2])
    image["Content-ID"] = f"<{logo_id}>"
    image["Content-Disposition"] = "inline"
    related.attach(image)
    return related


def _logo_width(logo: Logo | None) -> int:
    size = None if logo is None else SIZES[logo.media_type](logo.content)
    if size is None:
        return 0
    width, height = size
    return max(1, round(min(width, MAX_LOGO_WIDTH, MAX_LOGO_HEIGHT * width / height)))


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not INVISIBLE.search(url)


def _wrapped(text: str) -> str:
    return "\n".join(
        fill(line, TEXT_WIDTH, break_long_words=False, break_on_hyphens=False) for line in text.splitlines()
    )


def _lines(text: str) -> Markup:
    """Text whose line breaks stay."""
    return Markup("<br />").join(escape(line) for line in text.split("\n"))


@cache
def _template(name: str) -> Template:
    source = files(__package__).joinpath("templates", name).read_text("utf-8")
    is_html = name.endswith(".mjml")
    if is_html:
        source = mjml2html(source, fonts={})  # the fonts it knows would be fetched from Google
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.autoescape = is_html  # plain text is not escaped
    environment.filters |= {"wrapped": _wrapped, "lines": _lines}
    return environment.from_string(source)
