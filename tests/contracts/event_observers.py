"""Clients that know only a first read and the events since, as a user interface does."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import msgspec

from tms_core.actor import Actor, Role
from tms_core.application import Application
from tms_core.assignments.use_cases import list_assignments
from tms_core.auth.use_cases import get_me
from tms_core.entity import DELETED_NAME, PageRequest
from tms_core.realtime.feed import Feed
from tms_core.realtime.reader import Reader
from tms_core.realtime.visibility import CaughtUp, EventMessage, Message, Resync, current_actor
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.queries import list_sessions
from tms_core.users.model import UserFilter
from tms_core.users.use_cases import list_users

EVERYTHING = PageRequest(limit=500)


def plain(value: Any) -> Any:
    """The value after a round trip through JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))


@dataclass
class State:
    """The state that a screen shows."""

    sessions: dict[int, Any] = field(default_factory=dict)
    users: dict[int, Any] = field(default_factory=dict)
    assignments: set[tuple[int, int, str]] = field(default_factory=set)

    def rename(self, user_id: int, name: str) -> None:
        for session in self.sessions.values():
            for person in (session["trainer"], *session["trainees"]):
                if person["id"] == user_id:
                    person["name"] = name

    def mark(self, data: Any) -> None:
        """Marks are shown in the order of the trainees; a cleared one is not shown."""
        session = self.sessions.get(data["session_id"])
        if (
            session is None
        ):  # replayed for somebody whose role has changed since; they are told to reload next
            return
        marks = {mark["trainee_id"]: mark for mark in session["attendance"]}
        marks |= {mark["trainee_id"]: mark for mark in data["records"]}
        ordered = (marks[each] for each in session["trainee_ids"] if each in marks)
        attendance = [mark for mark in ordered if mark["status"] is not None]
        session |= {"attendance": attendance, "version": data["version"], "updated_at": data["updated_at"]}

    def apply(self, event: EventMessage) -> None:
        """Apply an event to the state, as the API contract's table says."""
        data = plain(event.data)
        match event.type:
            case "session_created" | "session_updated":
                self.sessions[data["id"]] = data
            case "attendance_marked":
                self.mark(data)
            case "session_deleted":
                self.sessions.pop(data["session_id"], None)
            case "user_created" | "user_updated":
                self.users[data["id"]] = data
                self.rename(data["id"], data["name"])
            case "user_deleted":
                self.users.pop(data["user_id"], None)
                self.rename(data["user_id"], DELETED_NAME)
            case "student_assigned":
                self.assignments.add((data["student_id"], data["teacher_id"], data["assigned_date"]))
            case "student_unassigned":
                pair = (data["student_id"], data["teacher_id"])
                self.assignments = {each for each in self.assignments if each[:2] != pair}


async def read_anew(app: Application, actor: Actor) -> State:
    """What the same screen would show after a reload."""
    sessions = await app.read(list_sessions, actor, SessionFilter(), EVERYTHING)
    people = [await app.read(get_me, actor)]
    if actor.role is not Role.TRAINEE:
        people += (await app.read(list_users, actor, UserFilter(), EVERYTHING)).items
    pairs = (await app.read(list_assignments, actor, EVERYTHING)).items
    return State(
        sessions={session.id: plain(session) for session in sessions.items},
        users={user.id: plain(user) for user in people},
        assignments={(pair.student.id, pair.teacher.id, plain(pair.assigned_date)) for pair in pairs},
    )


@dataclass
class EventObserver:
    """One person's screen: ``visit`` returns to it, and checks that it matches a freshly loaded one."""

    feed: Feed[Message]
    actor: Actor
    position: str
    state: State
    resyncs: list[str] = field(default_factory=list)
    told: int = 0

    async def visit(self) -> None:
        app = self.feed.application
        reader = await self.feed.open(lambda: current_actor(app, self.actor), self.position, lambda: None)
        assert reader.resumed
        messages = await drained(self.feed, reader)
        reader.close()
        assert isinstance(messages[-1], CaughtUp)
        await self.fold(messages)
        self.actor = reader.actor
        assert self.state == await read_anew(app, reader.actor)

    async def fold(self, messages: list[Message]) -> None:
        for message in messages:
            assert number_of(message.position) >= number_of(self.position)
            self.position = message.position
            match message:
                case Resync():
                    self.resyncs.append(message.reason)
                    actor = await current_actor(self.feed.application, self.actor)
                    self.state = await read_anew(self.feed.application, actor)
                case EventMessage():
                    self.told += 1
                    self.state.apply(message)


async def observe(feed: Feed[Message], actor: Actor) -> EventObserver:
    """A screen that is loaded now."""
    await caught_up_with_store(feed)
    return EventObserver(feed, actor, str(feed.head), await read_anew(feed.application, actor))


async def drained(feed: Feed[Message], reader: Reader[Message]) -> list[Message]:
    """Everything that a reader can read now."""
    await caught_up_with_store(feed)
    messages: list[Message] = []
    while not reader.is_up_to_date or reader.needs_reauth:
        if reader.needs_reauth:
            await reader.reauthenticate()
        messages += await reader.read_log() if reader.is_behind else reader.pull()
    return messages


async def caught_up_with_store(feed: Feed[Any]) -> None:
    """Wait until the feed has read everything committed so far."""
    head = (await feed.application.store.log.state()).head
    while feed.head.number < head.number:
        feed.wake()
        await asyncio.sleep(0)


def number_of(position: str) -> int:
    return int(position.split(".")[1])
