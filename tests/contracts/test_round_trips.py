"""Values are read back exactly as they were stored, to the microsecond and to the last emoji."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.contracts.transactions import change, look
from tests.core.organisation import HOUR, NOW, World
from tms_core.actor import Role
from tms_core.application import Store
from tms_core.application.idempotency import IdempotencyRepository, StoredResponse
from tms_core.assignments.model import Assignment, AssignmentFilter, AssignmentReader, AssignmentRepository
from tms_core.auth.model import AuditFilter, AuthReader, AuthRepository
from tms_core.entity import PageRequest
from tms_core.errors import Conflict
from tms_core.organisation.model import Language
from tms_core.sessions.enrolment import AttendanceStatus, Enrolment
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.repository import SessionReader, SessionRepository
from tms_core.users.model import User, UserReader, UserRepository, UserStatus
from tms_core.users.passwords import Credentials, PasswordAction, PasswordRecord
from tms_core.users.use_cases import delete_user, update_user

WOMAN_TEACHER = "👩🏽‍🏫"
EVERY_SCRIPT = f"Žofie Ωμέγα أحمد 東京 𝔘𝔫𝔦 {WOMAN_TEACHER}"


def a_user(**fields: object) -> User:
    given = {
        "username": "zofie",
        "email": "zofie@example.org",
        "role": Role.TRAINER,
        "first_name": "Žofie",
        "last_name": "Ωμέγα",
        "created_at": NOW,
        "updated_at": NOW + timedelta(microseconds=1),
    }
    return User(**(given | fields))


async def test_an_added_user_is_read_back_unchanged(store: Store) -> None:
    async with change(store) as uow:
        added = await uow.repository(UserRepository).add(
            a_user(first_name=EVERY_SCRIPT, last_name="O'Brien \\ % _ \"", is_temporary_password=True)
        )
    async with look(store) as uow:
        assert await uow.repository(UserReader).get(added.id) == added
    assert added.id > 0
    assert added.name == f"{EVERY_SCRIPT} O'Brien \\ % _ \""


async def test_an_updated_user_is_read_back_as_updated(store: Store) -> None:
    async with change(store) as uow:
        added = await uow.repository(UserRepository).add(a_user())
    later = NOW + timedelta(days=1, microseconds=999_999)
    changed = added.with_changes(
        later, username="ŽOFIE.2", email="ž@例え.jp", role=Role.ADMIN, is_temporary_password=True
    )
    async with change(store) as uow:
        await uow.repository(UserRepository).update(added, changed)
        assert await uow.repository(UserReader).get(added.id) == changed
    async with look(store) as uow:
        assert await uow.repository(UserReader).get(added.id) == changed
        assert changed.version == 2


async def test_an_added_session_is_read_back_unchanged(store: Store) -> None:
    world = World(store)
    trainer, first, second = await world.trainer(), await world.trainee(), await world.trainee()
    session = TrainingSession(
        title=EVERY_SCRIPT,
        description=f"two\nlines, a tab\t and {WOMAN_TEACHER}",
        trainer_id=trainer.id,
        capacity=10_000,
        scheduled_date=datetime(2026, 3, 29, 2, 30, 0, 1, timezone(timedelta(hours=-3))),
        duration_minutes=1440,
        time_zone="America/Argentina/Buenos_Aires",
        status=SessionStatus.COMPLETED,
        class_link="https://例え.jp/a?b=%20&c='\"",
        location=f"Sala 3, R. São João 12 – {WOMAN_TEACHER} {'é' * 150}",
        roster=(
            Enrolment(
                trainee_id=second.id,
                status=AttendanceStatus.LATE,
                note=f"bus 🚌\n{'n' * 490}",
                marked_at=NOW,
                marked_by=trainer.id,
            ),
            Enrolment(trainee_id=first.id),
        ),
        created_at=NOW,
        updated_at=NOW,
    )
    async with change(store) as uow:
        added = await uow.repository(SessionRepository).add(session)
    async with change(store) as uow:
        assert await uow.repository(SessionRepository).lock([added.id]) == {added.id: added}
    assert replace(added, id=0) == session
    assert added.scheduled_date == datetime(2026, 3, 29, 5, 30, 0, 1, UTC)


async def test_a_session_without_optional_fields_is_read_back_without_them(store: Store) -> None:
    world = World(store)
    trainer = await world.trainer()
    view = await world.session(trainer)
    async with change(store) as uow:
        session = (await uow.repository(SessionRepository).lock([view.id]))[view.id]
    assert (session.description, session.capacity, session.class_link, session.roster) == ("", None, None, ())
    assert session.location is None
    assert session.time_zone == "UTC"


async def test_every_field_of_a_session_can_be_changed_and_cleared(store: Store) -> None:
    world = World(store)
    trainer, other = await world.trainer(), await world.trainer()
    first, second, third = await world.trainees(3)
    view = await world.session(
        trainer, first, second, description="old", capacity=3, class_link="http://a.b", location="Room 1"
    )
    async with change(store) as uow:
        before = (await uow.repository(SessionRepository).lock([view.id]))[view.id]
        roster = (Enrolment(trainee_id=third.id), replace(before.roster[0], status=AttendanceStatus.ABSENT))
        after = before.with_changes(
            NOW + HOUR,
            title="new",
            description="",
            trainer_id=other.id,
            capacity=None,
            class_link=None,
            location=None,
            scheduled_date=NOW - HOUR,
            duration_minutes=5,
            time_zone="Asia/Tokyo",
            status=SessionStatus.CANCELLED,
            roster=roster,
        )
        await uow.repository(SessionRepository).update(before, after)
        assert await uow.repository(SessionRepository).lock([view.id]) == {view.id: after}
    async with change(store) as uow:
        assert await uow.repository(SessionRepository).lock([view.id]) == {view.id: after}


async def test_a_view_names_the_people_and_shows_the_marks(store: Store) -> None:
    world = World(store)
    trainer, came, unmarked = (
        await world.trainer(),
        await world.trainee(first_name="😀"),
        await world.trainee(),
    )
    view = await world.session(trainer, came, unmarked)
    async with change(store) as uow:
        before = (await uow.repository(SessionRepository).lock([view.id]))[view.id]
        mark = replace(before.roster[0], status=AttendanceStatus.PRESENT, marked_at=NOW, marked_by=trainer.id)
        await uow.repository(SessionRepository).update(
            before, before.with_changes(NOW, roster=(mark, before.roster[1]))
        )
    async with look(store) as uow:
        seen = await uow.repository(SessionReader).view(view.id)
    assert seen is not None
    assert seen.trainer == trainer.person
    assert seen.trainees == [came.person, unmarked.person]
    assert [(each.trainee_id, each.status, each.note) for each in seen.attendance] == [
        (came.id, "present", None)
    ]
    assert seen.attendance[0].marked_at == NOW
    assert seen.ends_at == seen.scheduled_date + HOUR


async def test_a_removed_session_is_gone_with_its_roster(store: Store) -> None:
    world = World(store)
    trainer, trainee = await world.trainer(), await world.trainee()
    view = await world.session(trainer, trainee)
    async with change(store) as uow:
        await uow.repository(SessionRepository).remove(
            (await uow.repository(SessionRepository).lock([view.id]))[view.id], NOW
        )
    async with look(store) as uow:
        assert await uow.repository(SessionReader).view(view.id) is None
        assert await uow.repository(SessionReader).scheduled_of(trainee.id, NOW) == []


async def test_assignments_are_read_back_with_their_people(store: Store) -> None:
    world = World(store)
    trainer, trainee = await world.trainer(), await world.trainee()
    async with change(store) as uow:
        added = await uow.repository(AssignmentRepository).add(
            Assignment(student_id=trainee.id, teacher_id=trainer.id, assigned_date=NOW)
        )
    async with look(store) as uow:
        [view] = (await uow.repository(AssignmentReader).page(AssignmentFilter(), PageRequest())).items
        assert await uow.repository(AssignmentReader).of_person(trainee.id) == [added]
        assert await uow.repository(AssignmentReader).of_person(trainer.id) == [added]
    assert (view.id, view.student, view.teacher, view.assigned_date) == (added.id, trainee, trainer, NOW)
    async with change(store) as uow:
        assert await uow.repository(AssignmentRepository).remove(trainer.id, trainee.id) is None
        assert await uow.repository(AssignmentRepository).remove(trainee.id, trainer.id) == added
        assert await uow.repository(AssignmentRepository).remove(trainee.id, trainer.id) is None


async def test_credentials_are_replaced_and_deleted(store: Store) -> None:
    async with change(store) as uow:
        user = await uow.repository(UserRepository).add(a_user())
        await uow.repository(AuthRepository).save_credentials(
            Credentials(user_id=user.id, password_hash="$one$🔑")
        )
    renewed = Credentials(user_id=user.id, password_hash="x" * 500, token_generation=7)
    async with change(store) as uow:
        await uow.repository(AuthRepository).save_credentials(renewed)
    async with change(store) as uow:
        assert await uow.repository(AuthRepository).lock_credentials(user.id) == renewed
        await uow.repository(AuthRepository).remove_credentials(user.id)
    async with change(store) as uow:
        assert await uow.repository(AuthRepository).lock_credentials(user.id) is None
        assert await uow.repository(UserReader).get(user.id) == user


async def test_an_entry_of_the_password_log_is_read_back(store: Store) -> None:
    async with change(store) as uow:
        user = await uow.repository(UserRepository).add(a_user())
        line = PasswordRecord(
            user_id=user.id,
            action=PasswordAction.RESET,
            performed_by=None,
            timestamp=NOW,
            details=f"Reset. {WOMAN_TEACHER}",
        )
        await uow.repository(AuthRepository).add_password_record(line)
    async with look(store) as uow:
        [kept] = (
            await uow.repository(AuthReader).password_log_page(AuditFilter(user_id=user.id), PageRequest())
        ).items
    assert replace(kept, id=0) == line


async def test_a_stored_response_is_read_back_byte_for_byte(store: Store) -> None:
    caller = await World(store).admin()
    claim = StoredResponse(caller_id=caller.id, key="k" * 255, fingerprint="f" * 64, body=b"", created_at=NOW)
    everything = bytes(range(256)) * 400
    async with change(store) as uow:
        assert await uow.repository(IdempotencyRepository).claim(claim, forget_before=NOW - HOUR)
        await uow.repository(IdempotencyRepository).store(caller.id, claim.key, everything)
    async with look(store) as uow:
        assert await uow.repository(IdempotencyRepository).get(caller.id, claim.key) == replace(
            claim, body=everything
        )
        assert await uow.repository(IdempotencyRepository).get(caller.id, "K" * 255) is None
        assert await uow.repository(IdempotencyRepository).get(caller.id + 1, claim.key) is None


async def test_settings_of_a_user_are_read_back_and_cleared(store: Store) -> None:
    settings = {
        "language": Language.PORTUGUESE,
        "time_zone": "Asia/Kathmandu",
        "status": UserStatus.NO_SIGN_IN,
        "pending_email": "ž@例え.jp",
        "external_id": "HR/0017 ž",
        "custom": {"department": "Ωμέγα", "floor": 3, "first_aider": True},
    }
    async with change(store) as uow:
        plain = await uow.repository(UserRepository).add(a_user())
        assert (plain.status, plain.custom) == (UserStatus.ACTIVE, {})
        full = replace(plain, **settings, version=2)
        await uow.repository(UserRepository).update(plain, full)
    async with look(store) as uow:
        assert await uow.repository(UserReader).get(plain.id) == full
    cleared = replace(
        plain, version=3, language=None, time_zone=None, pending_email=None, external_id=None, custom={}
    )
    async with change(store) as uow:
        await uow.repository(UserRepository).update(full, cleared)
    async with look(store) as uow:
        assert await uow.repository(UserReader).get(plain.id) == cleared


async def test_external_ids_are_unique_as_they_were_given(store: Store) -> None:
    world = World(store)
    boss = (await world.admin()).actor
    first, second, third = await world.trainee(external_id="a1"), await world.trainee(), await world.trainee()
    with pytest.raises(Conflict) as refusal:
        await world.app.run(update_user, boss, second.id, {"external_id": "a1"})
    assert refusal.value.code == "external_id_taken"
    with pytest.raises(Conflict) as refusal:
        await world.trainee(external_id="a1")
    assert refusal.value.code == "external_id_taken"
    await world.app.run(update_user, boss, second.id, {"external_id": "A1"})
    await world.app.run(update_user, boss, first.id, {"external_id": None})
    await world.app.run(update_user, boss, third.id, {"external_id": "a1"})
    await world.app.run(delete_user, boss, third.id)
    assert (await world.trainee(external_id="a1")).external_id == "a1"


async def test_people_may_have_a_single_name(store: Store) -> None:
    user = await World(store).trainee(first_name="Suharto", last_name="")
    async with look(store) as uow:
        assert await uow.repository(UserReader).get(user.id) == user
    assert user.name == "Suharto"
