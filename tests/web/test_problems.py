"""Every error has the same format, and reveals nothing that the caller must not know."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import structlog

import tms_core
from tests.web.conftest import Web
from tms_core.catalogue import FEATURES
from tms_core.errors import Kind, NotAuthenticated, Unavailable
from tms_web.http.errors import STATUS_OF, problem_of, problems_of

RAISED = {"Conflict", "NotAuthenticated", "Throttled", "Refused"}
PROBLEMS = problems_of(FEATURES)
SOURCES = Path(tms_core.__path__[0]).parent


def codes_in_the_sources() -> set[str]:
    """The first arguments of errors, which are their codes, wherever they are raised."""
    found = set()
    for source in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                found |= {arg.value for arg in node.args[:2] if _is_code(arg)}
    return found


def _is_code(argument: ast.expr) -> bool:
    return (
        isinstance(argument, ast.Constant) and isinstance(argument.value, str) and " " not in argument.value
    )


def test_every_code_that_is_raised_is_explained() -> None:
    codes = codes_in_the_sources()
    assert len(codes) > 15
    assert codes - {"not_empty"} <= PROBLEMS.keys()  # that one occurs only on the command line


def test_every_kind_of_error_has_a_status() -> None:
    assert STATUS_OF.keys() == set(Kind)


async def test_every_code_has_a_page_at_its_type(web: Web) -> None:
    for code, known in PROBLEMS.items():
        page = await web.call("GET", f"/problems/{code.replace('_', '-')}")
        assert page.status_code == 200
        assert page.headers["Content-Type"].startswith("text/html")
        assert str(known.status) in page.text


async def test_a_problem_has_all_members_of_the_rfc(web: Web) -> None:
    answer = await web.call("GET", "/users/77", by=await web.world.admin())
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/problems/not-found",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no such user, or you may not see it.",
        "code": "not_found",
    }


async def test_additional_members_are_encoded_like_other_responses(web: Web) -> None:
    admin, trainer = await web.world.admin(), await web.world.trainer()
    taken = await web.world.session(trainer)
    body = {
        "title": "Zweite",
        "scheduled_date": taken.scheduled_date.isoformat(),
        "duration_minutes": 30,
        "trainer_id": trainer.id,
    }
    problem = (await web.call("POST", "/sessions/", by=admin, json=body)).json()
    assert problem["code"] == "schedule_conflict"
    assert problem["next_free"] == "2026-05-04T11:00:00.123457Z"
    assert problem["conflicts"] == [
        {
            "kind": "session",
            "session_id": taken.id,
            "title": taken.title,
            "scheduled_date": "2026-05-04T10:00:00.123457Z",
            "ends_at": "2026-05-04T11:00:00.123457Z",
            "person": {"id": trainer.id, "name": trainer.name},
            "room": None,
            "occurrence": None,
        }
    ]


async def test_a_lost_database_is_503_with_retry_after(web: Web, monkeypatch: Any) -> None:
    admin = await web.world.admin()
    await web.token(admin)

    def away(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(web.world.store, "reader", away)
    answer = await web.call("GET", "/users/", by=admin)
    assert answer.status_code == 503
    assert answer.json()["code"] == "unavailable"
    assert int(answer.headers["Retry-After"]) > 0


async def test_an_unexpected_error_is_500_without_details_and_logged_with_them(
    web: Web, monkeypatch: Any
) -> None:
    admin = await web.world.admin()
    await web.token(admin)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("SELECT password_hash FROM credentials")

    monkeypatch.setattr(web.world.store, "reader", broken)
    with structlog.testing.capture_logs() as logs:
        answer = await web.call("GET", "/users/", by=admin, headers={"X-Request-ID": "find-me"})
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "SELECT" not in answer.text
    error = next(entry for entry in logs if entry["log_level"] == "error")
    assert error["request_id"] == "find-me"
    assert isinstance(error["exc_info"], ZeroDivisionError)


@pytest.mark.parametrize(
    ("code", "challenge"),
    [
        ("not_authenticated", b"Bearer"),
        ("invalid_credentials", b"Bearer"),
        ("token_expired", b'Bearer error="invalid_token", error_description="Why."'),
    ],
)
def test_a_challenge_has_an_error_code_only_if_a_token_was_sent(code: str, challenge: bytes) -> None:
    assert (b"www-authenticate", challenge) in problem_of(NotAuthenticated(code, "Why.")).headers


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("limit=0", "limit", "must be at least 1"),
        ("limit=501", "limit", "must be at most 500"),
        ("limit=ten", "limit", "must be a whole number"),
        ("skip=-1", "skip", "must be at least 0"),
        ("skip=" + "9" * 30, "skip", "must be at most 9007199254740991"),
        ("count=perhaps", "count", "must be true or false"),
        ("status=lost", "status", "must be one of scheduled, completed, cancelled"),
        ("order=title", "order", "must be one of scheduled_date, -scheduled_date"),
        ("trainer_id=0", "trainer_id", "must be at least 1"),
        ("q=" + "a" * 101, "q", "must be at most 100 characters long"),
        ("cursor=" + "a" * 2001, "cursor", "must be at most 2000 characters long"),
        ("from=2026-05-04T09:00:00", "from", "must be a time with an offset, such as 2026-05-04T09:00:00Z"),
        ("from=2030-02-29T09:00:00Z", "from", "must be a date and time that exist"),
        ("from=2030-02-29T09:00:00+02:00", "from", "must be a date and time that exist"),
        ("to=soon", "to", "must be a time with an offset, such as 2026-05-04T09:00:00Z"),
        ("to=3026-05-04T09:00:00Z", "to", "must be between 1901 and 2998"),
    ],
)
async def test_a_wrong_query_parameter_is_explained(web: Web, query: str, field: str, message: str) -> None:
    answer = await web.call("GET", f"/sessions/?{query}", by=await web.world.admin())
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": field, "message": message}]


async def test_a_literal_plus_in_a_time_is_accepted(web: Web) -> None:
    start = "2026-05-04T12:00:00+02:00"
    await web.world.session(await web.world.trainer())
    answer = await web.call("GET", f"/sessions/?from={start}", by=await web.world.admin())
    assert [answer.status_code, len(answer.json())] == [200, 1]
