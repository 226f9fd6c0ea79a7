"""Features declare everything they add, and handle the deletion and export of people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy import Column

from tests.core.organisation import World
from tests.core.test_permissions import modules, use_cases
from tms_adapters.sql.feature import SqlFeature, built_in
from tms_adapters.sql.tables import PERSON
from tms_core.actor import SYSTEM, Role
from tms_core.application.feature import Feature, Features
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.catalogue import FEATURES, contents
from tms_core.errors import Kind, NotFound, NotPermitted, ProblemType
from tms_core.events import Audience, EventType
from tms_core.users.use_cases import export_person

SUSPICIOUS = {"user_id", "person_id", "actor_id", "caller_id"}


def person_columns(feature: SqlFeature) -> Iterator[Column[object]]:
    """The columns of a feature's tables that hold ids of people, as it declares them."""
    for table in feature.tables:
        for column in table.columns:
            points_to_users = any(key.target_fullname == "users.id" for key in column.foreign_keys)
            if points_to_users or column.info == PERSON:
                yield column


def without_person_data(features: Iterable[SqlFeature]) -> list[str]:
    """Columns of features that refer to people without declaring the data they hold."""
    return [
        str(column)
        for feature in features
        if feature.feature.person_data is None
        for column in person_columns(feature)
    ]


def test_everything_that_refers_to_a_person_declares_what_it_holds() -> None:
    assert without_person_data(built_in()) == []
    assert {str(column) for feature in built_in() for column in person_columns(feature)} >= {
        "sessions.trainer_id",
        "password_log.performed_by",
        "seats.marked_by",
    }


def test_no_column_holds_ids_of_people_undeclared() -> None:
    declared = {str(column) for feature in built_in() for column in person_columns(feature)}
    suspicious = {
        str(column)
        for feature in built_in()
        for table in feature.tables
        for column in table.columns
        if column.name in SUSPICIOUS or column.name.endswith("_by")
    }
    assert suspicious - declared == set()


def test_every_command_and_query_is_in_the_catalogue() -> None:
    listed = {*FEATURES.commands, *FEATURES.queries}
    existing = {use_case for name, use_case in use_cases().items() if not name.startswith("seed.")}
    assert {f"{each.__module__}.{each.__name__}" for each in existing - listed} == set()


def test_a_name_cannot_be_declared_twice() -> None:
    twice = ProblemType("session_full", Kind.CONFLICT, "No more.")
    with pytest.raises(ValueError, match="two of the problem session_full"):
        _ = Features((*FEATURES, Feature(name="rooms", problems=(twice,)))).problems
    with pytest.raises(ValueError, match="two of the feature users"):
        Features((*FEATURES, Feature(name="users")))


async def test_an_undeclared_event_cannot_be_recorded(world: World) -> None:
    undeclared: EventType[dict[str, object]] = EventType(name="room_booked", entity="room")
    async with world.store.writer(world.app.services, world.app.clock()) as uow:
        with pytest.raises(LookupError, match="No feature declares the event room_booked"):
            uow.record(undeclared(1, Audience.of(Role.ADMIN), {}))


async def test_an_unknown_repository_cannot_be_requested(world: World) -> None:
    class RoomRepository:
        """A port."""

    async with world.store.writer(world.app.services, world.app.clock()) as uow:
        with pytest.raises(LookupError, match=r"provides .*RoomRepository"):
            uow.repository(RoomRepository)


async def test_an_export_holds_everything_about_a_person_and_nobody_else(world: World) -> None:
    trainer, trainee, other = await world.trainer(), await world.trainee(), await world.trainee()
    session = await world.session(trainer, trainee, other)
    pair = NewAssignment(student_id=trainee.id, teacher_id=trainer.id)
    await world.app.run(assign_student, SYSTEM, pair)
    exported = await world.app.read(export_person, trainee.actor, trainee.id)
    assert exported["user"] == trainee
    assert exported["sessions_led"] == []
    [taken] = exported["sessions_taken"]  # type: ignore[misc]
    assert (taken.id, taken.trainee_ids) == (session.id, [trainee.id])
    assert [each.teacher_id for each in exported["assignments"]] == [trainer.id]  # type: ignore[attr-defined]
    assert [each.user_id for each in exported["password_log"]] == [trainee.id]  # type: ignore[attr-defined]
    assert await world.app.read(export_person, SYSTEM, trainee.id) == exported
    for stranger in (trainer, other):
        with pytest.raises((NotFound, NotPermitted)):
            await world.app.read(export_person, stranger.actor, trainee.id)


def test_the_catalogue_says_who_may_call_what() -> None:
    lines = [line.split() for line in contents()]
    assert ["command", "create_session", "trainer,", "admin", "Plan"] in [line[:5] for line in lines]
    assert sum(len(line) > 1 for line in lines) == len(FEATURES.commands) + len(FEATURES.queries)


def test_every_event_type_in_the_core_is_declared() -> None:
    """Otherwise the first command that records such an event fails."""
    defined = {
        value.name
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, EventType) and module.__name__.startswith("tms_core.")
    }
    assert defined - FEATURES.events.keys() == set()
    assert len(defined) > 10
