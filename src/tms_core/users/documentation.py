"""What the description of the API says about people."""

from dataclasses import fields
from datetime import UTC, datetime

from tms_core.actor import Role
from tms_core.feature import Documentation
from tms_core.users.model import CreatedUser, NewUser, User, UserChanges

NOW = datetime(2026, 4, 20, 7, 30, tzinfo=UTC)
GENERATED_PASSWORD = "k7vRmXq2hTzB9w"  # noqa: S105 - opens nothing
PASSWORD_NOTE = "At least 6 characters, or more if the installation requires it; at most 256; any Unicode."  # noqa: S105 - a sentence


def _user(user_id: int, username: str, role: Role, first_name: str, last_name: str) -> User:
    return User(
        id=user_id,
        username=username,
        email=f"{username}@example.org",
        role=role,
        first_name=first_name,
        last_name=last_name,
        created_at=NOW,
        updated_at=NOW,
    )


TRAINER = _user(2, "ines", Role.TRAINER, "Inês", "Duarte")
TRAINEE = _user(7, "tomasz", Role.TRAINEE, "Tomasz", "Nowak")
CREATED = CreatedUser(
    **{each.name: getattr(TRAINEE, each.name) for each in fields(User) if each.init}
    | {"is_temporary_password": True, "temporary_password": GENERATED_PASSWORD}
)

DOCUMENTATION = Documentation(
    package="tms_core.users",
    notes={
        "email": "Unique, ignoring case.",
        "name": "First and last name.",
        "password": PASSWORD_NOTE,
        "temporary_password": "Only present if it was generated. It is never shown again.",
        "username": "Letters, digits, dots, underscores and hyphens; unique, ignoring case.",
    },
    examples=(
        TRAINER,
        NewUser(
            username="tomasz",
            email="tomasz@example.org",
            role=Role.TRAINEE,
            first_name="Tomasz",
            last_name="Nowak",
        ),
        CREATED,
        (UserChanges, UserChanges(email="tomasz.nowak@example.org")),
    ),
)
