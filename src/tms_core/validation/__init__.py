"""Rules for single fields, declared once as ``Annotated[str, Text(1, 100)]`` on entities and inputs.

The core enforces them; the web includes the same rules in its OpenAPI document.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import Enum
from functools import cache
from typing import Annotated, Any, Protocol, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from tms_core.errors import FieldError, Invalid
from tms_core.validation.text import MAX_KEY_LENGTH, casefold_key, has_hidden_characters, is_blank

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2999, 12, 31, tzinfo=UTC)
MAX_ID = 2**53 - 1
"""The largest integer that every JSON reader represents exactly (RFC 8259, section 6)."""


MAX_DECOMPOSITION = 4
"""A text that is this many times as long as allowed stays too long when it is normalised (Unicode, UAX #15)."""


class FieldRule(Protocol):
    """Cleans a value, and says what is wrong with it."""

    def clean(self, value: Any) -> Any:
        """The value as it will be stored."""

    def problem(self, value: Any) -> str | None:
        """What a person should change, or None if the value is valid."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text of ``min`` to ``max`` characters, trimmed and in Unicode NFC, in which there is something to see.

    ``lines`` allows line breaks and, as in any prose, characters that control the direction of text.
    """

    min: int
    max: int
    lines: bool = False
    check: Callable[[str], str | None] | None = None
    format: str | None = None
    pattern: str | None = None

    def clean(self, value: Any) -> Any:
        """Trim white space at both ends and normalise to NFC."""
        text = value.strip()
        if text.isascii() or len(text) > MAX_DECOMPOSITION * self.max:
            return (
                text  # the rest of the rule refuses it; normalising takes time with the square of its length
            )
        return unicodedata.normalize("NFC", text)

    def problem(self, value: Any) -> str | None:
        """Check the length, what cannot be seen, control characters and lone surrogates, then the field's own rule."""
        if not isinstance(value, str):
            return "must be text"
        if not self.min <= len(value) <= self.max:
            least = f"{self.min} to" if self.min else "at most"
            return f"must be {least} {self.max} characters long"
        if not value.isprintable() and any(self._forbidden(character) for character in value):
            return "must not contain control characters"
        if not value.isascii():
            if value and is_blank(value):
                return "must not be blank"
            if not self.lines and has_hidden_characters(value):
                return "must not contain invisible characters"
        return self.check(value) if self.check else None

    def _forbidden(self, character: str) -> bool:
        category = unicodedata.category(character)
        return category in ("Cc", "Cs", "Zl", "Zp") and not (self.lines and character in "\n\r\t\u2028\u2029")


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number from ``min`` to ``max``, both included."""

    min: int
    max: int

    def clean(self, value: Any) -> Any:
        """Numbers are stored unchanged."""
        return value

    def problem(self, value: Any) -> str | None:
        """Not a number, or out of range."""
        if not isinstance(value, int) or isinstance(value, bool):
            return "must be a whole number"
        return None if self.min <= value <= self.max else f"must be from {self.min} to {self.max}"


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time with an offset (RFC 3339), stored in UTC, between the years 1900 and 2999."""

    def clean(self, value: Any) -> Any:
        """The same instant in UTC; unchanged if that is impossible, for ``problem`` to report."""
        if (
            not isinstance(value, datetime)
            or value.tzinfo is None
            or not EARLIEST.year < value.year < LATEST.year
        ):
            return value
        return value.astimezone(UTC)

    def problem(self, value: Any) -> str | None:
        """Without an offset, or out of range."""
        if not isinstance(value, datetime) or value.tzinfo is None:
            return "must be a time with an offset, such as 2026-05-04T09:00:00Z"
        if not EARLIEST.year < value.year < LATEST.year:
            return f"must be between {EARLIEST.year + 1} and {LATEST.year - 1}"
        return None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the members of an enumeration. Fields with an enumeration type have this rule automatically."""

    members: type[Enum]

    def clean(self, value: Any) -> Any:
        """The member with this value; unchanged if there is none, for ``problem`` to report."""
        return value if self.problem(value) else self.members(value)

    def problem(self, value: Any) -> str | None:
        """Not a member."""
        allowed = [member.value for member in self.members]
        return None if value in allowed else f"must be one of {', '.join(map(str, allowed))}"


@dataclass(frozen=True, slots=True)
class ListOf:
    """At most ``max`` items, each following ``item``."""

    item: FieldRule
    max: int

    def clean(self, value: Any) -> Any:
        """Clean every item and drop duplicates, keeping the order."""
        return tuple(dict.fromkeys(self.item.clean(item) for item in value))

    def problem(self, value: Any) -> str | None:
        """Not a list, too many items, or the first invalid item."""
        if not isinstance(value, list | tuple):
            return "must be a list"
        if len(value) > self.max:
            return f"must have at most {self.max} entries"
        return next((problem for item in value if (problem := self.item.problem(item))), None)


Id = Annotated[int, Integer(1, MAX_ID)]
InstantUtc = Annotated[datetime, Instant()]


@cache
def rules_of(cls: Any) -> dict[str, FieldRule]:
    """Field name → rule for every annotated field of a dataclass or TypedDict."""
    hints = get_type_hints(cls, include_extras=True)
    return {name: rule for name, hint in hints.items() if (rule := _rule_in(hint))}


def _rule_in(hint: Any) -> FieldRule | None:
    """The rule in a type hint, even if it is optional (``Annotated[str, Text(…)] | None``)."""
    if get_origin(hint) is Annotated:
        return next((extra for extra in get_args(hint)[1:] if hasattr(extra, "problem")), None)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Choice(hint)
    return next((rule for part in get_args(hint) if (rule := _rule_in(part))), None)


def validated(cls: Any, values: dict[str, Any]) -> dict[str, Any]:
    """``values`` with every field cleaned by the rules of ``cls``; None is not checked by rules.

    Raises ``Invalid`` with every invalid field.
    """
    result = dict(values)
    errors = []
    for name, rule in rules_of(cls).items():
        value = values.get(name)
        if value is None:
            continue
        try:
            result[name] = rule.clean(value)
        except (TypeError, AttributeError):
            errors.append(FieldError(name, rule.problem(value) or "has the wrong type"))
            continue
        if problem := rule.problem(result[name]):
            errors.append(FieldError(name, problem))
    if errors:
        raise Invalid(errors)
    return result


def validate(instance: Any) -> None:
    """Clean and check a frozen dataclass; called from ``__post_init__``. Raises ``Invalid``."""
    cls: Any = type(instance)
    values = {name: getattr(instance, name) for name in rules_of(cls)}
    for name, value in validated(cls, values).items():
        if value is not values[name]:
            object.__setattr__(instance, name, value)


NO_WEB_ADDRESS = "must be an http or https address"
FORBIDDEN_IN_HOSTS = frozenset("@\\%<>^|`{}\"'")


def link_problem(link: str) -> str | None:
    """Accepts only web addresses whose host is the one that people read, so that a link can neither run a
    script nor lead elsewhere than it seems to."""
    try:
        parts = urlsplit(link)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return NO_WEB_ADDRESS
    if not usable or any(letter.isspace() for letter in link):
        return NO_WEB_ADDRESS
    if any(letter in FORBIDDEN_IN_HOSTS or unicodedata.category(letter) == "Cf" for letter in parts.netloc):
        return "must be a web address with a plain host, without user name, backslash or invisible characters"
    return None


LOCAL_PART = re.compile(r"[^@\s\"(),:;<>\[\\\]]+")


def email_problem(email: str) -> str | None:
    """E-mail addresses as browsers validate them (HTML, section 4.10.5.1.5), but with
    letters and marks of any script (RFC 6531)."""
    local_part, _, domain = email.rpartition("@")
    known = ".." not in email and LOCAL_PART.fullmatch(local_part) and all(map(_is_label, domain.split(".")))
    if known and len(casefold_key(email)) <= MAX_KEY_LENGTH:
        return None
    return "must be an e-mail address, such as ana@example.org"


def _is_label(label: str) -> bool:
    """A part of a domain name: letters, digits, marks and joiners, with hyphens in between."""
    categories = [unicodedata.category(letter)[0] for letter in label]
    if not categories or categories[0] not in "LN" or label.endswith("-"):
        return False
    return all(
        category in "LMN" or letter in "-_\u200c\u200d"
        for letter, category in zip(label, categories, strict=True)
    )


def _time_zone_problem(name: str) -> str | None:
    return None if name in time_zone_names() else "must be an IANA time zone, such as Europe/Lisbon"


@cache
def time_zone_names() -> frozenset[str]:
    """The IANA time zones that this installation knows, without names whose meaning depends on the
    machine, or that browsers do not know."""
    return frozenset(
        name
        for name in available_timezones()
        if name not in ("Factory", "localtime", "posixrules") and not name.startswith(("posix/", "right/"))
    )


def zone_named(name: str) -> tzinfo:
    """The zone with this IANA name; UTC if this host does not know it (see ``known_time_zone``)."""
    return ZoneInfo(name) if name in time_zone_names() else UTC


def known_time_zone(name: str) -> str:
    """``name``, or ``UTC`` if this host does not know it: its time zone database
    may be older than a stored name."""
    return name if name in time_zone_names() else "UTC"


TimeZoneName = Annotated[str, Text(1, 64, check=_time_zone_problem)]
