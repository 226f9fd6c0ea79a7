"""Finds what a search can match by indexes, so that its cost depends on what is found, not on how much there is.

A search wants each of its words anywhere in a text, which no index answers by itself. So candidates are looked up
first: users by the ends of their words, sessions by the texts that sessions share and by the people in them. The
query for the page then checks every word in the candidates only. If all words of a search are common, there are too
many candidates; the page is then read in its order up to the limit, which common words reach soon.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import CompoundSelect, Select
from sqlalchemy.sql.functions import FunctionElement

from tms_adapters.sql.compiled_query import reads
from tms_adapters.sql.feature import Queries
from tms_adapters.sql.row_mapper import in_list, padded_in_list, placeholders
from tms_adapters.sql.tables import TERM_LENGTH, seats, sessions, user_search_terms
from tms_core.users.model import User, search_key_of, sort_key_of
from tms_core.validation.text import without_apostrophes

MAX_TEXTS = 10_000
"""Different texts of sessions that are compared one by one; beyond that sessions are read in their order."""
MAX_PEOPLE = 1024
MAX_SESSIONS = 4096
"""Candidates for one word; more of them are not looked up."""
MAX_CANDIDATES = 2048
ENOUGH = 256
"""With so few candidates no further word is looked up."""
LAST_LETTER = "\U0010ffff"


def terms_of(user: User) -> dict[str, bool]:
    """The ends of the words of a user's ``search_key``, and whether they belong to the name."""
    return dict.fromkeys(_ends(search_key_of(user)), False) | dict.fromkeys(_ends(sort_key_of(user)), True)


def _ends(key: str) -> Iterator[str]:
    for word in set(key.split()):
        for start in range(len(word)):
            yield word[start : start + TERM_LENGTH]


async def find_users(connection: Queries, words: Iterable[str]) -> list[int] | None:
    """The ids of all users who may match; None if there are too many."""
    found: set[int] | None = None
    for word in words:
        if (ids := await _people(connection, word, of_name=False)) is not None:
            found = ids if found is None else found & ids
            if len(found) <= ENOUGH:
                break
    return _few(found)


class Candidates(NamedTuple):
    """Which sessions may match by their text, trainer or trainees: their ids, or None if there are too many; and
    which of the words are in anybody's name, so that names need not be read for the others."""

    ids: list[int] | None
    named: tuple[bool, ...]


async def find_sessions(connection: Queries, words: Sequence[str]) -> Candidates:
    """The candidates among all sessions."""
    people = [await _people_called(connection, word) for word in words]
    named = tuple(each is None or bool(each) for each in people)
    texts = await connection.scan(select_texts())
    if len(texts) > MAX_TEXTS:
        return Candidates(None, named)
    found: set[int] | None = None
    for word, members in zip(words, people, strict=True):
        digests = [text.digest for text in texts if word in text.search_key]
        ids = await _sessions(connection, members, digests)
        if ids is not None:
            found = ids if found is None else found & ids
            if len(found) <= ENOUGH:
                break
    return Candidates(_few(found), named)


def _few(found: set[int] | None) -> list[int] | None:
    return None if found is None or len(found) > MAX_CANDIDATES else sorted(found)


async def _people(connection: Queries, word: str, of_name: bool) -> set[int] | None:
    start = word[:TERM_LENGTH]
    range_of_terms = {"low": start, "high": start + LAST_LETTER}
    ids = await connection.scan(select_people(of_name), **range_of_terms, limit=MAX_PEOPLE + 1)
    return None if len(ids) > MAX_PEOPLE else set(ids)


async def _people_called(connection: Queries, word: str) -> set[int] | None:
    letters = without_apostrophes(word)
    return await _people(connection, letters, of_name=True) if letters else set()


async def _sessions(connection: Queries, people: set[int] | None, digests: Sequence[int]) -> set[int] | None:
    if people is None or len(digests) > MAX_PEOPLE:
        return None
    if not people and not digests:
        return set()
    texts, members = (padded_in_list(sorted(ids)) if ids else [] for ids in (digests, people))
    values = in_list("text", texts) | in_list("person", members)
    query = select_candidates(len(texts), len(members))
    ids = await connection.scan(query, **values, limit=MAX_SESSIONS + 1)
    return None if len(ids) > MAX_SESSIONS else set(ids)


@reads(int)
def select_people(of_name: bool) -> Select[Any]:
    """Users with a word that contains the one searched for, some of them several times."""
    found = select(user_search_terms.c.user_id).where(
        user_search_terms.c.term.between(bindparam("low"), bindparam("high"))
    )
    return (found.where(user_search_terms.c.of_name.is_(True)) if of_name else found).limit(
        bindparam("limit")
    )


@reads(int)
def select_candidates(texts: int, people: int) -> CompoundSelect[Any]:
    """Sessions with one of some texts, or led or attended by one of some people; some of them several times."""
    parts: list[Select[Any]] = []
    if texts:
        parts.append(select(sessions.c.id).where(sessions.c.text_digest.in_(placeholders("text", texts))))
    if people:
        members = placeholders("person", people)
        parts.append(select(sessions.c.id).where(sessions.c.trainer_id.in_(members)))
        parts.append(select(seats.c.session_id.label("id")).where(seats.c.trainee_id.in_(members)))
    return union_all(*parts).limit(bindparam("limit"))


class Text(NamedTuple):
    """What sessions with the same title and description have in common."""

    digest: int
    search_key: str


@reads(Text)
def select_texts() -> Select[Any]:
    """The different texts of sessions, at most ``MAX_TEXTS + 1`` of them."""
    digest = EachDigest().table_valued("digest", name="texts").c.digest
    key = select(sessions.c.search_key).where(sessions.c.text_digest == digest).limit(1).scalar_subquery()
    return select(digest, func.coalesce(key, "").label("search_key"))


class EachDigest(FunctionElement[int]):
    """The different values in an index, read by jumping from one to the next: MariaDB does that by itself."""

    inherit_cache = True


@compiles(EachDigest, "mysql")
def _in_mariadb(element: EachDigest, compiler: Any, **options: Any) -> str:
    return _at_most(
        "(SELECT DISTINCT text_digest AS digest FROM sessions WHERE text_digest > -1 LIMIT :most)"
    )


@compiles(EachDigest, "sqlite")
def _in_sqlite(element: EachDigest, compiler: Any, **options: Any) -> str:
    return _at_most(
        "(WITH RECURSIVE each_digest(digest) AS (SELECT min(text_digest) FROM sessions UNION ALL "
        "SELECT (SELECT min(text_digest) FROM sessions WHERE text_digest > each_digest.digest) "
        "FROM each_digest WHERE each_digest.digest IS NOT NULL LIMIT :most) "
        "SELECT digest FROM each_digest WHERE digest IS NOT NULL)"
    )


def _at_most(sql: str) -> str:
    return sql.replace(":most", str(MAX_TEXTS + 1))
