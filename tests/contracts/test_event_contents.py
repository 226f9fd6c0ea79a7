"""Events tell those concerned what changed, and never contain a secret."""

from __future__ import annotations

from tests.contracts.stores import ReadEvents
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import Actor, Role
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student, unassign_student
from tms_core.auth.model import OwnPassword, PasswordChange, PasswordReset, SignIn
from tms_core.auth.sign_in import authenticate, sign_in, verify_token
from tms_core.auth.use_cases import admin_change_password, change_password, reset_password, sign_out
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import create_session, delete_session, update_session
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance, SessionChanges
from tms_core.sessions.model import NewSession
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.model import NewUser, UserChanges
from tms_core.users.use_cases import create_user, delete_user, update_user


async def test_every_change_is_sent_to_those_it_concerns(world: World, events: ReadEvents) -> None:
    admin, trainer, other, trainee = (
        await world.admin(),
        await world.trainer(),
        await world.trainer(),
        await world.trainee(),
    )
    boss = as_actor(admin)
    await events_of(world, boss, trainer.id, other.id, trainee.id)
    ids = {trainer.id: "trainer", other.id: "other", trainee.id: "trainee", admin.id: "admin"}
    told = [
        (event.type, sorted([*event.roles, *(ids[user] for user in event.users)]))
        for event in (await events())[8:]
    ]
    assert told == [
        ("student_assigned", ["admin", "trainee", "trainer"]),
        ("session_created", ["admin", "trainee", "trainer"]),
        ("session_updated", ["admin", "other", "trainee"]),
        ("session_deleted", ["trainer"]),
        ("session_updated", ["admin", "other"]),
        ("session_deleted", ["trainee"]),
        ("session_deleted", ["admin", "other"]),
        ("student_unassigned", ["admin", "trainee", "trainer"]),
        ("user_updated", ["admin", "other"]),
        ("user_deleted", ["trainer"]),
        ("resync", ["other"]),
        ("user_updated", ["admin", "other", "trainer"]),
        ("resync", ["other"]),
        ("user_deleted", ["admin", "trainee", "trainer"]),
    ]


async def events_of(world: World, boss: Actor, trainer_id: int, other_id: int, trainee_id: int) -> None:
    """A history: assigned, scheduled, reassigned, left, deleted; made an admin and back; deleted."""
    run = world.app.run
    await run(assign_student, boss, NewAssignment(student_id=trainee_id, teacher_id=trainer_id))
    session = await world.app.run(_plan, boss, trainer_id, trainee_id)
    await run(update_session, boss, session, SessionChanges(trainer_id=other_id))
    await run(update_session, boss, session, SessionChanges(trainee_ids=()))
    await run(delete_session, boss, session)
    await run(unassign_student, boss, trainee_id, trainer_id)
    await run(update_user, boss, other_id, UserChanges(role=Role.ADMIN))
    await run(update_user, boss, other_id, UserChanges(role=Role.TRAINER))
    await run(delete_user, boss, trainee_id)


@command(Role.ADMIN, Role.TRAINER)
async def _plan(uow: UnitOfWork, actor: Actor, trainer_id: int, trainee_id: int) -> int:
    new = NewSession(
        title="t",
        scheduled_date=NOW + HOUR,
        duration_minutes=5,
        trainer_id=trainer_id,
        trainee_ids=(trainee_id,),
    )
    return (await create_session(uow, actor, new)).id


async def test_no_event_contains_a_password_a_hash_or_a_token(world: World, events: ReadEvents) -> None:
    secrets = ["first-secret", "second-secret", "third-secret", "fourth-secret"]
    admin = await world.admin(username="ana")
    boss = as_actor(admin)
    user = await world.trainer(username="rui")
    tokens = [
        (await sign_in(world.app, SignIn(username="rui", password="correct horse"), "::1")).access_token
    ]
    run = world.app.run
    changed = PasswordChange(new_password=secrets[0], current_password="correct horse")
    tokens.append((await run(change_password, as_actor(user), changed)).access_token)
    tokens.append((await run(admin_change_password, boss, OwnPassword(new_password=secrets[1]))).access_token)
    await run(reset_password, boss, user.id, PasswordReset(new_password=secrets[2]))
    generated = await run(reset_password, boss, user.id, PasswordReset())
    secrets.append(generated.temporary_password)
    created = await run(create_user, boss, NewUser(**new_person(), password=secrets[3]))
    made_up = await run(create_user, boss, NewUser(**new_person("zoe")))
    secrets.append(made_up.temporary_password)
    await run(delete_user, boss, created.id)
    await run(sign_out, (await authenticate(world.app, verify_token(world.app, tokens[2]))).actor)

    told = repr(await events())
    assert "rui" in told
    for secret in [*secrets, *tokens, "quick$", "password_hash", "correct horse", "temporary_password"]:
        assert secret not in told.replace("is_temporary_password", "")


def new_person(name: str = "eva") -> dict[str, object]:
    return {
        "username": name,
        "email": f"{name}@example.org",
        "role": Role.TRAINEE,
        "first_name": name,
        "last_name": "Silva",
    }


async def test_the_events_of_a_deleted_user_no_longer_identify_them(world: World, events: ReadEvents) -> None:
    boss = as_actor(await world.admin())
    leaver = await world.trainer(username="leaver.x", first_name="Lea", email="lea@example.org")
    stays = await world.trainer(first_name="Stella")
    session = await world.session(leaver, start=NOW)
    await world.app.run(update_session, boss, session.id, SessionChanges(trainer_id=stays.id))
    await world.app.run(update_user, boss, leaver.id, UserChanges(role=Role.ADMIN, first_name="Leah"))
    before = await events()
    await world.app.run(delete_user, boss, leaver.id)

    told = await events()
    assert [event.number for event in told] == list(range(1, len(told) + 1))
    assert [event.event_id for event in told[: len(before)]] == [event.event_id for event in before]
    for trace in ("leaver.x", "Lea", "lea@example.org"):
        assert trace not in repr(told)
    assert "Stella" in repr(told)
    about = [
        (event.type, event.data) for event in told if event.entity == "user" and event.entity_id == leaver.id
    ]
    gone = {"user_id": leaver.id}
    assert about == [
        ("user_created", None),
        ("credentials_shared", None),
        ("user_updated", None),
        ("user_deleted", gone),  # to the trainers, who lost sight of an admin
        ("user_deleted", gone),
    ]


async def test_events_carry_what_changed(world: World, events: ReadEvents) -> None:
    boss = as_actor(await world.admin())
    trainer, trainee = await world.trainer(), await world.trainee()
    session = await world.session(trainer, trainee, start=NOW)
    marks = Attendance(records=({"trainee_id": trainee.id, "status": AttendanceStatus.LATE, "note": "🚌"},))
    await world.app.run(mark_attendance, boss, session.id, marks)
    told = (await events())[-1]
    assert (told.type, told.entity, told.entity_id, told.entity_version) == (
        "attendance_marked",
        "session",
        session.id,
        2,
    )
    assert told.actor_id == boss.id
    [mark] = told.data["marked"]["records"]
    assert (mark["trainee_id"], mark["status"], mark["note"], mark["marked_by"]) == (
        trainee.id,
        "late",
        "🚌",
        boss.id,
    )
