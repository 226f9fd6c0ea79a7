"""Which routes exist, and that none is public by accident."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest
from litestar.handlers import HTTPRouteHandler

import tms_core
from tests.web.conftest import Web
from tms_core.account_mails.feature import ACCOUNT_MAILS
from tms_core.calendars.feature import CALENDARS
from tms_core.catalogue import FEATURES
from tms_core.consumers.feature import CONSUMERS
from tms_core.mail.feature import MAIL
from tms_core.notifications.feature import NOTIFICATIONS
from tms_core.use_cases import UseCase
from tms_web.http.request import Endpoint
from tms_web.http.routing import endpoint_of
from tms_web.routes import all_routes, modules_of

PUBLIC = {
    "/",
    "/app",
    "/app/{path:path}",
    "/auth/forgot-password",
    "/auth/login",
    "/auth/options",
    "/auth/confirm-email",
    "/auth/set-password",
    "/calendar/{file}",
    "/docs",
    "/favicon.ico",
    "/health",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/organisation/logo",
    "/problems",
    "/problems/{name}",
    "/robots.txt",
    "/schema/openapi.json",
    "/site/{name}",
    "/ws",
}
ROUTES = all_routes(modules_of(FEATURES))
WITHOUT_A_ROUTE = {
    "add_admin",
    "add_first_admin",
    "export_person",
    "fill_with_demo",
    "purge_deleted_sessions",
    "sign_out_everybody",
    *(
        each.__name__
        for feature in (ACCOUNT_MAILS, CALENDARS, CONSUMERS, MAIL)
        for each in (*feature.commands, *feature.queries)
        if not each.rule.roles
    ),
    *(each.__name__ for each in NOTIFICATIONS.upkeep),
}
"""For the operator on the command line, for programs that embed the core, and for the system itself."""

FOR_EVERYBODY = {"get_logo", "get_sign_in_options"}
"""Read on behalf of the system by public routes."""

DECLARED = [(route, endpoint) for route in ROUTES if (endpoint := endpoint_of(route))]
GUARDED = [(route, endpoint) for route, endpoint in DECLARED if endpoint.rule]


def named(value: object) -> str:
    return value.path if isinstance(value, Endpoint) else "-".join(sorted(value.http_methods))


def test_exactly_these_routes_are_public() -> None:
    assert {endpoint.path for _, endpoint in DECLARED if not endpoint.rule} == PUBLIC


@pytest.mark.parametrize(("route", "endpoint"), GUARDED, ids=named)
async def test_every_other_route_refuses_requests_without_a_token(
    web: Web, route: HTTPRouteHandler, endpoint: Endpoint
) -> None:
    path = endpoint.path.replace("{", "").replace("}", "")
    for method in route.http_methods:
        answer = await web.call(method, path, content=b"{not json")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_every_use_case_has_a_route_with_its_name() -> None:
    names = {endpoint.name for _, endpoint in GUARDED}
    assert names == _use_cases() - WITHOUT_A_ROUTE - FOR_EVERYBODY
    assert {endpoint.name for _, endpoint in DECLARED} >= FOR_EVERYBODY


def _use_cases() -> set[str]:
    modules = [import_module(found.name) for found in pkgutil.walk_packages(tms_core.__path__, "tms_core.")]
    return {
        name
        for module in modules
        for name, member in vars(module).items()
        if isinstance(member, UseCase) and member.__module__ == module.__name__ and not name.startswith("_")
    }


@pytest.mark.parametrize(
    "path", ["/users", "/users/", "/sessions", "/sessions/", "/assignments", "/assignments/"]
)
async def test_collections_work_with_and_without_a_trailing_slash(web: Web, path: str) -> None:
    answer = await web.call("GET", path, by=await web.world.admin())
    assert answer.status_code == 200


async def test_head_answers_as_get_does_but_without_a_body(web: Web) -> None:
    admin = await web.world.admin()
    got, head = [await web.call(method, "/users/1", by=admin) for method in ("GET", "HEAD")]
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == got.headers["Content-Length"] == str(len(got.content))
    assert head.headers["ETag"] == got.headers["ETag"]


async def test_options_lists_the_methods_of_a_path(web: Web) -> None:
    answer = await web.call("OPTIONS", "/sessions/1")
    assert answer.status_code == 204
    assert answer.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, PUT"


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "TRACE", "BREW"])
async def test_another_method_is_405_and_lists_the_allowed_ones(web: Web, method: str) -> None:
    answer = await web.call(method, "/users/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("wrong", ["0", "-1", "1_0", "01", "1.0", "٣", "x", "9007199254740992", "9" * 400])
async def test_an_impossible_id_is_not_found(web: Web, wrong: str) -> None:
    answer = await web.call("GET", f"/users/{wrong}", by=await web.world.admin())
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
