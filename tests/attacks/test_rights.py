"""Nobody does or sees what only others may: every route by role, every field of a user by who changes it, and what is shown
of sessions."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.blackbox.installation import Installation, Someone

Route = tuple[str, str]

PUBLIC = {
    ("POST", "/auth/login"),
    ("GET", "/auth/options"),
    ("POST", "/auth/forgot-password"),
    ("POST", "/auth/set-password"),
    ("POST", "/auth/confirm-email"),
    ("GET", "/organisation/logo"),
    ("GET", "/calendar/{file}"),
    ("GET", "/health"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
}
EVERYBODY = {
    ("POST", "/auth/change-password"),
    ("POST", "/auth/logout"),
    ("GET", "/auth/me"),
    ("GET", "/auth/sign-ins"),
    ("DELETE", "/auth/sign-ins"),
    ("DELETE", "/auth/sign-ins/{sign_in_id}"),
    ("GET", "/organisation"),
    ("GET", "/notifications/"),
    ("GET", "/notifications/preferences"),
    ("PUT", "/notifications/preferences"),
    ("POST", "/notifications/read"),
    ("GET", "/users/me/calendar"),
    ("POST", "/users/me/calendar"),
    ("DELETE", "/users/me/calendar"),
    ("GET", "/sessions/{session_id}/calendar"),
    ("GET", "/assignments/"),
    ("GET", "/sessions/"),
    ("GET", "/sessions/{session_id}"),
    ("GET", "/users/{user_id}"),
    ("PUT", "/users/{user_id}"),
    ("POST", "/users/{user_id}/pending-email"),
    ("DELETE", "/users/{user_id}/pending-email"),
    ("GET", "/progress/trainees/{trainee_id}"),
}
"""Signed in; of other people's things, 404."""
TRAINEES = {("PUT", "/sessions/{session_id}/reply")}
TRAINERS = {
    ("GET", "/users/"),
    ("POST", "/sessions/"),
    ("GET", "/sessions/conflicts"),
    ("GET", "/sessions/{session_id}/notifications"),
    ("PUT", "/sessions/{session_id}"),
    ("DELETE", "/sessions/{session_id}"),
    ("PUT", "/sessions/{session_id}/attendance"),
    ("POST", "/sessions/{session_id}/trainees"),
    ("DELETE", "/sessions/{session_id}/trainees/{trainee_id}"),
    ("GET", "/analytics/attention"),
    ("GET", "/analytics/overview"),
}
ADMINS = {
    ("GET", "/analytics/sessions"),
    ("GET", "/analytics/users"),
    ("POST", "/assignments/"),
    ("DELETE", "/assignments/{student_id}/{teacher_id}"),
    ("GET", "/audit/passwords"),
    ("POST", "/auth/admin-change-password"),
    ("POST", "/auth/reset-password/{user_id}"),
    ("GET", "/consumers/"),
    ("DELETE", "/consumers/{name}"),
    ("POST", "/consumers/{name}/retry"),
    ("DELETE", "/consumers/{name}/set-aside/{position}"),
    ("PUT", "/organisation"),
    ("PUT", "/organisation/logo"),
    ("DELETE", "/organisation/logo"),
    ("GET", "/outbox/"),
    ("GET", "/outbox/status"),
    ("GET", "/outbox/{mail_id}"),
    ("POST", "/outbox/retry"),
    ("POST", "/outbox/{mail_id}/retry"),
    ("POST", "/outbox/test"),
    ("GET", "/reports/generate"),
    ("POST", "/users/"),
    ("DELETE", "/users/{user_id}"),
    ("POST", "/users/{user_id}/invite"),
}


@pytest.fixture(scope="module")
def strangers(installation: Installation) -> dict[str, Someone]:
    """People who have nothing to do with each other."""
    return {role: installation.add(role) for role in ("trainer", "trainee")}


@pytest.fixture(scope="module")
def others(installation: Installation) -> dict[str, int]:
    """Things that are none of the strangers' business, by the name of their parameter."""
    trainer, trainee, admin = (installation.add(role) for role in ("trainer", "trainee", "admin"))
    session = installation.session(trainer_id=trainer.id, trainee_ids=[trainee.id])
    ids = {"session_id": session["id"], "user_id": admin.id, "trainee_id": trainee.id}
    ids |= {"student_id": trainee.id, "teacher_id": trainer.id, "sign_in_id": 1}
    return ids | {"name": 1, "position": 1, "mail_id": 1}


@pytest.fixture(scope="module")
def anonymous(installation: Installation) -> httpx.Client:
    """Somebody who has not signed in."""
    return installation.client()


def document(installation: Installation) -> dict[str, Any]:
    return dict(installation.client().get("/schema/openapi.json").json())


def test_every_route_has_a_rule(installation: Installation) -> None:
    """A new route is added to one of the sets above."""
    routes = {
        (method.upper(), path)
        for path, operations in document(installation)["paths"].items()
        for method in operations
    }
    assert sorted(routes) == sorted(PUBLIC | EVERYBODY | TRAINEES | TRAINERS | ADMINS)


@pytest.mark.parametrize("route", sorted(EVERYBODY | TRAINEES | TRAINERS | ADMINS), ids=" ".join)
def test_without_a_valid_token_there_is_nothing(
    installation: Installation, anonymous: httpx.Client, others: dict[str, int], route: Route
) -> None:
    method, path = route
    for credentials in ("", "Bearer forged", "Bearer a.b.c", f"Basic {installation.admin.token}", "Bearer"):
        headers = {"Authorization": credentials} if credentials else {}
        answer = anonymous.request(method, path.format_map(others), json={}, headers=headers)
        assert answer.status_code == 401, credentials
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("route", sorted(ADMINS), ids=" ".join)
@pytest.mark.parametrize("role", ["trainer", "trainee"])
def test_only_admins_administer(
    strangers: dict[str, Someone], others: dict[str, int], route: Route, role: str
) -> None:
    method, path = route
    assert strangers[role].call(method, path.format_map(others), {}).status_code == 403


