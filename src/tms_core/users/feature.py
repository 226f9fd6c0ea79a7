"""The users feature: what it declares, and its part of the API documentation."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime

from tms_core.actor import Actor, Role
from tms_core.application.feature import Documentation, Feature
from tms_core.entity import PersonRef
from tms_core.errors import Kind, ProblemType
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork
from tms_core.users import use_cases
from tms_core.users.events import (
    CREDENTIALS_SHARED,
    USER_CREATED,
    USER_DELETED,
    USER_UPDATED,
    record_name_change,
    user_deleted,
)
from tms_core.users.model import CreatedUser, NewUser, User, UserChanges, UserReader, UserRepository

NOW = datetime(2026, 4, 20, 7, 30, tzinfo=UTC)
GENERATED_PASSWORD = "k7vRmXq2hTzB9w"  # noqa: S105 - not a real password
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


def _documentation() -> Documentation:
    return Documentation(
        package="tms_core.users",
        notes={
            "email": "Unique, ignoring case.",
            "custom": "The values of the fields that the organisation has defined for users.",
            "external_id": "The id of this person in another system; unique. For admins.",
            "language": "The language for this person; null: the organisation's.",
            "invite": "Send a mail with a link to choose a password, instead of making a temporary one.",
            "last_name": "Empty for people who have one name.",
            "name": "First and last name.",
            "password": PASSWORD_NOTE,
            "pending_email": "A new e-mail address that has not been confirmed yet.",
            "status": "`invited`: has not accepted yet; `no_sign_in`: has no password; `deactivated`: cannot sign in, gets no "
            "mail and is offered for nothing new. Admins set `deactivated` and `active`; resetting the password of somebody "
            "who has none makes them `active`.",
            "temporary_password": "Only present if it was generated. It is never shown again.",
            "time_zone": "The IANA time zone of this person; null: the organisation's.",
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


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    return {"user": await uow.repository(UserReader).get(person.id)}


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    users = uow.repository(UserRepository)
    user = (await users.lock([departure.person.id]))[departure.person.id]
    await record_name_change(uow, user)
    await users.remove(user, uow.now)
    uow.record(user_deleted(user))


PERSON_DATA: PersonData[UnitOfWork] = PersonData(export=_export, erase=_erase)


USERS = Feature(
    name="users",
    commands=(
        use_cases.create_user,
        use_cases.update_user,
        use_cases.delete_user,
        use_cases.add_first_admin,
        use_cases.add_admin,
    ),
    queries=(use_cases.list_users, use_cases.get_user, use_cases.export_person),
    events=(USER_CREATED, USER_UPDATED, USER_DELETED, CREDENTIALS_SHARED),
    problems=(
        ProblemType(
            "password_common",
            Kind.INVALID,
            "The password is one of the 10,000 most common ones, or little more than a name of the person or the organisation. Choose another.",
        ),
        ProblemType("username_taken", Kind.CONFLICT, "Another user has this username. Case is ignored."),
        ProblemType(
            "email_taken",
            Kind.CONFLICT,
            "Another user has this e-mail address. Case is ignored.",
        ),
        ProblemType(
            "last_admin",
            Kind.CONFLICT,
            "This is the last admin. Make somebody else an admin first.",
        ),
        ProblemType(
            "external_id_taken",
            Kind.CONFLICT,
            "Another user, or another session, has this external id.",
        ),
        ProblemType(
            "own_account",
            Kind.CONFLICT,
            "You cannot delete or deactivate your own account. Ask another admin.",
        ),
    ),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
