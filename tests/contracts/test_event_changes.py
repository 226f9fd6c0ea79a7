"""Events say which fields changed; the log alone keeps the values before. Marks are sent by themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import msgspec

from tests.contracts.event_observers import drained
from tests.contracts.stores import ReadEvents
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import Actor, Role
from tms_core.realtime.feed import Feed
from tms_core.realtime.reader import Reader
from tms_core.realtime.visibility import EventMessage, Message, current_actor
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import update_session
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance, SessionChanges
from tms_core.users.model import User, UserChanges
from tms_core.users.use_cases import delete_user, update_user

PRESENT, LATE = AttendanceStatus.PRESENT, AttendanceStatus.LATE


class Audience:
    """Readers of one feed, and what each of them was sent since the last time."""

    def __init__(self, feed: Feed[Message], readers: dict[str, Reader[Message]]) -> None:
        self.feed = feed
        self.readers = readers

    @classmethod
    async def of(cls, feed: Feed[Message], **people: User) -> Audience:
        readers = {}
        for name, user in people.items():
            actor = as_actor(user)
            readers[name] = await feed.open(
                lambda actor=actor: current_actor(feed.application, actor), None, lambda: None
            )
        return cls(feed, readers)

    async def told(self) -> dict[str, EventMessage]:
        """The single event that each of them was sent; those who were sent none are left out."""
        told = {}
        for name, reader in self.readers.items():
            events = [each for each in await drained(self.feed, reader) if isinstance(each, EventMessage)]
            assert len(events) <= 1
            if events:
                told[name] = events[0]
        return told


def marks(*given: tuple[User, AttendanceStatus | None]) -> Attendance:
    return Attendance(records=tuple({"trainee_id": user.id, "status": status} for user, status in given))


def plain(value: Any) -> Any:
    return json.loads(msgspec.json.encode(value))


async def test_trainees_are_sent_their_own_mark_or_none_and_others_all(world: World) -> None:
    admin, ana, (eva, zoe) = await world.admin(), await world.trainer(), await world.trainees(2)
    other, stranger = await world.trainer(), await world.trainee()
    # Lea attended as a trainee and is a trainer now; Max led a session and is a trainee now.
    lea, max_ = await world.trainee(), await world.trainer()
    boss = as_actor(admin)
    session = await world.session(ana, eva, zoe, lea, start=NOW - 2 * HOUR)
    led = await world.session(max_, eva, start=NOW - 2 * HOUR)
    await world.app.run(update_user, boss, lea.id, UserChanges(role=Role.TRAINER))
    await world.app.run(update_user, boss, max_.id, UserChanges(role=Role.TRAINEE))
    lea, max_ = replace(lea, role=Role.TRAINER), replace(max_, role=Role.TRAINEE)
    async with Feed(world.app, lambda message: message) as feed:
        people = {"admin": admin, "ana": ana, "eva": eva, "zoe": zoe, "lea": lea, "max": max_}
        audience = await Audience.of(feed, **people, other=other, stranger=stranger)
        saved = await world.app.run(mark_attendance, as_actor(ana), session.id, marks((eva, LATE)))
        told = await audience.told()
        assert told.keys() == {"admin", "ana", "eva", "zoe"}
        [mark] = saved.attendance
        about = {"session_id": session.id, "version": saved.version, "updated_at": plain(saved.updated_at)}
        for name, event in told.items():
            assert (event.type, event.changed) == ("attendance_marked", None)
            assert plain(event.data) == {**about, "records": [] if name == "zoe" else [plain(mark)]}
        await world.app.run(mark_attendance, boss, session.id, marks((eva, None)))
        cleared = (await audience.told())["eva"]
        nulls = dict.fromkeys(("status", "minutes", "note", "marked_at", "marked_by"))
        assert plain(cleared.data)["records"] == [{"trainee_id": eva.id, **nulls}]
        await world.app.run(mark_attendance, boss, led.id, marks((eva, LATE)))
        assert (await audience.told()).keys() == {"admin", "eva"}


async def test_updates_name_the_fields_that_changed(world: World, events: ReadEvents) -> None:
    admin, ana, (eva, zoe) = await world.admin(), await world.trainer(), await world.trainees(2)
    boss = as_actor(admin)
    session = await world.session(ana, eva, start=NOW + HOUR, title="Before")
    async with Feed(world.app, lambda message: message) as feed:
        audience = await Audience.of(feed, admin=admin, ana=ana, eva=eva)
        await world.app.run(update_session, boss, session.id, SessionChanges(title="After", capacity=3))
        told = await audience.told()
        assert [event.changed for event in told.values()] == [["title", "capacity"]] * 3
        assert "Before" not in repr(told)
        assert (await events())[-1].before == {"title": "Before", "capacity": None}
        both = SessionChanges(trainee_ids=(eva.id, zoe.id))
        await world.app.run(update_session, boss, session.id, both)
        told = await audience.told()
        # Of the others, trainees see only how many they are.
        assert told["eva"].changed == ["trainee_count"]
        assert told["ana"].changed == ["trainee_ids", "trainee_count"]
        assert (await events())[-1].before == {"trainee_ids": [eva.id], "trainee_count": 1}
        await world.app.run(update_user, boss, ana.id, UserChanges(first_name="Anna"))
        told = await audience.told()
        assert told["ana"].changed == told["admin"].changed == ["first_name"]
        updates = [event for event in await events() if event.type == "user_updated"]
        assert updates[-1].before == {"first_name": ana.first_name}


async def test_the_log_keeps_the_marks_before(world: World, events: ReadEvents) -> None:
    ana, eva = await world.trainer(), await world.trainee()
    session = await world.session(ana, eva, start=NOW - HOUR)
    for status in (LATE, PRESENT):
        await world.app.run(mark_attendance, as_actor(ana), session.id, marks((eva, status)))
    [before] = (await events())[-1].before["attendance"]
    assert (before["trainee_id"], before["status"], before["marked_by"]) == (eva.id, "late", ana.id)


async def test_the_values_before_are_erased_with_the_person(world: World, events: ReadEvents) -> None:
    boss, eva = as_actor(await world.admin()), await world.trainee(first_name="Evangeline")
    ana = await world.trainer()
    session = await world.session(ana, eva, start=NOW - HOUR)
    note = Attendance(records=({"trainee_id": eva.id, "status": LATE, "note": "fainted"},))
    await world.app.run(mark_attendance, as_actor(ana), session.id, note)
    await world.app.run(update_user, boss, eva.id, UserChanges(first_name="Eva"))
    already = len(await events())
    await world.app.run(delete_user, boss, eva.id)
    told = await events()
    assert "Evangeline" not in repr(told)
    assert "fainted" not in repr(told[already:])


async def test_marking_a_long_roster_one_by_one_writes_little(world: World, events: ReadEvents) -> None:
    """The size of an event does not grow with the roster, but for the list of those it is for."""
    ana, trainees = await world.trainer(), await world.trainees(40)
    session = await world.session(ana, *trainees, start=NOW - HOUR)
    for trainee in trainees[:30]:
        await world.app.run(mark_attendance, as_actor(ana), session.id, marks((trainee, PRESENT)))
    last = (await events())[-1]
    assert len(json.dumps([last.data, last.before])) < 600
    assert Actor(id=last.actor_id, role=Role.TRAINER) == as_actor(ana)