@pytest.mark.parametrize("route", sorted(TRAINERS), ids=" ".join)
def test_trainees_plan_and_mark_nothing(
    strangers: dict[str, Someone], others: dict[str, int], route: Route
) -> None:
    method, path = route
    assert strangers["trainee"].call(method, path.format_map(others), {}).status_code == 403


@pytest.mark.parametrize("route", sorted(TRAINEES), ids=" ".join)
def test_only_trainees_answer_for_themselves(
    installation: Installation, strangers: dict[str, Someone], others: dict[str, int], route: Route
) -> None:
    method, path = route
    for other in (strangers["trainer"], installation.admin):
        assert other.call(method, path.format_map(others), {}).status_code == 403


@pytest.mark.parametrize(
    "route", sorted(route for route in EVERYBODY | TRAINEES | TRAINERS if "{" in route[1]), ids=" ".join
)
@pytest.mark.parametrize("role", ["trainer", "trainee"])
def test_what_is_not_visible_does_not_exist(
    installation: Installation,
    strangers: dict[str, Someone],
    others: dict[str, int],
    route: Route,
    role: str,
) -> None:
    """The same answer as for an id that nobody has, so that counting up ids finds nothing."""
    method, path = route
    if route in {"trainee": TRAINERS, "trainer": TRAINEES}[role]:
        return
    body: Any = {"records": []} if path.endswith("/attendance") else {}
    body = {"trainee_ids": [others["trainee_id"]]} if path.endswith("/trainees") else body
    body = {"reply": "coming"} if path.endswith("/reply") else body
    hidden = strangers[role].call(method, path.format_map(others), body)
    absent = strangers[role].call(method, path.format_map(dict.fromkeys(others, 2**31 - 1)), body)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json() == absent.json()


OWN_FIELDS = {"first_name", "last_name", "language", "time_zone", "email", "current_password"}
VALUES = {
    "username": "somebody.else",
    "email": "somebody.else@example.org",
    "role": "admin",
    "status": "active",
    "external_id": "p-1",
    "custom": {},
}


@pytest.mark.parametrize("role", ["trainer", "trainee"])
def test_nobody_gives_themselves_more_rights(installation: Installation, role: str) -> None:
    someone = installation.add(role)
    before = someone.done("GET", "/auth/me")
    schemas = document(installation)["components"]["schemas"]
    fields = set(schemas["UserChanges"]["properties"])
    assert fields - OWN_FIELDS <= VALUES.keys()
    for field in fields - OWN_FIELDS:
        refused = someone.call("PUT", f"/users/{someone.id}", {field: VALUES[field]})
        assert refused.status_code == 403, field
    for field in ("id", "is_temporary_password", "version", "password", "deleted_at", "password_hash"):
        assert someone.call("PUT", f"/users/{someone.id}", {field: 1}).status_code == 422, field
    assert someone.done("GET", "/auth/me") == before


def test_ones_own_address_changes_only_with_the_password(installation: Installation) -> None:
    """Whoever finds an open screen cannot take the account over by its address."""
    someone = installation.add("trainee")
    change = {"email": f"mine.{someone.id}@example.org"}
    assert someone.call("PUT", f"/users/{someone.id}", change).status_code in (403, 422)
    wrong = someone.call("PUT", f"/users/{someone.id}", change | {"current_password": "not the right one"})
    assert wrong.status_code in (401, 403, 422)
    assert someone.done("GET", "/auth/me")["email"] != change["email"]


def test_trainees_see_no_other_trainee(installation: Installation) -> None:
    trainer, one, another = (installation.add(role) for role in ("trainer", "trainee", "trainee"))
    session = installation.session(trainer_id=trainer.id, trainee_ids=[another.id, one.id])
    for path in (f"/sessions/{session['id']}", "/sessions/", f"/sessions/?q={another.username}"):
        text = one.call("GET", path).text
        assert another.user["last_name"] not in text
        assert f'"trainee_id":{another.id},' not in text
    seen = one.done("GET", f"/sessions/{session['id']}")
    assert (seen["trainee_ids"], seen["trainee_count"]) == ([one.id], 2)
    assert one.done("GET", f"/sessions/?q={another.username.replace('.', ' ')}") == []


def test_trainers_see_no_admin(installation: Installation, strangers: dict[str, Someone]) -> None:
    listed = strangers["trainer"].done("GET", "/users/?limit=500")
    assert {user["role"] for user in listed} == {"trainer", "trainee"}
    assert strangers["trainer"].call("GET", f"/users/{installation.admin.id}").status_code == 404


def test_a_new_role_applies_to_the_next_request(installation: Installation) -> None:
    someone = installation.add("admin")
    assert someone.call("GET", "/audit/passwords").status_code == 200
    installation.admin.done("PUT", f"/users/{someone.id}", {"role": "trainee"})
    assert someone.call("GET", "/audit/passwords").status_code == 403


def test_answers_hold_no_password_and_no_hash(installation: Installation) -> None:
    for path in (
        "/users/",
        f"/users/{installation.admin.id}",
        "/audit/passwords",
        "/auth/me",
        "/auth/sign-ins",
    ):
        text = installation.admin.call("GET", path).text
        assert "argon2" not in text
        assert "password_hash" not in text
