"""Reading over the socket: the same responses as REST gives the same user, and reads only."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.blackbox.installation import Installation, Someone
from tests.realtime.client import Connect


@dataclass
class People:
    """A user of each role, and some data to read."""

    by_name: dict[str, Someone]
    paths: list[str]


@pytest.fixture(scope="module")
def people(installation: Installation) -> People:
    admin, trainer, trainee, fellow = (
        installation.admin,
        installation.add("trainer"),
        installation.add(),
        installation.add(),
    )
    both = [trainee.id, fellow.id]
    shared = installation.session(trainer_id=trainer.id, trainee_ids=both, description="for é 🦊 both")
    foreign = installation.session(trainer_id=installation.add("trainer").id)
    admin.done("POST", "/assignments/", {"student_id": trainee.id, "teacher_id": trainer.id})
    paths = [
        "/auth/me",
        "/users/",
        "/users",
        "/users/?role=trainer&limit=2",
        "/users/?q=ada&skip=1",
        f"/users/{trainee.id}",
        f"/users/{trainer.id}",
        f"/users/{admin.id}",
        "/sessions/",
        "/sessions/?limit=1",
        "/sessions/?limit=1&count=false",
        "/sessions/?order=scheduled_date&status=scheduled",
        f"/sessions/?trainer_id={trainer.id}",
        "/sessions/conflicts",
        "/sessions/conflicts?scheduled_date=2030-01-01T09:00:00Z&duration_minutes=60",
        f"/sessions/{shared['id']}",
        f"/sessions/{foreign['id']}",
        "/assignments/",
        "/analytics/users",
        "/analytics/sessions",
        "/audit/passwords?limit=3",
        f"/audit/passwords?user_id={trainee.id}",
        "/users/999999999",
        "/users/0",
        "/users/abc",
        "/users/9" + "9" * 30,
        "/sessions/?limit=0",
        "/sessions/?limit=501",
        "/sessions/?limit=x&skip=-1",
        "/sessions/?nonsense=1",
        "/sessions/?cursor=nonsense",
        "/sessions/?status=unknown",
        "/sessions/?from=yesterday",
        "/sessions/?q=%F0%9F%A6%8A",
        "/sessions/?q=%FF",
        "/nothing/here",
        "/",
        "/ws",
        "/auth/login",
        f"/auth/reset-password/{trainee.id}",
        f"/sessions/{shared['id']}/trainees",
        f"/sessions/{shared['id']}/attendance",
        "/health/live",
    ]
    return People({"admin": admin, "trainer": trainer, "trainee": trainee, "fellow": fellow}, paths)


@pytest.mark.parametrize("role", ["admin", "trainer", "trainee"])
async def test_a_read_returns_the_same_as_rest(connect: Connect, people: People, role: str) -> None:
    someone = people.by_name[role]
    socket = await connect(someone)
    for path in people.paths:
        rest = someone.call("GET", path)
        response = await socket.ask(path, path)
        assert (response["type"], response["id"]) == ("response", path)
        if "json" in rest.headers["content-type"]:
            assert (response["status"], response["data"]) == (rest.status_code, rest.json()), path
        else:
            assert (response["status"], response["data"]["code"]) == (406, "not_acceptable"), path


async def test_write_only_routes_are_405(connect: Connect, people: People) -> None:
    socket = await connect(people.by_name["admin"])
    for path in ("/auth/login", "/auth/logout", "/auth/change-password", "/sessions/1/trainees"):
        response = await socket.ask(path)
        assert (response["status"], response["data"]["code"]) == (405, "method_not_allowed")
    assert await socket.is_alive()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "users/",
        "?",
        "#",
        "http://evil.example.org/users/",
        "//evil.example.org/users/",
        "http://127.0.0.1/users/",
        "/../users/",
        "/sessions/../users/",
        "/sessions/%2e%2e/users/",
        "/users/%2F..%2F1",
        "/users/#fragment",
        "/users/1#fragment",
        "/sessions/\u0000",
        "/sessions/\r\nX-Injected: 1",
        "/sessions/ HTTP/1.1",
        "/sessions/é",
        "/sessions/\ud800",
        "/sessions/%zz",
        "/" + "x" * 30_000,
        "/sessions/?q=" + "x" * 30_000,
        "*",
        "/users/?role=admin&role=trainee",
    ],
)
async def test_an_unusual_path_gives_nothing_that_rest_would_not(
    connect: Connect, people: People, path: str
) -> None:
    """A trainee may not list users: however this path is interpreted, it shows none, and nothing breaks."""
    socket = await connect(people.by_name["trainee"])
    answer = await socket.ask(path, "strange")
    if answer["type"] == "response":
        assert answer["id"] == "strange"
        assert answer["status"] < 500, answer
        assert isinstance(answer["data"], dict) or answer["data"] in ([], None), answer
        assert "email" not in (answer["data"] or {})
    else:
        assert len(answer["detail"]) > 10
    assert await socket.is_alive()


@pytest.mark.parametrize(
    "request_id", ["7", "", " ", "é🦊", "\u0000", '"\\', "__proto__", "null", "x" * 200, "\u2028</script>"]
)
async def test_any_text_is_accepted_as_a_request_id_and_returned(
    connect: Connect, people: People, request_id: str
) -> None:
    socket = await connect(people.by_name["trainee"])
    for path, status in (("/auth/me", 200), ("/users/", 403)):
        response = await socket.ask(path, request_id)
        assert (response["type"], response["id"], response["status"]) == ("response", request_id, status)


async def test_an_overlong_request_id_is_an_error(connect: Connect, people: People) -> None:
    socket = await connect(people.by_name["trainee"])
    assert (await socket.ask("/auth/me", "x" * 2000))["type"] == "error"
    assert await socket.is_alive()


async def test_many_concurrent_requests_are_each_answered_once(connect: Connect, people: People) -> None:
    socket = await connect(people.by_name["admin"])
    wanted = {str(number) for number in range(60)}
    for number in sorted(wanted):
        await socket.send({"type": "get", "id": number, "path": "/sessions/?limit=5"})
    answers = [await socket.wait("response") for _ in wanted]
    assert {answer["id"] for answer in answers} == wanted
    assert {answer["status"] for answer in answers} == {200}


async def test_reading_needs_a_token_that_is_still_valid(
    connect: Connect, installation: Installation
) -> None:
    """A user with a temporary password can read what REST shows them: themselves."""
    newcomer = installation.sign_in(installation.created()["username"])
    socket = await connect(newcomer)
    refused = await socket.ask("/sessions/")
    assert (refused["status"], refused["data"]["code"]) == (403, "password_change_required")
    assert (await socket.ask("/auth/me"))["data"]["id"] == newcomer.id
