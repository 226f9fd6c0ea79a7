"""Port: storage of users."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from tms_core.entity import Page, PageRequest, PersonRef
from tms_core.unit_of_work import ReadPort
from tms_core.users.model import User, UserFilter


class UserReader(ReadPort, Protocol):
    """Reads users who have not been deleted, unless a method says otherwise."""

    async def get(self, user_id: int) -> User | None:
        """One user, or None."""

    async def get_many(self, user_ids: Iterable[int]) -> dict[int, User]:
        """The users found among ``user_ids``."""

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
        """The ids of all admins, locked against other writers until the unit ends."""

    async def add(self, user: User) -> User:
        """Store a new user; returns it with its id. Raises ``Conflict``
        ``username_taken`` or ``email_taken``."""

    async def update(self, before: User, after: User) -> None:
        """Store a new version of a locked user; only the differences are written.
        Raises ``Conflict`` as ``add`` does."""

    async def remove(self, user: User, at: datetime) -> None:
        """Erase the personal data; references to the user then show "Deleted user"."""
