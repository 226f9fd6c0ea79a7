"""The certificate repository in SQL: SQLite and MariaDB."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    or_,
    select,
)
from sqlalchemy.sql import Select

from tests.certificates.core import CERTIFICATES, Certificate, CertificateRepository, already_certified
from tms_adapters.sql.column_types import BigId, UtcDateTime
from tms_adapters.sql.compiled_query import reads
from tms_adapters.sql.feature import SqlFeature, UniqueViolation, Unit, first
from tms_adapters.sql.row_mapper import RowMapper, delete_where, equal, insert_one
from tms_adapters.sql.tables import OPTIONS, metadata

certificates = Table(
    "certificates",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("trainee_id", BigId, ForeignKey("users.id"), nullable=False),
    Column("issued_by", BigId, ForeignKey("users.id"), nullable=False),
    Column("title", String(100), nullable=False),
    Column("remark", String(500), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("trainee_id", "title"),
    Index(None, "issued_by", "id"),
    **OPTIONS,
)
ROWS = RowMapper(certificates, Certificate)


@reads(Certificate)
def select_by(columns: tuple[str, ...]) -> Select[Any]:
    """Certificates selected by the values of some columns."""
    return select(*ROWS.columns).where(*equal(certificates, columns))


@reads(Certificate)
def select_of_person() -> Select[Any]:
    """The certificates that somebody has or has issued."""
    sides = (certificates.c.trainee_id, certificates.c.issued_by)
    mine = or_(*(side == bindparam("person") for side in sides))
    return select(*ROWS.columns).where(mine).order_by(certificates.c.id)


class SqlCertificates:
    """Implements ``CertificateRepository``."""

    def __init__(self, unit: Unit) -> None:
        self._connection = unit.connection

    async def add(self, certificate: Certificate) -> Certificate:
        try:
            new_id = await insert_one(self._connection, certificates, ROWS.values(certificate))
        except UniqueViolation as error:
            same = {"trainee_id": certificate.trainee_id, "title": certificate.title}
            found = await first(self._connection, select_by(tuple(same)), **same)
            raise already_certified(found.id if found else 0) from error
        return replace(certificate, id=new_id)

    async def get(self, certificate_id: int) -> Certificate | None:
        return await first(self._connection, select_by(("id",)), id=certificate_id)

    async def remove(self, certificate_id: int) -> None:
        await self._connection.run(delete_where(certificates, ("id",)), id=certificate_id)

    async def of_person(self, user_id: int) -> list[Certificate]:
        return await self._connection.rows(select_of_person(), person=user_id)


FEATURE = SqlFeature(
    feature=CERTIFICATES, tables=(certificates,), repositories={CertificateRepository: SqlCertificates}
)
