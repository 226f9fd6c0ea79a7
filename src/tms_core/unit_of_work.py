"""Ports: the units of work that commands and queries see, and what they give access to: services,
repositories, and what the features store about a person."""

import hashlib
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from tms_core.actor import Actor, Role
from tms_core.entity import PersonRef
from tms_core.errors import Conflict
from tms_core.events import Event
from tms_core.security.log import NoSecurityLog, SecurityLog, SecurityRecord
from tms_core.security.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The contents of a token. ``installation_id`` is the data that it was issued for; tokens of versions that did not
    say so have none."""

    user_id: int
    generation: int
    token_id: str
    issued_at: datetime
    expires_at: datetime
    installation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A new token, with what its sign-in stores of it: the id and the expiry, never the token itself."""

    text: str
    token_id: str
    expires_at: datetime


class PasswordHasher(Protocol):
    """Slow, salted hashing. Implementations keep the event loop free, limit concurrency, and raise ``Busy`` if too many
    callers are waiting. Never call it inside a transaction, which would hold up other writers (see
    ``prepared_command``)."""

    async def hash(self, password: str) -> str:
        """A new hash of ``password``."""

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether ``password`` matches. Without a hash it takes as long and returns False."""

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the password should be hashed again at the next opportunity."""


class Tokens(Protocol):
    """Issues and verifies signed tokens that expire."""

    @property
    def lifetime_seconds(self) -> int:
        """How long a new token lasts."""

    def issue(self, user_id: int, generation: int, installation_id: str, now: datetime) -> IssuedToken:
        """A new token, bound to the data with this id."""

    def read(self, token: str, now: datetime) -> Claims:
        """The claims of a token. Raises ``NotAuthenticated`` if it is forged, malformed or expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSettings:
    """Settings that the operator, or the program that embeds the core, has chosen.

    ``name``, ``time_zone`` and ``password_min_length`` are settings of the organisation: a value fixes them,
    and with None the organisation's admins choose. ``sources`` says where a fixed value comes from, such as
    an environment variable.
    """

    password_min_length: int | None = None
    time_zone: str | None = None
    name: str | None = None
    sign_in_failures: int = 10
    temporary_password_lifetime: timedelta = timedelta(days=14)
    """How long one can sign in with a temporary password after it was set."""
    idle_timeout: timedelta | None = None
    """How long a sign-in may be unused before it ends; None: until its token expires."""
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def fixed(self) -> dict[str, Any]:
        """The organisation's settings that are fixed, with their values."""
        settings = ("name", "time_zone", "password_min_length")
        return {name: value for name in settings if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """What the operator has chosen for mail. ``public_url`` is where people reach this installation, without a slash at the
    end; without it there are no links in mails. ``hold`` is how long mails about changes wait for further ones. ``server``
    is the mail server as admins are shown it; without one mails become files. ``sender`` is where they come from."""

    public_url: str | None = None
    hold: timedelta = timedelta(seconds=60)
    server: str | None = None
    sender: str = "noreply@localhost"


def _plain_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSeen:
    """When a sign-in was last used in this process, and when that was last written to the store."""

    actor: Actor
    at: datetime
    written_at: datetime | None
    is_stored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What use cases need besides the store."""

    passwords: PasswordHasher
    tokens: Tokens
    organisation: OrganisationSettings = field(default_factory=OrganisationSettings)
    last_seen: dict[str, LastSeen] = field(default_factory=dict)
    """By token id; kept by ``tms_core.auth.sign_ins``."""
    places: Places = field(default_factory=Places)
    """For attempts at passwords that are under way."""
    security_log: SecurityLog = field(default_factory=NoSecurityLog)
    mail: MailSettings = field(default_factory=MailSettings)
    link_hash: Callable[[str], str] = _plain_hash
    """What is stored of the token in a link; with a key of the installation, if it has one."""


class Clock(Protocol):
    """A clock."""

    def __call__(self) -> datetime:
        """The current time, in UTC."""


U = TypeVar("U")


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A person is being deleted. Their responsibilities go to ``reassign_to``, if given; with
    ``allow_conflicts`` even if that causes double bookings."""

    person: PersonRef
    reassign_to: int | None = None
    allow_conflicts: bool = False


async def _nothing_blocks(*_: Any) -> None:
    """The default."""


async def _nobody(*_: Any) -> Iterable[int]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData(Generic[U]):
    """How a feature handles data about people. ``U`` is the unit of work that the functions run in.

    ``export(uow, person)`` returns everything the feature stores about the person, by name, as entities or
    views.

    ``erase(uow, actor, departure)`` deletes what concerns only the person, anonymises what concerns others
    too, reassigns what somebody must be responsible for, and records events like any other change.

    ``blocks_deletion(uow, departure)`` and ``blocks_role_change(uow, person)`` return the reason why it is
    not possible, or None.

    ``shows_name_to(uow, person, told)`` returns the ids of those who see the person's name through this
    feature. Users with a role in ``told`` may be left out: they are told of a change anyway.
    """

    export: Callable[[U, PersonRef], Awaitable[Mapping[str, object]]]
    erase: Callable[[U, Actor, Departure], Awaitable[None]]
    blocks_deletion: Callable[[U, Departure], Awaitable[Conflict | None]] = _nothing_blocks
    blocks_role_change: Callable[[U, PersonRef], Awaitable[Conflict | None]] = _nothing_blocks
    shows_name_to: Callable[[U, PersonRef, Collection[Role]], Awaitable[Iterable[int]]] = _nobody


MAX_KIND_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationKind:
    """Something that people are told: on the screen and by mail, unless they switch that off for themselves. What
    ``is_fixed``, because it concerns the safety of the account, cannot be switched off.

    ``letter(uow, news)`` returns the ``Letter`` of the mail, or None if there is nothing left to say. It gets a ``News`` of
    ``tms_core.notifications.mails``, and runs just before the mail is sent. Without it, no mail tells of this kind.

    ``name`` identifies it in the store, so it must not change.
    """

    name: str
    is_fixed: bool = False
    letter: Callable[..., Awaitable[Any]] | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= MAX_KIND_NAME:
            raise ValueError(
                f"The name of a notification kind has 1 to {MAX_KIND_NAME} characters: {self.name!r}."
            )


F = TypeVar("F")
R = TypeVar("R")


class ReadPort(Protocol):
    """A repository without methods that write. Where a port has a separate reading half, ``UserReader``
    extends ``ReadPort``, and ``UserRepository`` extends ``UserReader``."""


def reading_half(port: type) -> type | None:
    """The read-only part of a repository port, which may be the port itself;
    None if the port is not divided."""
    return next((base for base in port.__mro__ if ReadPort in base.__bases__), None)


def with_reading_halves(repositories: Iterable[Mapping[Any, F]]) -> dict[Any, F]:
    """What creates the repository for each port, and for the reading half of each port. ``repositories`` are
    those of the features of one store."""
    made = {port: make for of_one in repositories for port, make in of_one.items()}
    halves = {half: make for port, make in made.items() if (half := reading_half(port)) not in (None, port)}
    return made | halves


def readers_among(repositories: Mapping[Any, F]) -> dict[Any, F]:
    """What queries may use: all but the ports that have a separate reading half."""
    return {port: make for port, make in repositories.items() if reading_half(port) in (None, port)}


class ReadUnit(Protocol):
    """A read-only unit, as a query sees it: committed data, and no way to write."""

    @property
    def services(self) -> Services:
        """What use cases need besides the store."""

    @property
    def now(self) -> datetime:
        """The time of the unit, in UTC; it does not change within a unit."""

    @property
    def person_data(self) -> Sequence[PersonData[Any]]:
        """The ``PersonData`` of each feature that has it."""

    @property
    def notification_kinds(self) -> Mapping[str, NotificationKind]:
        """What people can be told, by name."""

    @property
    def consumer_names(self) -> Collection[str]:
        """The consumers that the features of this program declare."""

    def repository(self, port: Callable[..., R]) -> R:
        """The repository for a port, such as ``uow.repository(UserReader)``.

        Queries ask for the reading half of a port, commands for either. Raises ``LookupError`` if no feature
        of the store provides it.
        """

    def log_security(self, record: SecurityRecord) -> None:
        """Write to the security log, as an act of the unit's actor, once the unit has succeeded."""


class UnitOfWork(ReadUnit, Protocol):
    """One transaction, as a command sees it. It never commits: ``Application`` does."""

    def record(self, event: Event) -> None:
        """Record an event together with the change it describes. Raises
        ``LookupError`` if no feature declares it."""


class WriteInQuery(Exception):
    """A query tried to write. This is a programming error: what writes must be a command."""

    def __init__(self) -> None:
        super().__init__("A query only reads. Make what writes a command, and call it by Application.run.")
