"""The queries for sessions: lists in every possible shape, each backed by an index in its order."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Table, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.sql import ColumnElement, FromClause, Select

from tms_adapters.sql.compiled_query import reads
from tms_adapters.sql.queries.search import MAX_LISTED, Candidates
from tms_adapters.sql.row_mapper import in_list, padded_in_list, placeholders
from tms_adapters.sql.tables import TERM_LENGTH, seats, sessions, users
from tms_core.entity import Key
from tms_core.sessions.enrolment import EnrolmentState
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import MAX_DURATION
from tms_core.validation.text import without_apostrophes

TRAINER_NAME = select(users.c.name).where(users.c.id == sessions.c.trainer_id).scalar_subquery()
"""A subquery rather than a join, with which MariaDB would read and sort the whole table instead of
following an index up to the limit."""
LISTED = (
    *(sessions.c[each.name] for each in fields(SessionView) if each.name in sessions.c),
    sessions.c.trainer_id.label("trainer__id"),
    TRAINER_NAME.label("trainer__name"),
)
TIME = sessions.c.scheduled_date.type
KEPT = sessions.c.deleted_at.is_(None)
"""Deleted sessions are kept for a while, and nobody sees them."""
ENROLLED = and_(seats.c.state == EnrolmentState.ENROLLED, seats.c.session_deleted_at.is_(None))
"""Of the seats, those of trainees who take part in a session that is not deleted."""


@reads(SessionView)
def select_view() -> Select[Any]:
    """A session without its roster."""
    return select(*LISTED).where(sessions.c.id == bindparam("id"), KEPT)


NO_SEARCH = Candidates((), quick=True)
ANY_NAME = -1
"""Of a word in a ``Shape``: so many people are called by it that the names in each session are compared."""


@dataclass(frozen=True)
class Shape:
    """Which conditions a list has, and its direction: ``called`` is for each word searched for the number of people
    in whose name it is, or ``ANY_NAME``; ``texts`` is the number of texts that a session may have, and ``found``
    that of candidates among which to look (0: any). ``own``: of trainees' names, only that of the trainee whose list
    it is. ``paged``: a page is read rather than the whole list."""

    status: bool
    trainer: bool
    trainee: bool
    since: bool
    until: bool
    called: tuple[int, ...]
    texts: int
    found: int
    own: bool
    after: bool
    paged: bool
    ascending: bool


def narrowed(wanted: SessionFilter) -> SessionFilter | None:
    """The requested filter combined with what the caller may see; None if nothing can match both."""
    if _apart(wanted.trainer_id, wanted.led_by) or _apart(wanted.trainee_id, wanted.taken_by):
        return None
    return replace(
        wanted,
        trainer_id=wanted.led_by if wanted.trainer_id is None else wanted.trainer_id,
        trainee_id=wanted.taken_by if wanted.trainee_id is None else wanted.trainee_id,
        led_by=None,
    )


def _apart(asked: int | None, allowed: int | None) -> bool:
    return asked is not None and allowed is not None and asked != allowed


def question(
    wanted: SessionFilter,
    words: Sequence[str] = (),
    candidates: Candidates = NO_SEARCH,
    after: Key | None = None,
    paged: bool = False,
) -> tuple[Shape, dict[str, Any]]:
    """The shape of a narrowed list, and its parameters."""
    values: dict[str, Any] = {
        "status": wanted.status,
        "trainer": wanted.trainer_id,
        "trainee": wanted.trainee_id,
        "since": wanted.from_,
        "until": wanted.to,
    }
    values = {name: value for name, value in values.items() if value is not None}
    found = padded_in_list(candidates.ids) if candidates.ids else ()
    texts = padded_in_list(candidates.texts) if candidates.texts else ()
    called = []
    for index, (word, people) in enumerate(zip(words, candidates.called, strict=True)):
        letters = without_apostrophes(word)
        # Terms are cut, so that they only say who may be called by a longer word.
        is_listed = people is not None and len(people) <= MAX_LISTED and len(letters) <= TERM_LENGTH
        ids = padded_in_list(sorted(people)) if people and is_listed else ()
        called.append(len(ids) if is_listed or people == set() else ANY_NAME)
        values |= {f"word_{index}": word, f"name_{index}": letters} | in_list(f"called_{index}", ids)
    shape = Shape(
        **{name: name in values for name in ("status", "trainer", "trainee", "since", "until")},
        called=tuple(called),
        texts=len(texts),
        found=len(found),
        own=wanted.taken_by is not None,
        after=after is not None,
        paged=paged,
        ascending=wanted.ascending,
    )
    if wanted.from_ is not None:
        values["since_started"] = wanted.from_ - MAX_DURATION
    values |= in_list("found", found) | in_list("text", texts)
    if after is not None:
        values["after_date"], values["after_id"] = after
    return shape, values


@reads(SessionView)
def select_page(shape: Shape) -> Select[Any]:
    """A page of sessions. A trainee's sessions are found through their seats, in
    the order of the seats' index."""
    date, identity = _order_columns(shape)
    found = select(*LISTED).select_from(sessions)
    if shape.trainee:
        found = select(*LISTED).select_from(seats.join(sessions, sessions.c.id == seats.c.session_id))
    order = (date, identity) if shape.ascending else (date.desc(), identity.desc())
    table, index = _index(shape)
    return (
        found.with_hint(table, f"FORCE INDEX ({index})", "mysql")
        .where(*_conditions(shape), *_after(shape, date, identity))
        .order_by(*order)
        .limit(bindparam("limit"))
        .offset(bindparam("skip"))
    )


