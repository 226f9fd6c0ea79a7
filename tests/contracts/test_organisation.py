"""The organisation's settings and logo, on every store."""

from __future__ import annotations

import asyncio
import struct
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.contracts.stores import ReadEvents
from tests.core.organisation import NOW, World, as_actor
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import get_overview
from tms_core.application import Store
from tms_core.errors import Conflict, Invalid, NotFound, Stale, TooLarge, Unsupported
from tms_core.organisation.custom_fields import CustomField, CustomFieldOwner, CustomFieldType
from tms_core.organisation.model import (
    OFFICE_HOURS,
    ORGANISATION_UPDATED,
    Clock,
    Language,
    Organisation,
    OrganisationChanges,
    OrganisationView,
    WorkingHours,
    to_view,
)
from tms_core.organisation.use_cases import (
    get_logo,
    get_organisation,
    get_sign_in_options,
    remove_logo,
    set_logo,
    update_organisation,
)

FIELD = CustomField(
    key="team",
    of=CustomFieldOwner.USER,
    label="Équipe",
    type=CustomFieldType.CHOICE,
    options=("Rouge", "Bleu"),
)
EVERYTHING = OrganisationChanges(
    name="Lakeside College",
    time_zone="Europe/Lisbon",
    language=Language.PORTUGUESE,
    week_starts_on=7,
    clock=Clock.TWELVE,
    working_hours=(
        WorkingHours({"weekday": 2, "from": "13:00", "to": "24:00"}),
        WorkingHours({"weekday": 2, "from": "08:30", "to": "12:00"}),
    ),
    password_min_length=12,
    mail_from_name="Lakeside training",
    join_minutes_before=30,
    custom_fields=(FIELD,),
)


