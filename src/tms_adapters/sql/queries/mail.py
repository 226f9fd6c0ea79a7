"""The tables of the outbox, and statements for them. The lease is compared and set by a single update, as those of consumers are."""

from typing import Any, NamedTuple

from sqlalchemy import Column, Index, Integer, String, Table, bindparam, func, or_, select, union_all
from sqlalchemy.sql import ColumnElement, Delete, Select, Update
from sqlalchemy.sql.selectable import CompoundSelect

from tms_adapters.sql.column_types import BigId, Choice, JsonObject, UtcDateTime
from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.row_mapper import RowMapper, equal, placeholders
from tms_adapters.sql.tables import KEYED, OPTIONS, PERSON, metadata, users
from tms_core.mail.model import (
    MAX_ERROR,
    MAX_SUBJECT,
    NOT_TRIED,
    Mail,
    MailState,
    Priority,
    Reason,
    RefusedAddress,
    SenderStatus,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("kind", String(40), nullable=False),
    Column("user_id", BigId, nullable=False, info=PERSON),
    Column("address", String(254)),
    Column("subject", String(MAX_SUBJECT), nullable=False),
    Column("merge_key", String(64)),
    Column("data", JsonObject),
    Column("state", Choice(MailState), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("message_id", String(255)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime),
    Column("first_tried_at", UtcDateTime),
    Column("error", String(MAX_ERROR)),
    Column("reason", Choice(Reason)),
    Column("sent_at", UtcDateTime),
    Column("revision", Integer, nullable=False),
    # What is due, in the order of sending. Mails that are done with have no ``next_at``.
    Index(None, "priority", "next_at", "id"),
    Index(None, "state", "id"),
    Index(None, "user_id", "id"),
    Index(None, "created_at"),
    Index(None, "merge_key"),
    **OPTIONS,
)

refused_addresses = Table(
    "refused_addresses",
    metadata,
    Column("user_id", BigId, primary_key=True, autoincrement=False, info=PERSON),
    Column("address", String(254), nullable=False),
    Column("error", String(MAX_ERROR), nullable=False),
    Column("refused_at", UtcDateTime, nullable=False),
    **KEYED,
)

mail_sender = Table(
    "mail_sender",
    metadata,
    # One row: the lease of the process that sends, and the state of the mail server.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("holder", String(100)),
    Column("held_until", UtcDateTime),
    Column("failing_since", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("error", String(MAX_ERROR)),
    Column("reason", Choice(Reason)),
    Column("paused_until", UtcDateTime),
    **KEYED,
)

MAILS = RowMapper(outbox, Mail)
REFUSED = [refused_addresses.c[name] for name in RefusedAddress.__slots__]
SENDER = [mail_sender.c[name] for name in SenderStatus.__slots__]


def _time(name: str) -> Any:
    return bindparam(name, type_=outbox.c.created_at.type)


def _wanted(columns: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return equal(outbox, columns)


@reads(Mail)
def select_mails(columns: tuple[str, ...], after: bool) -> Select[Any]:
    """A page of mails, newest first."""
    found = select(*MAILS.columns).where(*_wanted(columns))
    if after:
        found = found.where(outbox.c.id < bindparam("after_id"))
    return found.order_by(outbox.c.id.desc()).limit(bindparam("most")).offset(bindparam("skip"))


@reads(Mail)
def select_by_merge_keys(count: int) -> Select[Any]:
    """The mails with some merge keys, oldest first."""
    return (
        select(*MAILS.columns).where(outbox.c.merge_key.in_(placeholders("key", count))).order_by(outbox.c.id)
    )


@reads(int)
def count_mails(columns: tuple[str, ...]) -> Select[Any]:
    """The number of mails."""
    return select(func.count()).select_from(outbox).where(*_wanted(columns))


def _held(users: int, keys: int) -> list[ColumnElement[bool]]:
    return [
        outbox.c.user_id.in_(placeholders("user", users)),
        outbox.c.merge_key.in_(placeholders("key", keys)),
        outbox.c.kind == bindparam("kind"),
        outbox.c.state == MailState.HELD.value,
    ]


@reads(Mail)
def lock_held(users: int, keys: int) -> Select[Any]:
    """The held mails of some users with some merge keys, locked until the transaction ends."""
    return select(*MAILS.columns).where(*_held(users, keys)).order_by(outbox.c.id).with_for_update()


@writes
def delete_held(users: int, keys: int) -> Delete:
    """Remove these."""
    return outbox.delete().where(*_held(users, keys))


@reads(Mail)
def select_due() -> Select[Any]:
    """The mails of a priority that have been due for longest. Not locked, since mails that are added meanwhile would wait:
    whoever changes it compares the revision."""
    due = outbox.c.next_at <= _time("now")
    mine = outbox.c.priority == bindparam("priority")
    return (
        select(*MAILS.columns)
        .where(mine, due)
        .order_by(outbox.c.next_at, outbox.c.id)
        .limit(bindparam("most"))
    )


class Due(NamedTuple):
    """Since when something of a priority has been due; None: nothing is."""

    since: Any


@reads(Due)
def select_due_since() -> CompoundSelect[Any]:
    """The earliest time of each priority."""
    each = [
        select(func.min(outbox.c.next_at).label("since")).where(
            outbox.c.priority == priority.value, outbox.c.next_at <= _time("now")
        )
        for priority in Priority
    ]
    return union_all(*each)


@reads(int)
def count_sending() -> Select[Any]:
    """How many mails are being sent, or were when their process ended."""
    return select(func.count()).select_from(outbox).where(outbox.c.state == MailState.SENDING.value)


class StateCount(NamedTuple):
    """How many mails are in a state."""

    state: MailState
    mails: int


@reads(StateCount)
def count_unsent() -> Select[Any]:
    """The number of mails in each state but the one of most: sent."""
    unsent = or_(*(outbox.c.state == state.value for state in MailState if state is not MailState.SENT))
    return select(outbox.c.state, func.count().label("mails")).where(unsent).group_by(outbox.c.state)


@reads(SenderStatus)
def select_sender() -> Select[Any]:
    """The lease, and the state of the mail server."""
    return select(*SENDER).where(mail_sender.c.id == 1)


@writes
def update_mails(columns: tuple[str, ...], count: int) -> Update:
    """Change mails that nobody has changed meanwhile; the new ``revision`` is one of the columns."""
    values = {name: bindparam(f"new_{name}", type_=outbox.c[name].type) for name in columns}
    expected = (outbox.c.id.in_(placeholders("mail", count)), outbox.c.revision == bindparam("known"))
    return outbox.update().where(*expected).values(values)


@writes
def requeue() -> Update:
    """Have what was being sent sent again, at once."""
    values = {"state": MailState.QUEUED, "next_at": _time("now"), "revision": outbox.c.revision + 1}
    return outbox.update().where(outbox.c.state == MailState.SENDING.value).values(values)


@writes
def requeue_failed() -> Update:
    """Have what has failed sent again, at once."""
    values = {**NOT_TRIED, "next_at": _time("now"), "revision": outbox.c.revision + 1}
    return outbox.update().where(outbox.c.state == MailState.FAILED.value).values(values)


@writes
def delete_refused_with_failed() -> Delete:
    """Forget which addresses were refused of people for whom a mail has failed."""
    failed = select(outbox.c.user_id).where(outbox.c.state == MailState.FAILED.value)
    return refused_addresses.delete().where(refused_addresses.c.user_id.in_(failed))


@reads(int)
def select_forgotten() -> Select[Any]:
    """The ids of mails that are kept no longer."""
    old = outbox.c.created_at < _time("before")
    return select(outbox.c.id).where(old).order_by(outbox.c.created_at).limit(bindparam("most"))


@writes
def delete_mails(count: int) -> Delete:
    """Remove mails by their ids."""
    return outbox.delete().where(outbox.c.id.in_(placeholders("mail", count)))


@reads(RefusedAddress)
def select_refused(count: int) -> Select[Any]:
    """The addresses of some users that were refused."""
    return select(*REFUSED).where(refused_addresses.c.user_id.in_(placeholders("user", count)))


def _present() -> ColumnElement[bool]:
    """Their users still have the addresses."""
    return (refused_addresses.c.user_id == users.c.id) & (refused_addresses.c.address == users.c.email)


@reads(RefusedAddress)
def select_present_refused() -> Select[Any]:
    """Addresses that were refused and have not changed since, the latest first."""
    order = (refused_addresses.c.refused_at.desc(), refused_addresses.c.user_id.desc())
    return select(*REFUSED).join(users, _present()).order_by(*order).limit(bindparam("most"))


@reads(int)
def count_present_refused() -> Select[Any]:
    """The number of these."""
    return select(func.count()).select_from(refused_addresses).join(users, _present())


@writes
def take_lease() -> Update:
    """Take the lease if it is free, ours, or over."""
    row = mail_sender.c
    free = or_(
        row.holder.is_(None),
        row.held_until.is_(None),
        row.holder == bindparam("the_holder"),
        row.held_until < bindparam("now", type_=row.held_until.type),
        row.held_until > bindparam("impossible", type_=row.held_until.type),
    )
    values = {
        "holder": bindparam("new_holder", type_=row.holder.type),
        "held_until": bindparam("new_held_until", type_=row.held_until.type),
    }
    return mail_sender.update().where(row.id == 1, free).values(values)


@writes
def clear_lease() -> Update:
    """Give up the lease of one process."""
    mine = mail_sender.c.holder == bindparam("the_holder")
    return mail_sender.update().where(mine).values(holder=None, held_until=None)


SERVER = ("failing_since", "failures", "error", "reason", "paused_until")


@writes
def update_server() -> Update:
    """Store the state of the mail server."""
    values = {name: bindparam(f"new_{name}", type_=mail_sender.c[name].type) for name in SERVER}
    return mail_sender.update().where(mail_sender.c.id == 1).values(values)
