"""Roles, and the actor on whose behalf a use case runs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tms_core.errors import NotPermitted


class Role(StrEnum):
    """A user's role in the organisation."""

    ADMIN = "admin"
    TRAINER = "trainer"
    TRAINEE = "trainee"


ALL_ROLES = (Role.ADMIN, Role.TRAINER, Role.TRAINEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Where a request comes from: its network address, and the ``agent``, what the program calls itself. Both are
    empty if they are unknown, as for commands in a terminal."""

    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person (or the system itself, with ``id`` None) on whose behalf a use case runs."""

    id: int | None
    role: Role
    must_change_password: bool = False
    token_id: str = ""
    token_expires_at: datetime | None = None
    sign_in_id: int | None = None
    idle_at: datetime | None = None
    """When the sign-in ends unless it is used before."""
    client: Client = Client()

    @property
    def is_admin(self) -> bool:
        """Whether the actor is an admin, or the system itself."""
        return self.role is Role.ADMIN

    @property
    def user_id(self) -> int:
        """The id of the acting person. Raises ``NotPermitted`` if the system itself acts."""
        if self.id is None:
            raise NotPermitted("Only a user can do this, not the system itself.")
        return self.id


SYSTEM = Actor(id=None, role=Role.ADMIN)