def png(width: int = 2, height: int = 1) -> bytes:
    """A real image, all of it black."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\0" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


async def change(world: World, by: Actor = SYSTEM, **changes: Any) -> OrganisationView:
    return await world.app.run(update_organisation, by, OrganisationChanges(**changes))


async def test_a_new_installation_has_sensible_settings(world: World) -> None:
    organisation = await world.app.read(get_organisation, SYSTEM)
    assert organisation.version == 1
    assert (organisation.name, organisation.time_zone, organisation.language) == ("", "UTC", "en")
    assert (organisation.week_starts_on, organisation.clock, organisation.password_min_length) == (1, 24, 6)
    assert organisation.working_hours == OFFICE_HOURS
    assert (organisation.custom_fields, organisation.logo_url, organisation.fixed) == ((), None, ())


async def test_every_setting_is_stored_and_announced(world: World) -> None:
    admin = as_actor(await world.admin())
    stored = await world.app.run(update_organisation, admin, EVERYTHING)
    assert stored.version == 2
    assert stored == await world.app.read(get_organisation, admin)
    early, late = EVERYTHING["working_hours"][::-1]
    for name, value in (EVERYTHING | {"working_hours": (early, late)}).items():
        assert getattr(stored, name) == value, name
    last = (await world.store.log.after(0, 100))[-1].event
    assert (last.type, last.entity_version, last.audience.roles) == ("organisation_updated", 2, set(Role))
    assert last.before is not None
    assert last.before.keys() == EVERYTHING.keys()
    assert (last.before["name"], last.before["clock"]) == ("", 24)
    trainee = Actor(id=5, role=Role.TRAINEE)
    told = ORGANISATION_UPDATED.changes_visible_to(last.before.keys(), trainee)
    assert set(told or ()) == EVERYTHING.keys() - {"mail_from_name"}


async def test_only_what_is_sent_changes_and_no_change_is_no_version(
    world: World, events: ReadEvents
) -> None:
    await change(world, **EVERYTHING)
    renamed = await change(world, name="  Seaside  ")
    assert (renamed.name, renamed.time_zone, renamed.version) == ("Seaside", "Europe/Lisbon", 3)
    before = len(await events())
    assert await change(world, name="Seaside") == renamed
    assert len(await events()) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "x" * 101}, "name"),
        ({"time_zone": "localtime"}, "time_zone"),
        ({"language": "tlh"}, "language"),
        ({"week_starts_on": 0}, "week_starts_on"),
        ({"clock": 13}, "clock"),
        ({"password_min_length": 5}, "password_min_length"),
        ({"join_minutes_before": -1}, "join_minutes_before"),
        (
            {"working_hours": (WorkingHours({"weekday": 1, "from": "17:00", "to": "09:00"}),)},
            "working_hours.0.to",
        ),
        (
            {
                "working_hours": (
                    WorkingHours({"weekday": 1, "from": "09:00", "to": "12:00"}),
                    WorkingHours({"weekday": 1, "from": "11:00", "to": "13:00"}),
                )
            },
            "working_hours.1.from",
        ),
        ({"custom_fields": (FIELD, FIELD)}, "custom_fields.1.key"),
    ],
)
async def test_settings_that_make_no_sense_are_refused(
    world: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await change(world, **changes)
    assert refused.value.errors[0].field == field
    assert (await world.app.read(get_organisation, SYSTEM)).version == 1


async def test_a_change_of_an_old_version_is_refused_with_the_current_one(world: World) -> None:
    current = await change(world, name="First")
    with pytest.raises(Stale) as refused:
        await world.app.run(update_organisation, SYSTEM, OrganisationChanges(name="Second"), {1})
    assert refused.value.extra["current"] == current


async def test_of_changes_at_the_same_time_none_is_lost(world: World) -> None:
    await asyncio.gather(
        change(world, name="A"), change(world, week_starts_on=7), change(world, join_minutes_before=5)
    )
    organisation = await world.app.read(get_organisation, SYSTEM)
    assert (organisation.name, organisation.week_starts_on, organisation.join_minutes_before) == ("A", 7, 5)
    assert organisation.version == 4


async def test_what_the_operator_has_fixed_is_in_force_named_and_cannot_be_changed(store: Store) -> None:
    free = World(store)
    await change(free, time_zone="Asia/Tokyo", name="Chosen by an admin")
    fixed = World(store, time_zone="Europe/Lisbon")
    organisation = await fixed.app.read(get_organisation, SYSTEM)
    assert (organisation.time_zone, organisation.name) == ("Europe/Lisbon", "Chosen by an admin")
    assert organisation.fixed == ("time_zone",)
    with pytest.raises(Conflict) as refused:
        await change(fixed, time_zone="UTC", name="x")
    assert (refused.value.code, refused.value.extra) == ("fixed_by_environment", {"fields": ["time_zone"]})
    assert (await change(fixed, name="Seaside")).time_zone == "Europe/Lisbon"
    assert (await free.app.read(get_organisation, SYSTEM)).time_zone == "Asia/Tokyo"


async def test_only_admins_see_the_sender_of_mails_and_what_is_fixed(store: Store) -> None:
    world = World(store, name="Fixed")
    await change(world, mail_from_name="Sender")
    for person in (await world.trainer(), await world.trainee()):
        seen = await world.app.read(get_organisation, as_actor(person))
        assert (seen.mail_from_name, seen.fixed, seen.name) == (None, (), "Fixed")


async def test_settings_take_effect_at_once(world: World) -> None:
    await change(world, time_zone="Asia/Tokyo", password_min_length=20)
    trainer = await world.trainer(password="a password of some length")
    assert (await world.session(trainer)).time_zone == "Asia/Tokyo"
    period = RequestedPeriod(to=NOW)
    overview = await world.app.read(get_overview, SYSTEM, period)
    assert overview.time_zone == "Asia/Tokyo"
    with pytest.raises(Invalid, match="20 characters"):
        await world.trainer(password="too short")


async def test_the_logo_is_stored_shown_to_everybody_and_removed(world: World, events: ReadEvents) -> None:
    with pytest.raises(NotFound):
        await world.app.read(get_logo, SYSTEM)
    stored = await world.app.run(set_logo, SYSTEM, png())
    logo = await world.app.read(get_logo, SYSTEM)
    assert (logo.content, logo.media_type) == (png(), "image/png")
    assert stored.logo_url == f"/organisation/logo?v={logo.digest[:16]}"
    assert (await world.app.read(get_sign_in_options, SYSTEM)).logo_url == stored.logo_url
    assert (await world.app.run(set_logo, SYSTEM, png())).version == stored.version == 2
    other = await world.app.run(set_logo, SYSTEM, png(3))
    assert (other.version, other.logo_url != stored.logo_url) == (3, True)
    assert b"IDAT" not in repr(await events()).encode()
    removed = await world.app.run(remove_logo, SYSTEM)
    assert (removed.logo_url, removed.version) == (None, 4)
    assert (await world.app.run(remove_logo, SYSTEM)).version == 4
    with pytest.raises(NotFound):
        await world.app.read(get_logo, SYSTEM)


async def test_a_logo_is_an_image_that_can_be_shown(world: World) -> None:
    with pytest.raises(TooLarge):
        await world.app.run(set_logo, SYSTEM, png() + b"\0" * 256 * 1024)
    for content in (
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        png(5000, 1),
        png(0, 1),
        png()[:20],
    ):
        with pytest.raises(Unsupported):
            await world.app.run(set_logo, SYSTEM, content)


async def test_an_event_of_the_organisation_carries_what_its_reader_may_see(store: Store) -> None:
    view = to_view(Organisation(updated_at=datetime.now(UTC), mail_from_name="Sender"))
    assert ORGANISATION_UPDATED.visible_to(view, SYSTEM) == view
    trainee = Actor(id=5, role=Role.TRAINEE)
    assert ORGANISATION_UPDATED.visible_to(view, trainee).mail_from_name is None
