"""Search finds people and sessions by every word, however it is typed, and alike on every store."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import count

import pytest

from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_adapters.sql.queries import search
from tms_core.actor import Actor
from tms_core.application import Store
from tms_core.entity import PageRequest
from tms_core.errors import Invalid
from tms_core.sessions.commands import remove_trainee, update_session
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionChanges, SessionFilter
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import list_sessions
from tms_core.users.model import User, UserChanges, UserFilter, UserOrder, search_key_of
from tms_core.users.use_cases import delete_user, list_users, update_user
from tms_core.validation.text import is_in_name, search_key, search_words, sort_key

PEOPLE = [
    ("Zoë", "Lindqvist"),
    ("Tara", "O’Brien"),
    ("İbrahim", "Çelik"),
    ("Ayşe", "Işık"),
    ("健太", "佐藤"),
    ("Suharto", ""),
    ("Đặng", "Đức"),
    ("میرا", "نیک\u200cپور"),
    ("Łukasz", "Straße"),
]
TYPED = {
    "zoe lindqvist": ["Zoë Lindqvist"],
    "Lindqvist Zoë": ["Zoë Lindqvist"],
    "zoë  lindqvist": ["Zoë Lindqvist"],
    " zoë": ["Zoë Lindqvist"],
    "zoe lind": ["Zoë Lindqvist"],
    "lind zoe qvist": ["Zoë Lindqvist"],
    "O'Brien": ["Tara O’Brien"],
    "o’brien tara": ["Tara O’Brien"],
    "obrien": ["Tara O’Brien"],
    "ibrahim": ["İbrahim Çelik"],
    "IBRAHIM CELIK": ["İbrahim Çelik"],
    "ışık": ["Ayşe Işık"],
    "isik ayse": ["Ayşe Işık"],
    "佐藤 健太": ["健太 佐藤"],
    "佐藤\u3000健太": ["健太 佐藤"],
    "藤": ["健太 佐藤"],
    "suharto": ["Suharto"],
    "duc dang": ["Đặng Đức"],
    "نیکپور": ["میرا نیک\u200cپور"],
    "lukasz strasse": ["Łukasz Straße"],
    "zoe celik": [],
    "zoe%": [],
    "_": [],
}


@dataclass
class Searched:
    """An organisation to search, and what its admin finds."""

    world: World
    admin: Actor
    people: list[User] = field(default_factory=list)

    async def names(self, q: str) -> list[str]:
        found = await self.world.app.read(list_users, self.admin, UserFilter(q=q), PageRequest())
        assert found.total == len(found.items)
        return [user.name for user in found.items]

    async def titles(self, q: str, by: Actor | None = None) -> list[str]:
        wanted = SessionFilter(q=q, ascending=True)
        found = await self.world.app.read(list_sessions, by or self.admin, wanted, PageRequest())
        assert found.total == len(found.items)
        return [session.title for session in found.items]


@pytest.fixture
async def searched(world: World) -> Searched:
    admin = await world.admin(first_name="Anton", last_name="Admin", username="boss", email="b@c.dm")
    people = [
        await world.trainer(first_name=first, last_name=last, username=f"k{n}n{n}k", email=f"k{n}@k.kk")
        for n, (first, last) in enumerate(PEOPLE)
    ]
    return Searched(world, as_actor(admin), people)


@pytest.fixture(params=["at once", "candidates", "texts", "in order"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """SQL stores read few sessions at once, and look candidates up among many. If there are too many of these,
    everything is read in its order, or what has one of some texts."""
    if request.param != "at once":
        monkeypatch.setattr(search, "MAX_SCANNED", -1)
    if request.param == "texts":
        for limit in ("MAX_SESSIONS", "MAX_CANDIDATES"):
            monkeypatch.setattr(search, limit, 0)
    if request.param == "in order":
        for limit in ("MAX_PEOPLE", "MAX_SESSIONS", "MAX_CANDIDATES"):
            monkeypatch.setattr(search, limit, 0)
    return str(request.param)


async def test_people_are_found_by_every_word_of_their_name(searched: Searched, way: str) -> None:
    assert {q: await searched.names(q) for q in TYPED} == TYPED
    assert await searched.names("佐藤健太") == ["健太 佐藤"]
    assert await searched.names("k3n3k ISIK k3@k.kk") == ["Ayşe Işık"]
    assert await searched.names("k.kk") == [user.name for user in searched.people]
    assert len(await searched.names(" ")) == len(PEOPLE) + 1


async def test_sessions_are_found_by_the_name_of_their_trainer(searched: Searched, way: str) -> None:
    for n, trainer in enumerate(searched.people):
        await searched.world.session(trainer, title=f"Kurs {n}", description="Größe", start=NOW + n * HOUR)
    titles = {user.name: f"Kurs {n}" for n, user in enumerate(searched.people)}
    found = {q: await searched.titles(q) for q in TYPED}
    assert found == {q: [titles[name] for name in names] for q, names in TYPED.items()}
    assert await searched.titles("groesse") == []
    assert await searched.titles("grosse KURS lindqvist 0") == ["Kurs 0"]
    assert await searched.titles("kurs 1 zoe") == []
    assert await searched.titles("k3n3k") == []  # a user name


async def test_trainees_names_find_sessions_for_those_who_see_them(searched: Searched, way: str) -> None:
    world, trainer = searched.world, searched.people[0]
    zeynep = await world.trainee(first_name="Zeynep", last_name="Aksoy")
    mika = await world.trainee(first_name="Mika", last_name="")
    both = await world.session(trainer, zeynep, mika, title="Both")
    await world.session(trainer, mika, title="Mika", description="zeynep asked", start=NOW + 3 * HOUR)
    for reader in (searched.admin, as_actor(trainer)):
        assert await searched.titles("aksoy zoe", by=reader) == ["Both"]
        assert await searched.titles("mika", by=reader) == ["Both", "Mika"]
        assert await searched.titles("aksoy mika both", by=reader) == ["Both"]
    assert await searched.titles("zeynep", by=as_actor(mika)) == ["Mika"]
    assert await searched.titles("aksoy", by=as_actor(mika)) == []
    assert await searched.titles("mika zoe", by=as_actor(mika)) == ["Both", "Mika"]
    assert await searched.titles("aksoy", by=as_actor(zeynep)) == ["Both"]

    await world.app.run(remove_trainee, searched.admin, both.id, zeynep.id)
    assert await searched.titles("aksoy") == []


async def test_sessions_are_found_by_their_location(searched: Searched, way: str) -> None:
    world, trainer = searched.world, searched.people[0]
    here = await world.session(trainer, title="Excel", location="Sala 3, São João")
    await world.session(trainer, title="Excel", location="Sala 4", start=NOW + 3 * HOUR)
    await world.session(trainer, title="Excel", start=NOW + 5 * HOUR)
    found = {
        q: len(await searched.titles(q)) for q in ("excel", "sala excel", "joao sala lindqvist", "3 joao")
    }
    assert found == {"excel": 3, "sala excel": 2, "joao sala lindqvist": 1, "3 joao": 1}
    await world.app.run(update_session, searched.admin, here.id, SessionChanges(location="Aveiro"))
    assert [len(await searched.titles(q)) for q in ("joao", "aveiro")] == [0, 1]
    await world.app.run(update_session, searched.admin, here.id, SessionChanges(location=None))
    assert [len(await searched.titles(q)) for q in ("aveiro", "excel")] == [0, 3]


async def test_search_follows_new_names_texts_and_deletions(searched: Searched, way: str) -> None:
    world, trainer = searched.world, searched.people[0]
    trainee = await world.trainee(first_name="Zeynep", last_name="Aksoy")
    session = await world.session(trainer, trainee, title="Excel", start=NOW - HOUR)
    await world.app.run(
        update_user, searched.admin, trainer.id, UserChanges(last_name="Ångström", username="zoo")
    )
    await world.app.run(update_session, searched.admin, session.id, SessionChanges(title="Calc"))
    assert [await searched.titles(q) for q in ("lindqvist", "angstrom", "excel", "calc zoe")] == [
        [],
        ["Calc"],
        [],
        ["Calc"],
    ]
    assert [await searched.names(q) for q in ("lindqvist", "k0n0k", "zoo ang", "zoe")] == [
        [],
        [],
        ["Zoë Ångström"],
        ["Zoë Ångström"],
    ]
    await world.app.run(
        update_session, searched.admin, session.id, SessionChanges(status=SessionStatus.COMPLETED)
    )
    await world.app.run(delete_user, searched.admin, trainer.id)
    await world.app.run(delete_user, searched.admin, trainee.id)
    for gone in ("angstrom", "zoe", "aksoy", "deleted"):
        assert await searched.names(gone) == []
        assert await searched.titles(gone) == []
    assert await searched.titles("calc") == ["Calc"]


async def test_people_are_ordered_as_everybody_expects(world: World) -> None:
    admin = await world.admin(first_name="Zz", last_name="Last")
    names = [("Zoë", "B"), ("Ágnes", "A"), ("Agnes", "B"), ("agnes", "C"), ("Élodie", "D"), ("Lukas", "E")]
    names += [
        ("Łukasz", ""),
        ("O’Brien", "F"),
        ("Obama", "F"),
        ("Şebnem", "G"),
        ("Элла", ""),
        ("佐藤", "健太"),
    ]
    for first, last in names:
        await world.trainee(first_name=first, last_name=last)
    wanted = [f"{first} {last}".strip() for first, last in names if first not in ("Zoë", "O’Brien", "Obama")]
    wanted = [*wanted[:6], "Obama F", "O’Brien F", "Şebnem G", "Zoë B", "Zz Last", *wanted[7:]]
    for order, expected in ((UserOrder.NAME, wanted), (UserOrder.NAME_DESC, wanted[::-1])):
        found = await world.app.read(
            list_users, as_actor(admin), UserFilter(order=order), PageRequest(limit=500)
        )
        assert [user.name for user in found.items] == expected


LETTERS = [
    *"aAáÀäåzZžoøØÖœŒæÆßẞıIİiłŁđĐþŋ'’ʻ´`-_%\\09",
    "e\u0301",
    "ﬁ",
    "か",
    "が",
    "ｱ",
    "健",
    "민",
    "м",
    "й",
]
LETTERS += ["क", "कि", "न\u094d\u200dय", "א", "שָׁ", "أ", "ا", "ي", "😀", "ก", "ำ", "\u3000", " ", " "]


async def test_random_names_and_texts_are_found_as_the_rule_says(store: Store, way: str) -> None:
    """The rule, applied to every person and session in Python, is what each store finds."""
    chance, serial = random.Random(13), count()
    world = World(store)
    admin = as_actor(await world.admin(first_name="q", last_name="q", username="qqq", email="q@q.qq"))

    def text(longest: int) -> str:
        return "".join(chance.choice(LETTERS) for _ in range(chance.randint(1, longest)))

    async def person(make: str) -> User | None:
        try:
            return await getattr(world, make)(
                first_name=text(6),
                last_name=text(6),
                username=f"q{next(serial)}q",
                email=f"{next(serial)}@q.qq",
            )
        except Invalid:
            return None

    trainers = [user for _ in range(14) if (user := await person("trainer"))]
    trainees = [user for _ in range(14) if (user := await person("trainee"))]
    sessions: list[SessionView] = []
    for number in range(30):
        try:
            taking_part = chance.sample(trainees, chance.randint(0, 3))
            sessions.append(
                await world.session(
                    chance.choice(trainers),
                    *taking_part,
                    start=NOW + number * 24 * HOUR,
                    title=text(8),
                    description=text(9) if number % 2 else "",
                    location=text(9) if number % 3 else None,
                )
            )
        except Invalid:
            continue
    assert min(len(trainers), len(trainees), len(sessions)) > 5
    people = [*trainers, *trainees]
    names = [user.name for user in people] + [session.title for session in sessions]
    names += [session.location for session in sessions if session.location]
    for _ in range(60):
        parts = []
        for name in chance.sample(names, chance.randint(1, 2)):
            start = chance.randint(0, len(name) - 1)
            parts.append(name[start : start + chance.randint(1, 4)])
        q = chance.choice((" ", "  ", "\u3000")).join(parts)
        words = search_words(q)
        found = await world.app.read(list_users, admin, UserFilter(q=q), PageRequest())
        assert [user.id for user in found.items if user.id != admin.id] == [
            user.id for user in people if all(word in search_key_of(user) for word in words)
        ], ascii(q)
        some = await world.app.read(list_sessions, admin, SessionFilter(q=q, ascending=True), PageRequest())
        assert [session.id for session in some.items] == [
            session.id for session in sessions if _has_words(session, words)
        ], ascii(q)
        assert some.total == len(some.items)


def _has_words(session: SessionView, words: tuple[str, ...]) -> bool:
    text = search_key(session.title, session.description, session.location or "")
    names = [sort_key(person.name) for person in (session.trainer, *session.trainees)]
    return all(word in text or any(is_in_name(word, name) for name in names) for word in words)


async def test_a_blank_search_finds_everything(world: World) -> None:
    await world.session(await world.trainer())
    admin = as_actor(await world.admin())
    for q in ("", "  ", "\u200b"):
        found = await world.app.read(list_sessions, admin, SessionFilter(q=q), PageRequest())
        assert (found.total, len(found.items)) == (1, 1)
