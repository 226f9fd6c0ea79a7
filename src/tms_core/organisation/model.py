"""The organisation: one row of settings with a version, its view, its event, and the port.

Features read settings by ``organisation_of``, never from the environment. What the operator has fixed there
is in ``Services.organisation``, and takes precedence over what is stored.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from itertools import pairwise
from typing import Annotated, Any, Protocol, Self, TypedDict, get_type_hints

from tms_core.actor import ALL_ROLES, SYSTEM, Actor
from tms_core.entity import Entity
from tms_core.errors import FieldError, Invalid
from tms_core.events import Audience, Event, EventType
from tms_core.organisation.custom_fields import CustomField, checked_definitions
from tms_core.organisation.logo import Logo
from tms_core.unit_of_work import OrganisationSettings, ReadPort, ReadUnit
from tms_core.use_cases import UseCaseRunner, query
from tms_core.validation import Integer, Text, TimeZoneName, validated


class Language(StrEnum):
    """A language of the product, as a BCP 47 tag."""

    ENGLISH = "en"
    PORTUGUESE = "pt"


class Clock(IntEnum):
    """Whether times are shown as 13:30 or as 1:30 PM."""

    TWELVE = 12
    TWENTY_FOUR = 24


TIME_OF_DAY = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)


def _time_problem(time: str) -> str | None:
    return None if TIME_OF_DAY.fullmatch(time) else "must be a time of day from 00:00 to 24:00, such as 09:00"


OrganisationName = Annotated[str, Text(0, 100)]
Weekday = Annotated[int, Integer(1, 7)]
TimeOfDay = Annotated[str, Text(5, 5, check=_time_problem, pattern=f"^(?:{TIME_OF_DAY.pattern})$")]
PasswordLength = Annotated[int, Integer(6, 128)]
JoinMinutes = Annotated[int, Integer(0, 1440)]

WorkingHours = TypedDict("WorkingHours", {"weekday": Weekday, "from": TimeOfDay, "to": TimeOfDay})
WorkingHours.__doc__ = "When work is usually done on one weekday (1 is Monday); a weekday may have several."

MAX_HOURS = 28
OFFICE_HOURS = tuple(WorkingHours({"weekday": day, "from": "09:00", "to": "17:00"}) for day in range(1, 6))


def checked_hours(hours: Sequence[WorkingHours]) -> tuple[WorkingHours, ...]:
    """The hours in order. Raises ``Invalid`` if an interval is empty, or if two overlap."""
    if len(hours) > MAX_HOURS:
        raise Invalid.field("working_hours", f"must have at most {MAX_HOURS} entries")
    errors = [
        FieldError(f"working_hours.{index}.to", "must be later than from")
        for index, each in enumerate(hours)
        if each["from"] >= each["to"]
    ]
    ordered = sorted(hours, key=lambda each: (each["weekday"], each["from"]))
    for before, after in pairwise(ordered):
        if before["weekday"] == after["weekday"] and after["from"] < before["to"]:
            place = hours.index(after)
            errors.append(FieldError(f"working_hours.{place}.from", "overlaps with other hours of that day"))
    if errors:
        raise Invalid(errors)
    return tuple(ordered)


class OrganisationChanges(TypedDict, total=False):
    """The settings to change. ``custom_fields`` and ``working_hours`` replace the whole list."""

    name: OrganisationName
    time_zone: TimeZoneName
    language: Language
    week_starts_on: Weekday
    clock: Clock
    working_hours: tuple[WorkingHours, ...]
    password_min_length: PasswordLength
    mail_from_name: OrganisationName
    join_minutes_before: JoinMinutes
    custom_fields: tuple[CustomField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Entity):
    """The settings that are in force. ``fixed`` names those that the operator has set, which nobody else can
    change; the logo itself is stored beside, under its digest."""

    id: int = 1
    name: str = ""
    time_zone: str = "UTC"
    language: Language = Language.ENGLISH
    week_starts_on: int = 1
    clock: Clock = Clock.TWENTY_FOUR
    working_hours: tuple[WorkingHours, ...] = OFFICE_HOURS
    password_min_length: int = 6
    mail_from_name: str = ""
    join_minutes_before: int = 15
    custom_fields: tuple[CustomField, ...] = ()
    logo_type: str | None = None
    logo_digest: str | None = None
    updated_at: datetime
    fixed: tuple[str, ...] = ()

    def with_changes(self, now: datetime, changes: OrganisationChanges) -> Self:
        """A new version with ``changes``; the same object if nothing differs. Raises ``Invalid``."""
        wanted: dict[str, Any] = validated(OrganisationChanges, dict(changes))
        if "working_hours" in wanted:
            wanted["working_hours"] = checked_hours(wanted["working_hours"])
        if "custom_fields" in wanted:
            wanted["custom_fields"] = checked_definitions(wanted["custom_fields"])
        return self._changed(now, **wanted)

    def with_logo(self, now: datetime, logo: Logo | None) -> Self:
        """A new version with this logo, or without one; the same object if nothing differs."""
        if logo is None:
            return self._changed(now, logo_type=None, logo_digest=None)
        return self._changed(now, logo_type=logo.media_type, logo_digest=logo.digest)

    def _changed(self, now: datetime, **changes: Any) -> Self:
        if all(getattr(self, name) == value for name, value in changes.items()):
            return self
        return replace(self, **changes, version=self.version + 1, updated_at=now)

    def with_fixed(self, settings: OrganisationSettings) -> Self:
        """The settings in force, with those that the operator has fixed."""
        fixed = settings.fixed
        return replace(self, **fixed, fixed=tuple(fixed)) if fixed else self

    @property
    def logo_url(self) -> str | None:
        """Where the logo is, relative to the API; another logo has another URL, so caches may keep it."""
        return None if self.logo_digest is None else f"/organisation/logo?v={self.logo_digest[:16]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationView:
    """The organisation's settings. ``mail_from_name`` and ``fixed`` are for admins; others get null and
    nothing."""

    name: str
    logo_url: str | None
    time_zone: str
    language: Language
    week_starts_on: int
    clock: Clock
    working_hours: tuple[WorkingHours, ...]
    password_min_length: int
    mail_from_name: str | None
    join_minutes_before: int
    custom_fields: tuple[CustomField, ...]
    version: int
    fixed: tuple[str, ...]

    def for_reader(self, reader: Actor) -> "OrganisationView":
        """What ``reader`` may see. REST and events both use this."""
        return self if reader.is_admin else replace(self, mail_from_name=None, fixed=())


def to_view(organisation: Organisation, _: object = None) -> OrganisationView:
    """The complete view."""
    names = (each.name for each in fields(OrganisationView))
    return OrganisationView(**{name: getattr(organisation, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcProvider:
    """A provider of OpenID Connect by which people sign in, as it is named on the button."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInOptions:
    """What the sign-in page shows, and the ways to sign in that this installation offers."""

    organisation: str
    logo_url: str | None
    language: Language
    password: bool = True
    forgot_password: bool = False
    sends_mail: bool = False
    oidc: OidcProvider | None = None


