"""The security log has a line for whatever concerns who may do what: sign-ins, passwords, roles, exports, deletions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.core.organisation import PASSWORD, World
from tests.web.conftest import Web

BIDI_NAME = "\u202egnp.kim\x1b[2J\x9b"


class Lines:
    """The lines of the security log since the last look."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.raw = ""

    def new(self) -> list[dict[str, Any]]:
        self.raw = self._capsys.readouterr().err
        lines = [json.loads(line) for line in self.raw.splitlines()]
        return [line for line in lines if line.get("logger") == "tms.security"]

    def shown(self) -> list[tuple[Any, ...]]:
        """Event, outcome, account, actor and address of each."""
        names = ("event", "outcome", "account_id", "actor_id", "address")
        return [tuple(line[name] for name in names) for line in self.new()]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    return Lines(capsys)


async def sign_in(web: Web, name: str, password: str = PASSWORD) -> int:
    return (await web.call("POST", "/auth/login", json={"username": name, "password": password})).status_code


async def test_every_attempt_to_sign_in_is_a_line(web: Web, world: World, lines: Lines) -> None:
    kim = await world.trainee(username="kim")
    assert await sign_in(web, "kim") == 200
    assert await sign_in(web, "kim", "wrong") == 401
    assert await sign_in(web, " KIM@nowhere.example ", "wrong") == 401
    assert lines.shown() == [
        ("sign_in", "success", kim.id, None, "127.0.0.1"),
        ("sign_in", "failure", kim.id, None, "127.0.0.1"),
        ("sign_in", "failure", None, None, "127.0.0.1"),
    ]
    while await sign_in(web, "kim", "wrong") == 401:
        pass
    assert lines.shown()[-1] == ("sign_in", "throttled", kim.id, None, "127.0.0.1")


async def test_typed_names_are_hashed_alike_and_cannot_control_a_terminal(web: Web, lines: Lines) -> None:
    for name in ("a password by mistake", " A Password by Mistake", BIDI_NAME):
        await sign_in(web, name, "wrong")
    first, second, third = (line["name_hash"] for line in lines.new())
    assert first == second != third
    assert "mistake" not in lines.raw.casefold()
    assert "gnp" not in lines.raw
    assert all(character.isprintable() for line in lines.raw.splitlines() for character in line)


async def test_passwords_roles_exports_and_deletions_are_lines(web: Web, world: World, lines: Lines) -> None:
    admin, other = await world.admin(), await world.admin()
    kim, trainer = await world.trainee(), await world.trainer()
    session = await world.session(trainer, kim)
    await web.token(admin)
    lines.new()
    new = {"new_password": "another good one"}
    requests: list[tuple[str, str, dict[str, str] | None]] = [
        ("POST", f"/auth/reset-password/{kim.id}", new),
        ("PUT", f"/users/{other.id}", {"role": "trainer"}),
        ("GET", "/reports/generate?format=csv&section=users", None),
        ("DELETE", f"/sessions/{session.id}", None),
        ("DELETE", f"/users/{kim.id}", None),
        ("POST", "/auth/admin-change-password", new),
    ]
    for method, path, sent in requests:
        assert (await web.call(method, path, by=admin, json=sent)).status_code == 200, path
    here = "127.0.0.1"
    found = lines.new()
    assert [(line["event"], line["account_id"], line["actor_id"], line["address"]) for line in found] == [
        ("password_reset", kim.id, admin.id, here),
        ("role_change", other.id, admin.id, here),
        ("export", None, admin.id, here),
        ("deletion", None, admin.id, here),
        ("deletion", kim.id, admin.id, here),
        ("password_change", admin.id, admin.id, here),
    ]
    assert (found[1]["before"], found[1]["after"]) == ("admin", "trainer")
    assert (found[2]["what"], found[2]["contents"]) == ("report", "users")
    assert [(line["entity"], line["entity_id"]) for line in found[3:5]] == [
        ("session", session.id),
        ("user", kim.id),
    ]


async def test_a_wrong_current_password_is_a_line(web: Web, world: World, lines: Lines) -> None:
    kim = await world.trainee()
    await web.token(kim)
    lines.new()
    change = {"current_password": "wrong", "new_password": "another good one"}
    assert (await web.call("POST", "/auth/change-password", by=kim, json=change)).status_code == 422
    assert lines.shown() == [("password_change", "failure", kim.id, kim.id, "127.0.0.1")]


async def test_what_was_refused_leaves_no_line_that_claims_it(web: Web, world: World, lines: Lines) -> None:
    admin = await world.admin()
    await web.token(admin)
    lines.new()
    assert (
        await web.call("PUT", f"/users/{admin.id}", by=admin, json={"role": "trainee"})
    ).status_code == 409
    assert (await web.call("DELETE", f"/users/{admin.id}", by=admin)).status_code == 409
    assert lines.new() == []
