"""Users: the entity, its inputs, and the port."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Protocol, Self, TypedDict

from tms_core.actor import Actor, Role
from tms_core.entity import Key, Page, PageRequest, PersonRef, TimestampedEntity
from tms_core.errors import Conflict, Invalid
from tms_core.organisation.custom_fields import CustomValue
from tms_core.organisation.model import Language
from tms_core.unit_of_work import ReadPort
from tms_core.validation import Text, TimeZoneName, email_problem, validate
from tms_core.validation.text import MAX_KEY_LENGTH, casefold_key, search_key, sort_key

USERNAME_MARKS = "._-"


def username_problem(username: str) -> str | None:
    """Allows letters and digits of any script, and ``._-``."""
    known = all(letter in USERNAME_MARKS or unicodedata.category(letter)[0] in "LNM" for letter in username)
    if known and len(casefold_key(username)) <= MAX_KEY_LENGTH:
        return None
    return "may hold only letters, digits, dots, underscores and hyphens"


Username = Annotated[str, Text(3, 50, check=username_problem)]
Email = Annotated[str, Text(3, 254, check=email_problem, format="email")]
FirstName = Annotated[str, Text(1, 50)]
LastName = Annotated[str, Text(0, 50)]
"""Empty for people who have one name."""
ExternalId = Annotated[str, Text(1, 64)]


class UserStatus(StrEnum):
    """Whether somebody can use the system: ``invited`` people have not accepted yet, those with ``no_sign_in``
    have no password, ``deactivated`` ones are only history."""

    ACTIVE = "active"
    INVITED = "invited"
    NO_SIGN_IN = "no_sign_in"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class User(TimestampedEntity):
    """A user: an account with a name and a role. Passwords are stored elsewhere and never leave the core."""

    username: Username
    email: Email
    role: Role
    first_name: FirstName
    last_name: LastName
    name: str = field(init=False, default="")
    is_temporary_password: bool = False
    language: Language | None = None
    time_zone: TimeZoneName | None = None
    status: UserStatus = UserStatus.ACTIVE
    pending_email: Email | None = None
    external_id: ExternalId | None = None
    custom: dict[str, CustomValue] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"{self.first_name} {self.last_name}".rstrip())

    @property
    def person(self) -> PersonRef:
        """How this user is shown to others."""
        return PersonRef(id=self.id, name=self.name)

    @property
    def is_active_admin(self) -> bool:
        """An admin who can sign in: there is always one."""
        return self.role is Role.ADMIN and self.status is UserStatus.ACTIVE

    @property
    def is_deactivated(self) -> bool:
        """Whether this user has been deactivated: kept in history, and offered for nothing new."""
        return self.status is UserStatus.DEACTIVATED

    @property
    def actor(self) -> Actor:
        """The user as an actor, for programs that authenticate users without our tokens."""
        return Actor(id=self.id, role=self.role)

    def visible_to(self, reader: Actor) -> bool:
        """Whether ``reader`` may see this user: admins see everyone, trainers see trainers and
        trainees, everyone sees themselves."""
        if reader.is_admin or reader.id == self.id:
            return True
        return reader.role is Role.TRAINER and self.role in VISIBLE_TO_TRAINERS

    def shown_to(self, reader: Actor) -> Self | None:
        """As ``reader`` may see them, in REST and events, or None. Only admins and they see ``pending_email``."""
        if not self.visible_to(reader):
            return None
        if self.pending_email is None or reader.is_admin or reader.id == self.id:
            return self
        return replace(self, pending_email=None)


VISIBLE_TO_TRAINERS = (Role.TRAINER, Role.TRAINEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """A user to create. Without a ``password`` one is generated; it is temporary either way. With ``invite`` there is none:
    the person chooses one through a link that is sent by mail."""

    username: Username
    email: Email
    role: Role
    first_name: FirstName
    last_name: LastName
    password: str | None = None
    language: Language | None = None
    time_zone: TimeZoneName | None = None
    external_id: ExternalId | None = None
    custom: dict[str, CustomValue] = field(default_factory=dict, hash=False)
    invite: bool = False

    def __post_init__(self) -> None:
        validate(self)
        if self.invite and self.password is not None:
            raise Invalid.field("password", "must be left out of an invitation: the person chooses it")


class UserChanges(TypedDict, total=False):
    """The fields of a user to change; of ``custom``, the keys that are sent, and null clears one. ``status`` can become
    ``deactivated``, and ``active`` again. ``current_password`` is needed to change your own e-mail address, unless you are an admin. The new one becomes
    ``pending_email`` until it is confirmed, if links can be mailed.
    """

    username: Username
    email: Email
    role: Role
    first_name: FirstName
    last_name: LastName
    language: Language | None
    time_zone: TimeZoneName | None
    status: UserStatus
    external_id: ExternalId | None
    custom: dict[str, CustomValue]
    current_password: str


OWN_FIELDS = frozenset({"email", "first_name", "last_name", "language", "time_zone", "current_password"})


class UserOrder(StrEnum):
    """By this field, then by id; with ``-`` in descending order."""

    ID = "id"
    ID_DESC = "-id"
    NAME = "name"
    NAME_DESC = "-name"
    USERNAME = "username"
    USERNAME_DESC = "-username"
    EMAIL = "email"
    EMAIL_DESC = "-email"

    @property
    def field(self) -> str:
        """The field to compare: ``id`` as a number, ``name`` as ``sort_key``, the others as case-folded text, by
        code point."""
        return self.value.removeprefix("-")

    @property
    def ascending(self) -> bool:
        """Whether the order is ascending."""
        return not self.value.startswith("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilter:
    """Conditions for users: of ``roles`` (None: all), with every word of ``q`` in their name, username or
    e-mail address.

    ``assigned``: whether they have an assignment, as trainee or trainer; ``deactivated``: whether they have been
    deactivated; ``status``: only people with this one (None: either way).
    """

    roles: tuple[Role, ...] | None = None
    q: str | None = None
    assigned: bool | None = None
    deactivated: bool | None = None
    status: UserStatus | None = None
    order: UserOrder = UserOrder.ID


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedUser(User):
    """A user who was just created, with the password to hand over if it was
    generated; it is never shown again."""

    OMITTED_IF_NONE: ClassVar = ("temporary_password",)

    temporary_password: str | None = None

    @property
    def user(self) -> User:
        """The user without the password."""
        return User(**{each.name: getattr(self, each.name) for each in fields(User) if each.init})


def username_taken() -> Conflict:
    """Usernames are unique, ignoring case."""
    return Conflict("username_taken", "Another user has this username.")


def email_taken() -> Conflict:
    """E-mail addresses are unique, ignoring case."""
    return Conflict("email_taken", "Another user has this e-mail address.")


def external_id_taken() -> Conflict:
    """External ids are unique, compared as they were given."""
    return Conflict("external_id_taken", "Another user has this external id.")


EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
"""Kana, Chinese characters and Hangul."""


def search_key_of(user: User) -> str:
    """What ``q`` searches of a user: name, username and e-mail address, folded.

    East Asian names are also found as they are written there: family name first, without a space.
    """
    texts = [user.name, user.username, user.email]
    if EAST_ASIAN.search(user.name):
        texts.insert(1, user.last_name + user.first_name)
    return search_key(*texts)


def sort_key_of(user: User) -> str:
    """The key by which users are ordered by name."""
    return sort_key(user.name)


def order_key(user: User, order: UserOrder) -> Key:
    """The page key of a user in an order. Except for ascending id, it includes the order, so that a key
    cannot be used with another order."""
    if order is UserOrder.ID:
        return (user.id,)
    if order is UserOrder.ID_DESC:
        return (order.value, user.id)
    text = sort_key_of(user) if order.field == "name" else casefold_key(getattr(user, order.field))
    return (order.value, text, user.id)


class UserReader(ReadPort, Protocol):
    """Reads users who have not been deleted, unless a method says otherwise."""

    async def get(self, user_id: int) -> User | None:
        """One user, or None."""

    async def get_many(self, user_ids: Iterable[int]) -> dict[int, User]:
        """The users found among ``user_ids``."""

    async def has_email(self, email: str) -> bool:
        """Whether somebody has this e-mail address; case is ignored."""

    async def people(self, user_ids: Iterable[int]) -> dict[int, PersonRef]:
        """The ids and names of people, including deleted ones."""

    async def page(self, wanted: UserFilter, page: PageRequest) -> Page[User]:
        """Users in the requested order; the page key is ``order_key``."""

    async def is_empty(self) -> bool:
        """Whether no user was ever added."""


class UserRepository(UserReader, Protocol):
    """Users who have not been deleted, unless a method says otherwise."""

    async def lock(self, user_ids: Iterable[int]) -> dict[int, User]:
        """The users found among ``user_ids``, locked against other writers until the unit ends.

        Locked in the order of their ids, so that two units cannot deadlock.
        """

    async def lock_admins(self) -> list[int]:
        """The ids of all admins who can sign in, locked against other writers until the unit ends."""

    async def add(self, user: User) -> User:
        """Store a new user; returns it with its id. Raises ``Conflict``
        ``username_taken``, ``email_taken`` or ``external_id_taken``, in this order."""

    async def update(self, before: User, after: User) -> None:
        """Store a new version of a locked user; only the differences are written.
        Raises ``Conflict`` as ``add`` does."""

    async def remove(self, user: User, at: datetime) -> None:
        """Erase the personal data; references to the user then show "Deleted user"."""
