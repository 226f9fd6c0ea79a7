"""Finds what a search can match by indexes, so that its cost depends on what is found, not on how much there is.

A search wants each of its words anywhere in a text, which no index answers by itself. So candidates are looked up
first: users by the ends of their words, sessions by the texts that sessions share and by the people in them. The
query for the page then checks every word in the candidates only. If all words of a search are common, there are too
many candidates; the page is then read in its order up to the limit, which common words reach soon.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, literal_column, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import CompoundSelect, Select
from sqlalchemy.sql.functions import FunctionElement

from tms_adapters.sql.compiled_query import reads
from tms_adapters.sql.feature import Queries
from tms_adapters.sql.row_mapper import in_list, padded_in_list, placeholders
from tms_adapters.sql.tables import TERM_LENGTH, seats, sessions, user_search_terms
from tms_core.users.model import User, search_key_of, sort_key_of
from tms_core.validation.text import without_apostrophes

MAX_SCANNED = 2000
"""So few sessions are read in their order at once: that is faster than looking candidates up."""
MAX_TEXTS = 10_000
"""Different texts of sessions that are compared one by one; beyond that sessions are read in their order."""
MAX_PEOPLE = 1024
MAX_LISTED = 64
"""People whose ids are listed in a query; to compare the names of those in a session is faster than a longer list."""
MAX_SESSIONS = 4096
"""Candidates for one word; more of them are not looked up."""
MAX_CANDIDATES = 2048
ENOUGH = 256
"""With so few candidates no further word is looked up."""
LAST_LETTER = "\U0010ffff"

People = set[int] | None
"""Ids of people who may be called by a word; None if there are too many."""


def terms_of(user: User) -> dict[str, bool]:
    """The ends of the words of a user's ``search_key``, and whether they belong to the name."""
    return dict.fromkeys(_ends(search_key_of(user)), False) | dict.fromkeys(_ends(sort_key_of(user)), True)


def _ends(key: str) -> Iterator[str]:
    for word in set(key.split()):
        for start in range(len(word)):
            yield word[start : start + TERM_LENGTH]


async def find_users(connection: Queries, words: Sequence[str]) -> list[int] | None:
    """The ids of all users who may match; None if there are too many."""
    numbers = await _numbers(connection, words, of_name=False, most=ENOUGH)
    if min(numbers) > ENOUGH:
        numbers = await _numbers(connection, words, of_name=False, most=MAX_PEOPLE)
    found: People = None
    for number, word in sorted(zip(numbers, words, strict=True)):
        if number > MAX_PEOPLE or (found is not None and len(found) <= ENOUGH):
            break
        [ids] = await _people(connection, [word], of_name=False)
        found = _both(found, ids if len(ids) <= MAX_PEOPLE else None)
    return _few(found)


class Candidates(NamedTuple):
    """Which sessions may match, as far as it was looked up."""

    called: tuple[People, ...]
    """For each word, the people in whose name it is."""
    ids: list[int] | None = None
    """All sessions that may match; None if there are too many."""
    texts: list[int] | None = None
    """The digests of the texts with all words that are in nobody's name; None if that was not looked up."""
    quick: bool = False
    """Whether so little has to be read that the search need not leave the event loop."""


async def find_sessions(
    connection: Queries, words: Sequence[str], sessions_in_all: int, of_one: bool
) -> Candidates:
    """The candidates; only the people called by the words if there are few sessions, or those ``of_one`` person
    are searched."""
    called = tuple(await _people_called(connection, words))
    if sessions_in_all <= MAX_SCANNED:
        quick = all(people is not None and len(people) <= MAX_LISTED for people in called)
        return Candidates(called, quick=quick)
    if of_one:
        return Candidates(called)
    texts = await connection.scan(select_texts())
    if len(texts) > MAX_TEXTS:
        return Candidates(called)
    having = {word: {text.digest for text in texts if word in text.search_key} for word in words}
    possible = {text.digest for text in texts}
    for word, people in zip(words, called, strict=True):
        if people == set():
            possible &= having[word]
    searches = [(people, having[word]) for word, people in zip(words, called, strict=True) if people != set()]
    if len(searches) < len(words):
        searches.append((set(), possible))
    found: set[int] | None = None
    for people, digests in sorted(searches, key=_by_rarity):
        found = _both(found, await _sessions(connection, people, sorted(digests)))
        if found is not None and len(found) <= ENOUGH:
            break
    in_text = sorted(possible) if len(possible) <= min(MAX_PEOPLE, len(texts) - 1) else None
    few = _few(found)
    return Candidates(called, few, in_text, quick=few is not None and len(few) <= ENOUGH)


