"""Users have values in the fields that their organisation has defined."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.organisation import World, as_actor
from tms_core.actor import SYSTEM, Role
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student, list_assignments
from tms_core.auth.use_cases import get_me
from tms_core.entity import PageRequest
from tms_core.errors import FieldError, Invalid, NotPermitted
from tms_core.organisation.custom_fields import CustomField, CustomFieldOwner, CustomFieldType
from tms_core.organisation.use_cases import update_organisation
from tms_core.users.model import UserChanges, UserFilter
from tms_core.users.use_cases import add_first_admin, export_person, get_user, list_users, update_user


def a_field(key: str, **fields: Any) -> CustomField:
    given = {"of": CustomFieldOwner.USER, "label": key, "type": CustomFieldType.TEXT}
    return CustomField(key=key, **(given | fields))


async def define(world: World, *definitions: CustomField) -> None:
    await world.app.run(update_organisation, SYSTEM, {"custom_fields": definitions})


FLOOR = a_field("floor", type=CustomFieldType.NUMBER)
DEPARTMENT = a_field("department")


async def test_values_are_set_changed_and_cleared_key_by_key(world: World) -> None:
    await define(world, FLOOR, DEPARTMENT)
    user = await world.trainee(custom={"floor": 3})
    boss = as_actor(await world.admin())
    assert user.custom == {"floor": 3}
    steps: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"department": " Ωμέγα "}, {"floor": 3, "department": "Ωμέγα"}),
        ({"floor": 2.5}, {"floor": 2.5, "department": "Ωμέγα"}),
        ({"department": None}, {"floor": 2.5}),
        ({}, {"floor": 2.5}),
    ]
    for sent, stored in steps:
        changed = await world.app.run(update_user, boss, user.id, UserChanges(custom=sent))
        assert changed.custom == stored
        assert (await world.app.read(get_user, boss, user.id)).custom == stored


async def test_only_defined_fields_and_valid_values_are_accepted(world: World) -> None:
    await define(world, FLOOR)
    user = await world.trainee()
    sent = UserChanges(custom={"floor": "three", "colour": "red"})
    with pytest.raises(Invalid) as refusal:
        await world.app.run(update_user, SYSTEM, user.id, sent)
    assert {error.field for error in refusal.value.errors} == {"custom.floor", "custom.colour"}
    with pytest.raises(NotPermitted):
        await world.app.run(update_user, as_actor(user), user.id, UserChanges(custom={"floor": 3}))


async def test_new_users_need_required_values_but_admins_are_never_locked_out(world: World) -> None:
    await define(world, a_field("floor", required=True))
    assert await world.app.run(add_first_admin, SYSTEM) is not None
    with pytest.raises(Invalid) as refusal:
        await world.trainee()
    assert refusal.value.errors == [FieldError("custom.floor", "is required")]
    assert (await world.trainee(custom={"floor": "ground"})).custom == {"floor": "ground"}


async def test_values_of_a_removed_field_are_hidden_everywhere_and_return_with_it(world: World) -> None:
    boss = as_actor(await world.admin())
    await define(world, FLOOR, DEPARTMENT)
    values = {"floor": 3, "department": "Sales"}
    trainer, user = await world.trainer(), await world.trainee(custom=values)
    await world.app.run(assign_student, boss, NewAssignment(student_id=user.id, teacher_id=trainer.id))

    async def seen() -> list[dict[str, Any]]:
        app, page = world.app, PageRequest()
        [listed] = (await app.read(list_users, boss, UserFilter(roles=(Role.TRAINEE,)), page)).items
        [assignment] = (await app.read(list_assignments, boss, page)).items
        changed = await app.run(update_user, boss, user.id, UserChanges(first_name="Eva"))
        me = await app.read(get_me, as_actor(user))
        return [each.custom for each in (listed, assignment.student, changed, me)]

    assert await seen() == [values] * 4
    await define(world, DEPARTMENT)
    assert await seen() == [{"department": "Sales"}] * 4
    exported: Any = (await world.app.read(export_person, boss, user.id))["user"]
    assert exported.custom == values
    await define(world, FLOOR, DEPARTMENT)
    assert await seen() == [values] * 4
