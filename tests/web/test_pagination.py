"""Lists, page by page, and the links between the pages."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.organisation import NOW
from tests.web.conftest import Web
from tms_core.entity import Page
from tms_core.errors import Invalid
from tms_core.users.model import User, UserOrder
from tms_web.http.query_parameters import ByDate, ById, page_headers, page_request

FIRST, LAST = datetime(1901, 1, 1), datetime(2998, 1, 1)  # noqa: DTZ001 - Hypothesis adds the zone


def link(scope_query: bytes, key: tuple[int | datetime, ...], path: bytes = b"/users/") -> str:
    """The URL of the next page after a request with that query."""
    scope = {"raw_path": path, "query_string": scope_query}
    fields = dict(page_headers(scope, Page(items=[], total=None, next=key)))  # type: ignore[arg-type]
    return re.fullmatch('<(.+)>; rel="next"', fields[b"link"].decode())[1]  # type: ignore[index]


def cursor_in(address: str) -> str:
    return address.rpartition("cursor=")[2]


@given(
    st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
    st.integers(0, 2**53 - 1),
)
def test_a_cursor_decodes_to_exactly_its_key(date: datetime, number: int) -> None:
    cursor = cursor_in(link(b"", (date, number)))
    assert page_request(0, 10, True, cursor, ByDate).after == (date, number)
    assert page_request(0, 10, True, cursor_in(link(b"", (number,)))).after == (number,)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b"[]",
        b"[1,2]",
        b'["a"]',
        b"[-1]",
        b"[1e999]",
        b"[99999999999999999999]",
        b'["2026-05-04T09:00:00Z",1]',
        b"\xff",
    ],
)
def test_a_cursor_of_another_form_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="cursor"):
        page_request(0, 10, True, urlsafe_b64encode(content).decode(), ById)


@pytest.mark.parametrize(
    "content", [b'["2026-05-04T09:00:00",1]', b'["0001-01-01T00:00:00Z",1]', b"[1]", b"[null,1]"]
)
def test_a_cursor_by_date_must_have_a_valid_date(content: bytes) -> None:
    with pytest.raises(Invalid, match="cursor"):
        page_request(0, 10, True, urlsafe_b64encode(content).decode(), ByDate)


@pytest.mark.parametrize("cursor", ["ü", "%%%", "a", "W10=extra"])
def test_text_that_is_not_a_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid, match="cursor"):
        page_request(0, 10, True, cursor)


def test_skip_and_cursor_exclude_each_other() -> None:
    with pytest.raises(Invalid, match="not both"):
        page_request(1, 10, True, cursor_in(link(b"", (1,))))


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        (b"", ""),
        (b"skip=20", ""),
        (b"limit=5&skip=20", "limit=5&"),
        (b"skip=20&limit=5", "limit=5&"),
        (b"cursor=abc&role=trainer&cursor=", "role=trainer&"),
        (b"q=a%20b&noskip=1", "q=a%20b&noskip=1&"),
        (b'q=>;"<', "q=%3E;%22%3C&"),
    ],
)
def test_a_link_keeps_the_other_parameters(query: bytes, kept: str) -> None:
    assert re.fullmatch(rf"/users/\?{re.escape(kept)}cursor=[\w-]+", link(query, (7,)))


async def test_following_the_links_shows_everything_once(web: Web) -> None:
    trainer = await web.world.trainer()
    planned = [await web.world.session(trainer, start=NOW + timedelta(days=day)) for day in (1, 2, 2, 3, 4)]
    seen, address = [], "/sessions/?limit=2&order=scheduled_date"
    while address:
        answer = await web.call("GET", address, by=trainer)
        assert answer.headers["X-Total-Count"] == "5"
        seen += [session["id"] for session in answer.json()]
        address = answer.links["next"]["url"] if "next" in answer.links else ""
    assert seen == [session.id for session in planned]


async def test_the_total_can_be_omitted(web: Web) -> None:
    answer = await web.call("GET", "/users/?count=false", by=await web.world.admin())
    assert "X-Total-Count" not in answer.headers


async def test_the_last_page_has_no_next_link(web: Web) -> None:
    answer = await web.call("GET", "/users/?limit=1", by=await web.world.admin())
    assert "Link" not in answer.headers


async def people_in_order(web: Web, by: User, address: str) -> list[dict[str, Any]]:
    """Every user of a list, following its links."""
    seen = []
    while address:
        answer = await web.call("GET", address, by=by)
        assert answer.status_code == 200, answer.text
        seen += answer.json()
        address = answer.links["next"]["url"] if "next" in answer.links else ""
    return seen


@pytest.mark.parametrize("field", ["id", "name", "username", "email"])
async def test_users_are_listed_in_the_requested_order(web: Web, field: str) -> None:
    admin = await web.world.admin(first_name="Émile")
    for name in ("zoe", "Ana", "ana", "ﷺ" * 50, '"\\'):
        await web.world.trainee(first_name=name, last_name=name)
    upwards = await people_in_order(web, admin, f"/users/?limit=1&order={field}")
    downwards = await people_in_order(web, admin, f"/users/?limit=2&order=-{field}")
    assert len(upwards) == 6
    assert downwards == upwards[::-1]
    keys = [str(person[field]).casefold() for person in upwards]
    assert field == "name" or keys == sorted(keys)
    if field == "name":
        assert [person["first_name"] for person in upwards] == ['"\\', "Ana", "ana", "Émile", "zoe", "ﷺ" * 50]


async def test_by_default_users_are_listed_by_id(web: Web) -> None:
    admin = await web.world.admin()
    await web.world.trainees(2)
    plain, by_id = [
        await web.call("GET", path, by=admin) for path in ("/users/?limit=2", "/users/?order=id&limit=2")
    ]
    assert plain.json() == by_id.json()
    assert cursor_in(plain.links["next"]["url"]) == cursor_in(by_id.links["next"]["url"])


async def test_a_cursor_of_another_sort_order_is_refused(web: Web) -> None:
    admin = await web.world.admin()
    await web.world.trainee()
    cursors = {}
    for order in UserOrder:
        answer = await web.call("GET", f"/users/?limit=1&order={order}", by=admin)
        cursors[order] = cursor_in(answer.links["next"]["url"])
    for order, (of, cursor) in product(UserOrder, cursors.items()):
        answer = await web.call("GET", f"/users/?order={order}&cursor={cursor}", by=admin)
        assert answer.status_code == (200 if of is order else 422), (order, of)


@pytest.mark.parametrize(
    "content",
    [
        b'["name",1,1]',
        b'["name","a"]',
        b'["name","a",-1]',
        b'["name","a",1,1]',
        b'["name\\n","a",1]',
        b'["name","\\ud800",1]',
        b'["name","\xed\xa0\x80",1]',
    ],
)
async def test_a_forged_cursor_is_refused(web: Web, content: bytes) -> None:
    cursor = urlsafe_b64encode(content).decode().rstrip("=")
    answer = await web.call("GET", f"/users/?order=name&cursor={cursor}", by=await web.world.admin())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "cursor"


async def test_an_unknown_sort_order_is_refused_with_the_valid_ones(web: Web) -> None:
    answer = await web.call("GET", "/users/?order=age", by=await web.world.admin())
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "order"
    assert error["message"].startswith("must be one of id, -id, name")