def _by_rarity(search: tuple[People, set[int]]) -> tuple[int, int]:
    """How many sessions there may be: of a text more than of a person, and least where nobody is called so."""
    people, digests = search
    return (MAX_PEOPLE if people is None else len(digests), len(people or ()))


def _both(found: set[int] | None, ids: set[int] | None) -> set[int] | None:
    if found is None or ids is None:
        return ids if found is None else found
    return found & ids


def _few(found: set[int] | None) -> list[int] | None:
    return None if found is None or len(found) > MAX_CANDIDATES else sorted(found)


async def _numbers(connection: Queries, words: Sequence[str], of_name: bool, most: int) -> list[int]:
    """For each word, how many users' words it is in, counted up to ``most + 1``."""
    return await connection.rows(count_people(len(words), of_name), **_ranges(words, most))


async def _people(connection: Queries, words: Sequence[str], of_name: bool) -> list[set[int]]:
    """For each word, the users in whose words it may be."""
    ids: list[set[int]] = [set() for _ in words]
    for index, user_id in await connection.rows(
        select_people(len(words), of_name), **_ranges(words, MAX_PEOPLE)
    ):
        ids[index].add(user_id)
    return ids


def _ranges(words: Sequence[str], most: int) -> dict[str, Any]:
    values: dict[str, Any] = {"limit": most + 1}
    for index, word in enumerate(words):
        values[f"low_{index}"] = word[:TERM_LENGTH]
        values[f"high_{index}"] = word[:TERM_LENGTH] + LAST_LETTER
    return values


async def _people_called(connection: Queries, words: Sequence[str]) -> list[People]:
    """For each word, the people in whose name it may be."""
    letters = list(dict.fromkeys(each for word in words if (each := without_apostrophes(word))))
    if not letters:
        return [set() for _ in words]
    numbers = dict(zip(letters, await _numbers(connection, letters, True, MAX_PEOPLE), strict=True))
    called: dict[str, People] = {each: None if numbers[each] > MAX_PEOPLE else set() for each in letters}
    if some := [each for each in letters if 0 < numbers[each] <= MAX_PEOPLE]:
        called |= zip(some, await _people(connection, some, of_name=True), strict=True)
    return [called.get(without_apostrophes(word), set()) for word in words]


async def _sessions(connection: Queries, people: People, digests: Sequence[int]) -> set[int] | None:
    if people is None or len(digests) > MAX_PEOPLE:
        return None
    if not people and not digests:
        return set()
    texts, members = (padded_in_list(sorted(ids)) if ids else [] for ids in (digests, people))
    values = in_list("text", texts) | in_list("person", members)
    query = select_candidates(len(texts), len(members))
    ids = await connection.scan(query, **values, limit=MAX_SESSIONS + 1)
    return None if len(ids) > MAX_SESSIONS else set(ids)


class Called(NamedTuple):
    """Somebody with a word that begins with, or contains, the word searched for with that index."""

    word: int
    user_id: int


@reads(Called)
def select_people(words: int, of_name: bool) -> CompoundSelect[Any]:
    """Users with a word that contains one of those searched for, some of them several times."""
    parts = [_having_word(index, of_name).subquery(f"part_{index}") for index in range(words)]
    return union_all(
        *(
            select(literal_column(str(index), Integer).label("word"), part.c.user_id)
            for index, part in enumerate(parts)
        )
    )


@reads(int)
def count_people(words: int, of_name: bool) -> CompoundSelect[Any]:
    """The number of rows that ``select_people`` would return for each word, in the order of the words."""
    parts = [_having_word(index, of_name).subquery(f"part_{index}") for index in range(words)]
    return union_all(*(select(func.count().label("number")).select_from(part) for part in parts))


def _having_word(index: int, of_name: bool) -> Select[Any]:
    terms = user_search_terms.c
    found = select(terms.user_id).where(
        terms.term.between(bindparam(f"low_{index}"), bindparam(f"high_{index}"))
    )
    return (found.where(terms.of_name.is_(True)) if of_name else found).limit(bindparam("limit"))


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
    """What sessions with the same title, description and location have in common."""

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
