"""The requests sent to product and baseline: each case can generate any number of requests, all different where that
matters."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.data import PASSWORD, username
from benchmarks.organisation import TODAY, Organisation

FAR_AHEAD = TODAY + timedelta(days=3650)  # long after the last session of the organisation
ROSTER = 6


@dataclass(frozen=True)
class Ask:
    """One request; ``body`` is sent as JSON."""

    method: str
    path: str
    body: object = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A kind of request. ``make`` builds the n-th; ``baseline_query`` is added to the path for the baseline."""

    title: str
    make: Callable[[Organisation, int], Ask]
    expected: int = 200
    connections: int = 16
    baseline_query: str = ""


def _list(query: str) -> Callable[[Organisation, int], Ask]:
    return lambda _organisation, _n: Ask("GET", f"/sessions/?limit=100{query}")


def _one(organisation: Organisation, n: int) -> Ask:
    return Ask("GET", f"/sessions/{1 + n * 104_729 % organisation.sessions}")


def _create(organisation: Organisation, n: int) -> Ask:
    """Every trainer leads a session in every hour, each with different trainees, so there are no conflicts."""
    hour, place = divmod(n, len(organisation.trainers))
    trainees = organisation.trainees
    new = {
        "title": "Working at height",
        "description": "Ladders, harnesses and permits, with an hour of practice in the yard.",
        "scheduled_date": (FAR_AHEAD + timedelta(hours=hour)).isoformat(),
        "duration_minutes": 60,
        "trainer_id": organisation.trainers[place],
        "trainee_ids": [
            trainees[(hour * 131 + place * ROSTER + seat) % len(trainees)] for seat in range(ROSTER)
        ],
        "capacity": 12,
        "time_zone": "Europe/Lisbon",
        "class_link": "https://meet.example.org/working-at-height",
    }
    return Ask("POST", "/sessions/", new)


def _plan(organisation: Organisation, n: int) -> Ask:
    """A session without trainees, so that the event has a typical length of about 600 bytes."""
    ask = _create(organisation, n)
    assert isinstance(ask.body, dict)
    return Ask(ask.method, ask.path, ask.body | {"trainee_ids": []})


def _sign_in(organisation: Organisation, n: int) -> Ask:
    name = username(1 + n % organisation.users)
    return Ask("POST", "/auth/login", {"username": name, "password": PASSWORD})


CASES = {
    "list": Case(title="list of 100, newest first", make=_list("")),
    "held": Case(title="list of 100 with attendance", make=_list("&status=completed")),
    "session": Case(title="one session", make=_one),
    "sign-in": Case(title="sign-in", make=_sign_in, connections=4),
    "create": Case(title="create", make=_create, expected=201),
    "create-plain": Case(
        title="create (baseline: no clash check, no event)",
        make=_create,
        expected=201,
        baseline_query="?checked=false",
    ),
}
"""Creating comes last, because it would change the lists for the other cases."""

PLAN = "plan"
WRITES = {PLAN: Case(title="an event for everybody", make=_plan, expected=201)}
"""The request that causes events while sockets listen."""


def wire(ask: Ask, token: str | None) -> bytes:
    """The request as sent on a persistent connection."""
    body = b"" if ask.body is None else json.dumps(ask.body).encode()
    head = [f"{ask.method} {ask.path} HTTP/1.1", "Host: localhost", "Accept: application/json"]
    if token:
        head.append(f"Authorization: Bearer {token}")
    if ask.body is not None:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body
