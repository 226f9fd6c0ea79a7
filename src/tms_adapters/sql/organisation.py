"""The organisation in SQL: one row."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.sql import Select, Update

from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.feature import Queries, SqlFeature
from tms_adapters.sql.tables import organisation
from tms_core.organisation.custom_fields import CustomField
from tms_core.organisation.feature import ORGANISATION
from tms_core.organisation.logo import Logo
from tms_core.organisation.model import Clock, Language, Organisation, OrganisationRepository, WorkingHours


class Row(NamedTuple):
    """The row without the logo; what is null has its default."""

    version: int
    name: str | None
    time_zone: str | None
    language: str | None
    week_starts_on: int | None
    clock: int | None
    working_hours: str | None
    password_min_length: int | None
    mail_from_name: str | None
    join_minutes_before: int | None
    custom_fields: str | None
    logo_type: str | None
    logo_digest: str | None
    updated_at: datetime


_hours = msgspec.json.Decoder(tuple[WorkingHours, ...]).decode
_fields = msgspec.json.Decoder(tuple[CustomField, ...]).decode
LOADED: dict[str, Callable[[Any], Any]] = {
    "language": Language,
    "clock": Clock,
    "working_hours": _hours,
    "custom_fields": _fields,
}
STORED = ("working_hours", "custom_fields")
"""Stored as JSON."""
ONLY = organisation.c.id == 1
COLUMNS = [organisation.c[name] for name in Row._fields]


@reads(Row)
def select_row(locked: bool) -> Select[Any]:
    """The settings; ``locked`` until the transaction ends."""
    found = select(*COLUMNS).where(ONLY)
    return found.with_for_update() if locked else found


@reads(Logo)
def select_logo() -> Select[Any]:
    """The logo, if there is one."""
    columns = (
        organisation.c.logo_type.label("media_type"),
        organisation.c.logo_digest.label("digest"),
        organisation.c.logo.label("content"),
    )
    return select(*columns).where(ONLY, organisation.c.logo.is_not(None))


@writes
def update_row(columns: tuple[str, ...]) -> Update:
    """Change columns of the row."""
    return (
        update(organisation)
        .where(ONLY)
        .values({name: bindparam(name, type_=organisation.c[name].type) for name in columns})
    )


class SqlOrganisation:
    """See ``OrganisationRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def get(self) -> Organisation:
        """See ``OrganisationRepository``."""
        return await self._read(locked=False)

    async def lock(self) -> Organisation:
        """See ``OrganisationRepository``."""
        return await self._read(locked=True)

    async def _read(self, *, locked: bool) -> Organisation:
        [row] = await self._connection.rows(select_row(locked))
        stored = {name: value for name, value in row._asdict().items() if value is not None}
        return Organisation(**{name: LOADED.get(name, _same)(value) for name, value in stored.items()})

    async def logo(self) -> Logo | None:
        """See ``OrganisationRepository``."""
        return next(iter(await self._connection.rows(select_logo())), None)

    async def update(self, before: Organisation, after: Organisation) -> None:
        """See ``OrganisationRepository``."""
        changed = {
            name: _stored(name, getattr(after, name))
            for name in Row._fields
            if getattr(after, name) != getattr(before, name)
        }
        await self._connection.run(update_row(tuple(changed)), **changed)

    async def save_logo(self, logo: Logo | None) -> None:
        """See ``OrganisationRepository``."""
        await self._connection.run(update_row(("logo",)), logo=logo.content if logo else None)


def _same(value: Any) -> Any:
    return value


def _stored(name: str, value: Any) -> Any:
    return msgspec.json.encode(value).decode() if name in STORED else value


FEATURE = SqlFeature(
    feature=ORGANISATION,
    tables=(organisation,),
    repositories={OrganisationRepository: lambda unit: SqlOrganisation(unit.connection)},
)
