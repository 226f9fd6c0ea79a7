"""Port: where people are kept."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from tms_core.entity import PersonRef
from tms_core.pagination import Page, PageRequest
from tms_core.unit_of_work import ReadPort
from tms_core.users.model import User, UserFilter


class UserReader(ReadPort, Protocol):
    """Looks for people who have not been deleted, unless a method says otherwise."""

    async def get(self, user_id: int) -> User | None:
        """One user, or None."""

    async def get_many(self, user_ids: Iterable[int]) -> dict[int, User]:
        """The users found among ``user_ids``."""

    async def people(self, user_ids: Iterable[int]) -> dict[int, PersonRef]:
        """The names of people, deleted ones included."""

    async def page(self, wanted: UserFilter, page: PageRequest) -> Page[User]:
        """Users in the order that is wanted; the page key is ``order_key``."""

    async def is_empty(self) -> bool:
        """Whether nobody has ever been added."""


class UserRepository(UserReader, Protocol):
    """People who have not been deleted, unless a method says otherwise."""

    async def lock(self, user_ids: Iterable[int]) -> dict[int, User]:
        """The users found among ``user_ids``, held against other writers until the unit ends.

        Taken in the order of their ids, so that two units never wait for each other.
        """

    async def lock_admins(self) -> list[int]:
        """The ids of all admins, held against other writers until the unit ends."""

    async def add(self, user: User) -> User:
        """Keep a new user; returns it with its id. Raises ``Conflict`` ``username_taken`` or ``email_taken``."""

    async def update(self, before: User, after: User) -> None:
        """Keep a new version of a held user; only what differs is written. Raises ``Conflict`` as ``add`` does."""

    async def remove(self, user: User, at: datetime) -> None:
        """Wipe the personal data; what points to the id then reads "Deleted user"."""
