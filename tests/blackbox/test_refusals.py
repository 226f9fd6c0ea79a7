"""Every error response in the API contract, provoked over HTTP on both stores: its status, code and format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.blackbox.installation import PATIENT, Installation, Someone, refused
from tests.services import RunningProduct


@dataclass
class People:
    """One person of each role, and a session that ``trainer`` leads and ``trainee`` takes part in."""

    installation: Installation
    by_name: dict[str, Someone]
    ids: dict[str, int]

    def filled(self, value: Any) -> Any:
        """``value`` with every ``{name}`` replaced by the id it stands for."""
        if isinstance(value, dict):
            return {name: self.filled(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
            return self.ids[value[1:-1]]
        return value


@pytest.fixture(scope="module")
def people(installation: Installation) -> People:
    people = {
        "admin": installation.admin,
        "trainer": installation.add("trainer"),
        "colleague": installation.add("trainer"),
        "trainee": installation.add(),
        "classmate": installation.add(),
        "nobody": Someone({"id": 0}, installation.client()),
        "stranger": Someone({"id": 0}, installation.client("no.real.token")),
    }
    newcomer = installation.created("admin")
    people["newcomer"] = installation.sign_in(newcomer["username"])
    ids = {name: person.id for name, person in people.items()} | {"absent": 999_999}
    taking_part = {"trainer_id": ids["trainer"], "trainee_ids": [ids["trainee"]]}
    ids["session"] = installation.session(**taking_part, capacity=1)["id"]
    ids["cancelled"] = installation.session(**taking_part, status="cancelled")["id"]
    assigned = {"student_id": ids["trainee"], "teacher_id": ids["trainer"]}
    installation.admin.done("POST", "/assignments/", assigned)
    return People(installation, people, ids)


USER = {
    "username": "some.body",
    "email": "s@example.org",
    "role": "trainee",
    "first_name": "S",
    "last_name": "B",
}
SESSION = {"title": "T", "scheduled_date": "2035-01-01T10:00:00Z", "duration_minutes": 30}
MARK = {"records": [{"trainee_id": "{trainee}", "status": "present"}]}
ASSIGNMENT = {"student_id": "{trainee}", "teacher_id": "{trainer}"}
OWN = {"new_password": "another password"}
DEPENDS_ON_A_TOKEN = [
    ("GET", "/auth/me", None),
    ("POST", "/auth/logout", None),
    ("POST", "/auth/change-password", OWN),
    ("POST", "/auth/admin-change-password", OWN),
    ("POST", "/auth/reset-password/{trainee}", {}),
    ("GET", "/users/", None),
    ("GET", "/users/{trainee}", None),
    ("POST", "/users/", USER),
    ("PUT", "/users/{trainee}", {"first_name": "X"}),
    ("DELETE", "/users/{trainee}", None),
    ("GET", "/audit/passwords", None),
    ("GET", "/sessions/", None),
    ("GET", "/sessions/{session}", None),
    ("POST", "/sessions/", SESSION),
    ("PUT", "/sessions/{session}", {"title": "X"}),
    ("DELETE", "/sessions/{session}", None),
    ("POST", "/sessions/{session}/trainees", {"trainee_ids": ["{classmate}"]}),
    ("DELETE", "/sessions/{session}/trainees/{trainee}", None),
    ("PUT", "/sessions/{session}/attendance", MARK),
    ("GET", "/assignments/", None),
    ("POST", "/assignments/", ASSIGNMENT),
    ("DELETE", "/assignments/{trainee}/{trainer}", None),
    ("GET", "/analytics/users", None),
    ("GET", "/analytics/sessions", None),
    ("GET", "/reports/generate?format=csv", None),
]
WITH_A_TEMPORARY_PASSWORD = {"/auth/me", "/auth/logout", "/auth/change-password"}
FOR_ADMINS_ALONE = [
    (method, path, body)
    for method, path, body in DEPENDS_ON_A_TOKEN
    if path.startswith(("/audit", "/analytics", "/reports", "/auth/admin", "/auth/reset"))
    or (method, path)
    in {
        ("POST", "/users/"),
        ("DELETE", "/users/{trainee}"),
        ("DELETE", "/sessions/{session}"),
        ("POST", "/assignments/"),
        ("DELETE", "/assignments/{trainee}/{trainer}"),
    }
]
CASES = [
    *[("nobody", *call, 401, "not_authenticated") for call in DEPENDS_ON_A_TOKEN],
    *[("stranger", *call, 401, "invalid_token") for call in DEPENDS_ON_A_TOKEN],
    *[
        ("newcomer", *call, 403, "password_change_required")
        for call in DEPENDS_ON_A_TOKEN
        if call[1] not in WITH_A_TEMPORARY_PASSWORD
    ],
    *[(who, *call, 403, "forbidden") for who in ("trainer", "trainee") for call in FOR_ADMINS_ALONE],
    # Addresses
    ("admin", "GET", "/no/such/place", None, 404, "not_found"),
    ("admin", "PATCH", "/users/", None, 405, "method_not_allowed"),
    ("admin", "POST", "/sessions/{session}/attendance", MARK, 405, "method_not_allowed"),
    ("admin", "GET", "/users/not-a-number", None, 404, "not_found"),
    ("admin", "GET", "/sessions/99999999999999999999999", None, 404, "not_found"),
    ("admin", "GET", "/sessions/-1", None, 404, "not_found"),
    # Signing in, passwords
    ("nobody", "POST", "/auth/login", {"username": "admin", "password": "wrong"}, 401, "invalid_credentials"),
    ("nobody", "POST", "/auth/login", {"username": "no one", "password": "x"}, 401, "invalid_credentials"),
    ("nobody", "POST", "/auth/login", {"username": "admin"}, 422, "validation_failed"),
    ("trainer", "POST", "/auth/change-password", OWN, 422, "validation_failed"),
    (
        "trainer",
        "POST",
        "/auth/change-password",
        OWN | {"current_password": "wrong"},
        422,
        "wrong_current_password",
    ),
    *[
        ("admin", "POST", "/auth/admin-change-password", {"new_password": bad}, 422, "validation_failed")
        for bad in ("short", "x" * 257, "ADMIN@localhost", None, 123456)
    ],
    ("admin", "POST", "/auth/reset-password/{absent}", {}, 404, "not_found"),
    ("admin", "POST", "/auth/reset-password/{trainee}", {"new_password": "short"}, 422, "validation_failed"),
    # Users
    ("trainee", "GET", "/users/", None, 403, "forbidden"),
    ("trainee", "GET", "/users/{trainer}", None, 404, "not_found"),
    ("trainee", "GET", "/users/{classmate}", None, 404, "not_found"),
    ("trainer", "GET", "/users/{admin}", None, 404, "not_found"),
    ("admin", "GET", "/users/{absent}", None, 404, "not_found"),
    ("admin", "PUT", "/users/{absent}", {"first_name": "X"}, 404, "not_found"),
    ("admin", "DELETE", "/users/{absent}", None, 404, "not_found"),
    ("trainee", "PUT", "/users/{classmate}", {"first_name": "X"}, 404, "not_found"),
    ("trainer", "PUT", "/users/{trainee}", {"first_name": "X"}, 403, "forbidden"),
    ("trainee", "PUT", "/users/{trainee}", {"role": "admin"}, 403, "forbidden"),
    ("trainee", "PUT", "/users/{trainee}", {"username": "better"}, 403, "forbidden"),
    ("admin", "DELETE", "/users/{admin}", None, 409, "own_account"),
    ("admin", "PUT", "/users/{trainer}", {"role": "admin"}, 409, "has_scheduled_sessions"),
    ("admin", "PUT", "/users/{trainee}", {"role": "trainer"}, 409, "has_scheduled_sessions"),
    ("admin", "DELETE", "/users/{trainer}", None, 409, "has_scheduled_sessions"),
    ("admin", "DELETE", "/users/{trainer}?reassign_to={trainee}", None, 422, "validation_failed"),
    ("admin", "DELETE", "/users/{trainer}?reassign_to={trainer}", None, 422, "validation_failed"),
    ("admin", "POST", "/users/", USER | {"username": "ADMIN"}, 409, "username_taken"),
    ("admin", "POST", "/users/", USER | {"email": "Admin@LOCALHOST"}, 409, "email_taken"),
    *[
        ("admin", "POST", "/users/", USER | wrong, 422, "validation_failed")
        for wrong in (
            {"username": "ab"},
            {"username": "x" * 51},
            {"username": "with space"},
            {"email": "no address"},
            {"role": "boss"},
            {"first_name": ""},
            {"last_name": "x" * 51},
            {"password": "short"},
            {"password": "some.body"},
            {"is_admin": True},
        )
    ],
    ("admin", "PUT", "/users/{trainee}", {"id": 7}, 422, "validation_failed"),
    # Sessions
    ("colleague", "GET", "/sessions/{session}", None, 404, "not_found"),
    ("classmate", "GET", "/sessions/{session}", None, 404, "not_found"),
    ("colleague", "PUT", "/sessions/{session}", {"title": "X"}, 404, "not_found"),
    ("colleague", "PUT", "/sessions/{session}/attendance", MARK, 404, "not_found"),
    ("trainee", "POST", "/sessions/", SESSION, 403, "forbidden"),
    ("trainee", "PUT", "/sessions/{session}", {"title": "X"}, 403, "forbidden"),
    ("trainee", "PUT", "/sessions/{session}/attendance", MARK, 403, "forbidden"),
    ("trainee", "POST", "/sessions/{session}/trainees", {"trainee_ids": []}, 403, "forbidden"),
    ("trainer", "POST", "/sessions/", SESSION | {"trainer_id": "{colleague}"}, 403, "forbidden"),
    ("trainer", "PUT", "/sessions/{session}", {"trainer_id": "{colleague}"}, 403, "forbidden"),
    ("admin", "GET", "/sessions/{absent}", None, 404, "not_found"),
    ("admin", "PUT", "/sessions/{absent}", {"title": "X"}, 404, "not_found"),
    ("admin", "DELETE", "/sessions/{absent}", None, 404, "not_found"),
    ("admin", "DELETE", "/sessions/{session}/trainees/{classmate}", None, 404, "not_found"),
    ("admin", "PUT", "/sessions/{session}", {"capacity": 0}, 422, "validation_failed"),
    *[
        ("admin", "POST", "/sessions/", SESSION | wrong, 422, "validation_failed")
        for wrong in (
            {"title": ""},
            {"title": "x" * 101},
            {"description": "x" * 501},
            {"scheduled_date": "2035-01-01T10:00:00"},
            {"scheduled_date": "tomorrow"},
            {"duration_minutes": 0},
            {"duration_minutes": 1441},
            {"duration_minutes": True},
            {"time_zone": "Mars/Olympus"},
            {"class_link": "javascript:alert(1)"},
            {"status": "postponed"},
            {"trainer_id": "{trainee}"},
            {"trainee_ids": ["{trainer}"]},
            {"trainee_ids": ["{absent}"]},
            {"trainee_id": "{trainee}", "trainee_ids": ["{trainee}"]},
        )
    ],
    ("admin", "POST", "/sessions/", SESSION | {"trainee_ids": ["{trainee}", "{classmate}"], "capacity": 1}, 409, "session_full"),
    ("trainer", "POST", "/sessions/{session}/trainees", {"trainee_ids": ["{classmate}"]}, 409, "session_full"),
    ("trainer", "POST", "/sessions/{cancelled}/trainees", {"trainee_ids": ["{colleague}"]}, 422, "validation_failed"),
    ("trainer", "PUT", "/sessions/{session}/attendance", MARK, 409, "not_started"),
    ("trainer", "PUT", "/sessions/{cancelled}/attendance", MARK, 409, "session_cancelled"),
    ("trainer", "PUT", "/sessions/{session}/attendance", {"records": [{"trainee_id": 1, "status": "bored"}]}, 422, "validation_failed"),
    ("trainer", "PUT", "/sessions/{cancelled}", {"status": "completed"}, 409, "status_change_not_allowed"),
    ("trainer", "PUT", "/sessions/{cancelled}", {"status": "scheduled"}, 403, "forbidden"),
    # Assignments
    ("admin", "POST", "/assignments/", ASSIGNMENT, 409, "already_assigned"),
    ("admin", "POST", "/assignments/", {"student_id": "{trainer}", "teacher_id": "{trainee}"}, 422, "validation_failed"),
    ("admin", "DELETE", "/assignments/{classmate}/{trainer}", None, 404, "not_found"),
    # Lists
    *[
        ("admin", "GET", f"{path}?{wrong}", None, 422, "validation_failed")
        for path in ("/users/", "/sessions/", "/assignments/", "/audit/passwords")
        for wrong in ("limit=0", "limit=501", "limit=x", "skip=-1", "cursor=nonsense", "count=perhaps")
    ],
    ("admin", "GET", "/users/?role=boss", None, 422, "validation_failed"),
    ("admin", "GET", "/sessions/?order=title", None, 422, "validation_failed"),
    ("admin", "GET", "/sessions/?status=postponed", None, 422, "validation_failed"),
    ("admin", "GET", "/sessions/?from=2030-01-01T00:00:00", None, 422, "validation_failed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "code"),
    CASES,
    ids=[
        f"{who} {method} {path} {code} {number}"
        for number, (who, method, path, _, _, code) in enumerate(CASES)
    ],
)
def test_it_is_refused(
    people: People, who: str, method: str, path: str, body: Any, status: int, code: str
) -> None:
    answer = people.by_name[who].call(method, path.format_map(people.ids), people.filled(body))
    problem = refused(answer, status, code)
    if status == 405:
        assert answer.headers["allow"]
    if code == "validation_failed":
        assert problem["errors"]


def test_a_stale_if_match_is_answered_with_the_current_version(people: People) -> None:
    admin, stale = people.by_name["admin"], {"headers": {"If-Match": '"99"'}}
    for path in (f"/users/{people.ids['classmate']}", f"/sessions/{people.ids['session']}"):
        current = admin.done("GET", path)
        for method, body in (("PUT", {}), ("DELETE", None)):
            problem = refused(admin.call(method, path, body, **stale), 412, "stale_version")
            assert problem["current"] == current
        garbage = admin.call("PUT", path, {}, headers={"If-Match": "99"})
        assert refused(garbage, 422, "validation_failed")["errors"][0]["field"] == "If-Match"


def test_the_last_admin_cannot_be_removed(store_variables: dict[str, str]) -> None:
    """In an installation of its own, because others need their admins."""
    with RunningProduct(PATIENT | store_variables) as product:
        installation = Installation(product)
        first, second, third = installation.admin, installation.add("admin"), installation.created("admin")
        second.done("DELETE", f"/users/{third['id']}")
        second.done("PUT", f"/users/{second.id}", {"role": "trainer"})
        refused(first.call("PUT", f"/users/{first.id}", {"role": "trainer"}), 409, "last_admin")
        assert first.done("GET", f"/users/{first.id}")["role"] == "admin"
        installation.close()