@reads(int)
def select_ids(shape: Shape) -> Select[Any]:
    """The ids of those among some candidates that match, in order."""
    date, identity = _order_columns(shape)
    order = (date, identity) if shape.ascending else (date.desc(), identity.desc())
    found = select(sessions.c.id).with_hint(sessions, "FORCE INDEX (PRIMARY)", "mysql")
    return found.where(*_conditions(shape)).order_by(*order)


@reads(int)
def count_all(shape: Shape) -> Select[Any]:
    """The number of sessions in a list."""
    source: FromClause = sessions
    if shape.trainee:
        # Most filters only need columns that seats copy: the index then answers without reading sessions.
        needs_session = shape.trainer or shape.called
        source = seats.join(sessions, sessions.c.id == seats.c.session_id) if needs_session else seats
    found = select(func.count()).select_from(source)
    if shape.found:
        found = found.with_hint(sessions, "FORCE INDEX (PRIMARY)", "mysql")
    return found.where(*_conditions(shape))


def _order_columns(shape: Shape) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    if shape.trainee:
        return seats.c.scheduled_date, seats.c.session_id
    return sessions.c.scheduled_date, sessions.c.id


def _index(shape: Shape) -> tuple[Table, str]:
    """The index with a list in its order. MariaDB is told which one to use, because it ignores the limit and
    then prefers to read and sort the table."""
    if shape.trainee:
        return seats, "ix_seats_trainee_id_scheduled_date_session_id"
    if shape.found:
        return sessions, "PRIMARY"
    if shape.trainer:
        return sessions, "ix_sessions_trainer_id_scheduled_date_id"
    return sessions, f"ix_sessions_{'status_' if shape.status else ''}scheduled_date_id"


def _conditions(shape: Shape) -> list[ColumnElement[bool]]:
    timed: Any = seats if shape.trainee else sessions
    status = seats.c.session_status if shape.trainee else sessions.c.status
    possible = {
        "status": status == bindparam("status", type_=status.type),
        "trainer": sessions.c.trainer_id == bindparam("trainer"),
        "trainee": seats.c.trainee_id == bindparam("trainee"),
        "since": and_(
            timed.c.ends_at > bindparam("since", type_=TIME),
            timed.c.scheduled_date > bindparam("since_started", type_=TIME),
        ),
        "until": timed.c.scheduled_date < bindparam("until", type_=TIME),
        "found": sessions.c.id.in_(placeholders("found", shape.found)),
        "texts": _text(shape).in_(placeholders("text", shape.texts)),
    }
    conditions = [condition for name, condition in possible.items() if getattr(shape, name)]
    conditions.append(ENROLLED if shape.trainee else KEPT)
    for index, called in enumerate(shape.called):
        if called or not shape.texts:  # texts have all the words that are in nobody's name
            conditions.append(_has_word(index, called, shape.own))
    return conditions


def _text(shape: Shape) -> ColumnElement[Any]:
    """What tells the text of a session. Only a total of texts alone is read from their index: with other conditions, each
    session would have to be looked up, which takes longer than reading all in their order, or the first of them."""
    others = (
        shape.found,
        shape.status,
        shape.trainer,
        shape.trainee,
        shape.since,
        shape.until,
        any(shape.called),
    )
    return sessions.c.text_digest + 0 if any(others) or shape.paged else sessions.c.text_digest


def _has_word(index: int, called: int, own: bool) -> ColumnElement[bool]:
    """A word in the session's text, or in the name of its trainer or of a trainee. Names are looked up in
    ``users``, if it is not known who is called by the word: one who is renamed or deleted may be in any number of
    sessions."""
    in_text: ColumnElement[bool] = func.instr(sessions.c.search_key, bindparam(f"word_{index}")) > 0
    if not called:
        return in_text
    seat = seats.alias()
    taken: list[ColumnElement[bool]] = [
        seat.c.session_id == sessions.c.id,
        seat.c.state == EnrolmentState.ENROLLED,
    ]
    if own:
        taken.append(seat.c.trainee_id == bindparam("trainee"))
    if called != ANY_NAME:
        people = placeholders(f"called_{index}", called)
        return or_(in_text, sessions.c.trainer_id.in_(people), _any(*taken, seat.c.trainee_id.in_(people)))
    letters: Any = bindparam(f"name_{index}")
    trainer, trainee = users.alias(), users.alias()
    name = select(trainer.c.sort_key).where(trainer.c.id == sessions.c.trainer_id).scalar_subquery()
    taken += [trainee.c.id == seat.c.trainee_id, func.instr(trainee.c.sort_key, letters) > 0]
    return or_(in_text, func.instr(name, letters) > 0, _any(*taken))


def _any(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is such a row. With EXISTS, MariaDB would collect the rows of all sessions first, which takes longer
    than a statement may."""
    row = select(literal_column("1")).where(*conditions).limit(1).scalar_subquery()
    return row.is_not(None)


def _after(shape: Shape, date: Any, identity: Any) -> list[ColumnElement[bool]]:
    """After a key. The first condition is implied by the second, and tells the index where to start."""
    if not shape.after:
        return []
    at: Any = bindparam("after_date", type_=TIME)
    last: Any = bindparam("after_id")
    if shape.ascending:
        return [date >= at, or_(date > at, and_(date == at, identity > last))]
    return [date <= at, or_(date < at, and_(date == at, identity < last))]