def _changes_visible_to(changed: Collection[str], reader: Actor) -> Sequence[str]:
    return [name for name in changed if reader.is_admin or name != "mail_from_name"]


ORGANISATION_UPDATED: EventType[Organisation] = EventType(
    name="organisation_updated",
    entity="organisation",
    payload=Organisation,
    to_view=to_view,
    visible_to=OrganisationView.for_reader,
    changes_visible_to=_changes_visible_to,
)


RECORDED = (*get_type_hints(OrganisationChanges), "logo_url")
"""The fields whose earlier values the log keeps."""


def organisation_updated(before: Organisation, organisation: Organisation) -> Event:
    """The organisation's settings or logo changed."""
    values = {
        name: getattr(before, name)
        for name in RECORDED
        if getattr(before, name) != getattr(organisation, name)
    }
    return ORGANISATION_UPDATED(
        organisation.id, Audience.of(*ALL_ROLES), organisation, organisation.version, values
    )


class OrganisationReader(ReadPort, Protocol):
    """Reads the organisation."""

    async def get(self) -> Organisation:
        """The stored settings. Use cases need those in force: ``organisation_of``."""

    async def logo(self) -> Logo | None:
        """The logo with its content, or None."""


class OrganisationRepository(OrganisationReader, Protocol):
    """The organisation: there is exactly one."""

    async def lock(self) -> Organisation:
        """The stored settings, locked against other writers until the unit ends."""

    async def update(self, before: Organisation, after: Organisation) -> None:
        """Store a new version of the locked settings."""

    async def save_logo(self, logo: Logo | None) -> None:
        """Replace or remove the content of the logo."""


async def organisation_of(uow: ReadUnit) -> Organisation:
    """The settings in force: those stored, and those that the operator has fixed."""
    return (await uow.repository(OrganisationReader).get()).with_fixed(uow.services.organisation)


async def organisation_in_force(app: UseCaseRunner) -> Organisation:
    """The same, outside of a unit."""
    return await app.read(_settings, SYSTEM)


@query()
async def _settings(uow: ReadUnit, _: Actor) -> Organisation:
    return await organisation_of(uow)
