"""Fills an empty store with demo data."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from tms_core.actor import Actor, Role
from tms_core.assignments.model import Assignment, AssignmentRepository, student_assigned
from tms_core.errors import Conflict
from tms_core.sessions.enrolment import Enrolment
from tms_core.sessions.events import session_created
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.repository import SessionRepository
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import UseCaseRunner, prepared_command
from tms_core.users.events import user_created
from tms_core.users.model import User, UserRepository
from tms_core.users.passwords import NewPassword, hashed_password, keep_first_password
from tms_demo.courses import TRAINER_PROFILES
from tms_demo.people import ADMINS, TRAINEES, TRAINERS, PersonSketch
from tms_demo.timetable import NEWCOMERS, NEWCOMERS_SINCE, Planned, cared_for, timetable

PEOPLE: Mapping[Role, tuple[PersonSketch, ...]] = {
    Role.ADMIN: ADMINS,
    Role.TRAINER: TRAINERS,
    Role.TRAINEE: TRAINEES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSignIn:
    """An account to explore the demo with."""

    role: Role
    username: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPasswords:
    """The password of the first person of each role, and the hash of one that nobody knows for everybody else."""

    first: Mapping[Role, NewPassword]
    nobodys: str


async def _passwords(app: UseCaseRunner, actor: Actor) -> DemoPasswords:
    first = {role: await hashed_password(app, None, people[0], "password") for role, people in PEOPLE.items()}
    return DemoPasswords(first=first, nobodys=await app.services.passwords.hash(secrets.token_urlsafe(32)))


@prepared_command(_passwords, Role.ADMIN)
async def seed_demo(uow: UnitOfWork, actor: Actor, passwords: DemoPasswords) -> list[DemoSignIn]:
    """Fill an empty store; returns sign-ins for an admin, a trainer and a trainee.

    Their passwords are shown only once. People, sessions and attendance depend only on the date; the
    passwords are random. All other accounts need an admin to reset their password before they can sign in.
    Raises ``Conflict`` ``not_empty``.
    """
    if not await uow.repository(UserRepository).is_empty():
        detail = "There are people in this database already, and the demo fills only an empty one."
        raise Conflict("not_empty", detail)
    midnight = datetime.combine(uow.now.date(), time(), UTC)
    people: dict[Role, list[User]] = {}
    sign_ins: list[DemoSignIn] = []
    for role, portraits in PEOPLE.items():
        password = passwords.first[role]
        people[role] = [
            await _add_person(
                uow,
                actor,
                _user(portrait, role, place, midnight),
                passwords.nobodys if place else password.password_hash,
            )
            for place, portrait in enumerate(portraits)
        ]
        sign_ins.append(
            DemoSignIn(role=role, username=portraits[0].username, password=str(password.generated))
        )
    await _assign(uow, people[Role.TRAINEE], people[Role.TRAINER], midnight)
    for planned in timetable(midnight.date()):
        await _add_session(uow, planned, people[Role.TRAINER], people[Role.TRAINEE], midnight)
    return sign_ins


def _user(portrait: PersonSketch, role: Role, place: int, midnight: datetime) -> User:
    is_new = place >= len(TRAINEES) - NEWCOMERS
    since = NEWCOMERS_SINCE if is_new else timedelta(days=400 + place % 60)
    joined = midnight - since + timedelta(hours=8, minutes=7 * (place % 40))
    return User(
        username=portrait.username,
        email=portrait.email,
        role=role,
        first_name=portrait.first_name,
        last_name=portrait.last_name,
        is_temporary_password=is_new,  # they have not signed in yet
        created_at=joined,
        updated_at=joined,
    )


async def _add_person(uow: UnitOfWork, actor: Actor, user: User, password_hash: str) -> User:
    user = await uow.repository(UserRepository).add(user)
    await keep_first_password(uow, actor, user.id, password_hash, "Part of the demo.")
    uow.record(user_created(user))
    return user


async def _assign(uow: UnitOfWork, trainees: list[User], trainers: list[User], midnight: datetime) -> None:
    for trainee, trainer in cared_for():
        student, teacher = trainees[trainee], trainers[trainer]
        since = student.created_at + timedelta(days=1, minutes=trainee % 90)
        assignment = Assignment(
            student_id=student.id, teacher_id=teacher.id, assigned_date=min(since, midnight)
        )
        uow.record(student_assigned(await uow.repository(AssignmentRepository).add(assignment)))


async def _add_session(
    uow: UnitOfWork, planned: Planned, trainers: list[User], trainees: list[User], midnight: datetime
) -> None:
    offer = planned.offer
    trainer = trainers[offer.trainer]
    planned_at = min(offer.start - timedelta(days=35), midnight - timedelta(days=1))
    changed_at = _changed_at(planned, planned_at, midnight)
    session = TrainingSession(
        title=offer.title,
        description=offer.about,
        trainer_id=trainer.id,
        roster=tuple(_enrolments(planned, trainees, trainer.id, planned_at)),
        capacity=offer.capacity,
        scheduled_date=offer.start,
        duration_minutes=offer.minutes,
        time_zone=TRAINER_PROFILES[offer.trainer].time_zone,
        status=planned.status,
        class_link=planned.class_link,
        location=offer.location,
        created_by=trainer.id,
        closed_by=None if planned.status is SessionStatus.SCHEDULED else trainer.id,
        closed_at=None if planned.status is SessionStatus.SCHEDULED else changed_at,
        version=1 if changed_at == planned_at else 2,
        created_at=planned_at,
        updated_at=changed_at,
    )
    uow.record(session_created(await uow.repository(SessionRepository).add(session)))


def _changed_at(planned: Planned, planned_at: datetime, midnight: datetime) -> datetime:
    """When it was completed (at its end) or cancelled (a day or two before)."""
    if planned.status is SessionStatus.SCHEDULED:
        return planned_at
    if planned.status is SessionStatus.CANCELLED:
        return max(planned_at, min(planned.offer.start - timedelta(hours=30), midnight))
    return planned.ends_at


def _enrolments(
    planned: Planned, trainees: list[User], trainer_id: int, planned_at: datetime
) -> Iterator[Enrolment]:
    """The enrolments, with the marks that the trainer made at the end if the session was held, or what people have said
    about coming."""
    marks = {presence.trainee: presence for presence in planned.presence}
    replies = {each.trainee: each for each in planned.replies}
    for trainee in planned.trainees:
        mark, reply = marks.get(trainee), replies.get(trainee)
        yield Enrolment(
            trainee_id=trainees[trainee].id,
            added_by=trainer_id,
            added_at=planned_at,
            status=mark.status if mark else None,
            note=mark.note if mark else None,
            marked_at=planned.ends_at if mark else None,
            marked_by=trainer_id if mark else None,
            reply=reply.reply if reply else None,
            reply_note=reply.note if reply else None,
        )
