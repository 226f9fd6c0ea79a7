"""Credentials, revoked tokens and the password log in SQL."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.sql import Delete, Select, Update

from tms_adapters.sql.auth.known_devices import SqlKnownDevices, known_devices
from tms_adapters.sql.auth.sign_ins import SqlSignIns, sign_ins
from tms_adapters.sql.auth.throttle import SqlThrottle, sign_in_failures, sign_in_streaks
from tms_adapters.sql.column_types import BigId, Choice, UtcDateTime
from tms_adapters.sql.compiled_query import reads, within, writes
from tms_adapters.sql.feature import Queries, SqlFeature, UniqueViolation, Unit, first
from tms_adapters.sql.queries.user_list import LIVING, NOT_DEACTIVATED
from tms_adapters.sql.row_mapper import RowMapper, delete_where, equal, insert_one
from tms_adapters.sql.tables import KEYED, OPTIONS, PERSON, metadata, organisation, stream_head, users
from tms_adapters.sql.users import ROWS as USERS
from tms_core.auth.feature import AUTH
from tms_core.auth.known_devices import KnownDeviceRepository
from tms_core.auth.model import GENERATIONS_SKIPPED, AuditFilter, AuthRepository, Identity
from tms_core.auth.sign_ins import SignInRepository
from tms_core.entity import Page, PageRequest, split_page
from tms_core.users.model import User
from tms_core.users.passwords import Credentials, CredentialsRepository, PasswordAction, PasswordRecord
from tms_core.users.throttle import ThrottleRepository

credentials = Table(
    "credentials",
    metadata,
    Column("user_id", BigId, ForeignKey("users.id"), primary_key=True, autoincrement=False),
    Column("password_hash", String(500), nullable=False),
    Column("token_generation", Integer, nullable=False),
    Column("set_at", UtcDateTime),
    Column("unlisted_ended_at", UtcDateTime),
    **KEYED,
)

password_log = Table(
    "password_log",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("user_id", BigInteger, nullable=False, info=PERSON),
    Column("action", Choice(PasswordAction), nullable=False),
    Column("performed_by", BigInteger, info=PERSON),
    Column("timestamp", UtcDateTime, nullable=False),
    Column("details", String(200), nullable=False),
    Index(None, "user_id", "id"),
    **OPTIONS,
)

revoked_tokens = Table(
    "revoked_tokens",
    metadata,
    Column("token_id", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "expires_at"),
    **KEYED,
)

CREDENTIALS = RowMapper(credentials, Credentials)
LOG = RowMapper(password_log, PasswordRecord)
WITH_USER = users.join(credentials, credentials.c.user_id == users.c.id)


class Account(NamedTuple):
    """A user and their credentials."""

    user: User
    credentials: Credentials


@reads(Identity)
def select_identity() -> Select[Any]:
    """A caller, their sign-in, and the head of the event log, in a single query."""
    revoked = (
        select(revoked_tokens.c.token_id).where(revoked_tokens.c.token_id == bindparam("token_id")).exists()
    )
    head = stream_head.c
    position = (
        head.epoch.label("position__epoch"),
        head.pos.label("position__number"),
        head.last_check.label("position__check"),
    )
    user = (
        users.c.id.label("user_id"),
        users.c.role,
        users.c.is_temporary_password,
        users.c.created_at.label("user_created_at"),
    )
    sign_in = (sign_ins.c.id.label("sign_in_id"), sign_ins.c.last_seen_at, sign_ins.c.ended_at)
    own = sign_ins.c.token_id == bindparam("token_id"), sign_ins.c.user_id == users.c.id
    return (
        select(
            *user,
            credentials.c.token_generation,
            credentials.c.unlisted_ended_at,
            revoked.label("token_revoked"),
            organisation.c.installation_id,
            *sign_in,
            *position,
        )
        .select_from(
            WITH_USER.join(stream_head, stream_head.c.id == 1)
            .join(organisation, organisation.c.id == 1)
            .outerjoin(sign_ins, and_(*own))
        )
        .where(users.c.id == bindparam("id"), LIVING, NOT_DEACTIVATED)
    )


@reads(Account)
def select_account(key: str) -> Select[Any]:
    """A user and their credentials, by id, or by case-folded username or e-mail address."""
    account = (*within("user", USERS.columns), *within("credentials", CREDENTIALS.columns))
    found = select(*account).select_from(WITH_USER).where(users.c[key] == bindparam("value"), LIVING)
    return found if key == "id" else found.where(NOT_DEACTIVATED)


@reads(Credentials)
def lock_credentials() -> Select[Any]:
    """The credentials of one user, locked until the transaction ends."""
    found = select(*CREDENTIALS.columns).where(credentials.c.user_id == bindparam("user_id"))
    return found.with_for_update()


@reads(PasswordRecord)
def select_log(wanted: tuple[str, ...], after: bool) -> Select[Any]:
    """A page of the password log, newest first, in which the columns ``wanted`` have the values of parameters."""
    found = select(*LOG.columns).order_by(password_log.c.id.desc()).where(*equal(password_log, wanted))
    if after:
        found = found.where(password_log.c.id < bindparam("after_id"))
    return found.limit(bindparam("limit")).offset(bindparam("skip"))


@reads(int)
def count_log(wanted: tuple[str, ...]) -> Select[Any]:
    """The number of such entries in the password log."""
    return select(func.count()).select_from(password_log).where(*equal(password_log, wanted))


@writes
def raise_generations() -> Update:
    """Invalidate all tokens."""
    raised = credentials.c.token_generation + GENERATIONS_SKIPPED
    return update(credentials).values(token_generation=raised)


@writes
def forget_older(column: Any) -> Delete:
    """Delete the rows in which ``column`` is before the parameter ``before``."""
    deletion: Delete = column.table.delete().where(column < bindparam("before", type_=column.type))
    return deletion


class SqlAuth:
    """See ``AuthRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def get_identity(self, user_id: int, token_id: str) -> Identity | None:
        """See ``AuthRepository``."""
        found = await self._connection.rows(select_identity(), id=user_id, token_id=token_id)
        return next(iter(found), None)

    async def find_by_login(self, name: str) -> tuple[User, Credentials] | None:
        """See ``AuthRepository``."""
        key = "email_key" if "@" in name else "username_key"
        return await first(self._connection, select_account(key), value=name)

    async def find_account(self, user_id: int) -> tuple[User, Credentials] | None:
        """See ``AuthRepository``."""
        return await first(self._connection, select_account("id"), value=user_id)

    async def lock_credentials(self, user_id: int) -> Credentials | None:
        """See ``AuthRepository``."""
        return await first(self._connection, lock_credentials(), user_id=user_id)

    async def save_credentials(self, credentials: Credentials) -> None:
        """See ``AuthRepository``."""
        await self.remove_credentials(credentials.user_id)
        await insert_one(self._connection, CREDENTIALS.table, CREDENTIALS.values(credentials))

    async def remove_credentials(self, user_id: int) -> None:
        """See ``AuthRepository``."""
        await self._connection.run(delete_where(credentials, ("user_id",)), user_id=user_id)

    async def revoke_token(self, token_id: str, expires_at: datetime, now: datetime) -> None:
        """See ``AuthRepository``."""
        await self._connection.run(forget_older(revoked_tokens.c.expires_at), before=now)
        record = {"token_id": token_id, "expires_at": expires_at}
        try:
            await insert_one(self._connection, revoked_tokens, record)
        except UniqueViolation:
            return  # it was already revoked

    async def revoke_all_tokens(self) -> None:
        """See ``AuthRepository``."""
        await self._connection.run(raise_generations())

    async def end_sign_ins(self, user_id: int, now: datetime) -> None:
        """See ``AuthRepository``."""
        await SqlSignIns(self._connection).end(user_id, now)

    async def add_password_record(self, record: PasswordRecord) -> None:
        """See ``AuthRepository``."""
        await insert_one(self._connection, LOG.table, LOG.values(record))

    async def password_log_page(self, wanted: AuditFilter, page: PageRequest) -> Page[PasswordRecord]:
        """See ``AuthRepository``."""
        asked = {"user_id": wanted.user_id, "performed_by": wanted.performed_by}
        values = {name: value for name, value in asked.items() if value is not None}
        columns = tuple(values)
        after = {"after_id": page.after[0]} if page.after else {}
        total = None
        if page.count:
            [total] = await self._connection.scan(count_log(columns), **values)
        ask = select_log(columns, bool(after))
        found = await self._connection.rows(ask, limit=page.limit + 1, skip=page.skip, **values, **after)
        items, last = split_page(found, page.limit)
        return Page(items=items, total=total, next=(last.id,) if last else None)


def _auth(unit: Unit) -> SqlAuth:
    return SqlAuth(unit.connection)


FEATURE = SqlFeature(
    feature=AUTH,
    tables=(
        credentials,
        password_log,
        revoked_tokens,
        sign_in_failures,
        sign_in_streaks,
        sign_ins,
        known_devices,
    ),
    repositories={
        AuthRepository: _auth,
        CredentialsRepository: _auth,
        SignInRepository: lambda unit: SqlSignIns(unit.connection),
        KnownDeviceRepository: lambda unit: SqlKnownDevices(unit.connection),
        ThrottleRepository: lambda unit: SqlThrottle(unit.connection),
    },
)
