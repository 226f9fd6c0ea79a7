"""Nothing that people type misleads other people, or programs that read it."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.blackbox.installation import Installation, refused

MISLEADING = {
    "turns its neighbours round": "Ana \u202eairaM",
    "an isolate": "Ana \u2066Maria\u2069",
    "a left-to-right mark": "Ana\u200e",
    "a zero-width space": "Ana\u200bMaria",
    "a word joiner": "Ana\u2060",
    "a byte order mark": "Ana\ufeff",
    "a NUL": "Ana\x00",
    "an escape sequence": "Ana \x1b[2J",
    "a C1 control": "Ana\x9b31m",
    "a line break": "Ana\nBcc: everybody",
    "a line separator": "Ana\u2028Maria",
    "nothing but a braille blank": "\u2800",
    "nothing but a Hangul filler": "\u3164",
}
MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "${7*7}",
    "' OR 1=1 --",
    "%00",
    "../../etc/passwd",
]
LINKS = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://good.example@evil.example/",
    "https://user:password@good.example/",
    "https://evil.example\\@good.example/",
    "https://good.example\u202e.evil.example/",
    "https://go\u200bod.example/",
    "https://good.example:abc/",
    "https://good.example:99999/",
    "https:///nowhere",
    "//evil.example/",
    "file:///etc/passwd",
    " https://good.example/\n",
]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://evil.example")']


@pytest.mark.parametrize("text", MISLEADING.values(), ids=MISLEADING)
def test_names_and_titles_hide_nothing(installation: Installation, text: str) -> None:
    admin = installation.admin
    for field in ("first_name", "last_name"):
        refused(
            admin.call("POST", "/users/", installation.new_user(**{field: text})), 422, "validation_failed"
        )
        refused(admin.call("PUT", f"/users/{admin.id}", {field: text}), 422, "validation_failed")
    refused(admin.call("POST", "/sessions/", installation.new_session(title=text)), 422, "validation_failed")
    refused(
        admin.call("POST", "/auth/login", {"username": text, "password": "x"}), 401, "invalid_credentials"
    )


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_text_and_comes_back_as_it_was(installation: Installation, text: str) -> None:
    session = installation.session(title=text, description=text)
    answer = installation.admin.call("GET", f"/sessions/{session['id']}")
    assert (answer.json()["title"], answer.json()["description"]) == (text, text)
    assert answer.headers["content-type"] == "application/json"
    found = installation.admin.call("GET", "/sessions/", params={"q": text})
    assert found.status_code == 200
    assert installation.client().get(f"/problems/{text}").status_code in (400, 404)


@pytest.mark.parametrize("link", LINKS)
def test_a_link_shows_the_host_that_it_leads_to(installation: Installation, link: str) -> None:
    body = installation.new_session(class_link=link)
    answer = installation.admin.call("POST", "/sessions/", body)
    if answer.status_code == 201:  # only white space around it was wrong
        assert answer.json()["class_link"] == link.strip() == "https://good.example/"
    else:
        refused(answer, 422, "validation_failed")


def test_text_in_csv_never_runs_as_a_formula(installation: Installation) -> None:
    titles = [f"{formula} {number}" for number, formula in enumerate(FORMULAS) if formula == formula.strip()]
    for title in titles:
        installation.session(title=title, description=title)
    answer = installation.admin.call("GET", "/reports/generate?format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert all(any(title in cell for cell in cells) for title in titles)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert not [cell for cell in cells if cell.startswith("-") and not cell[1:].replace(".", "").isdigit()]


@pytest.mark.parametrize(
    "query",
    [
        "/sessions/?order=title;DROP TABLE users",
        "/sessions/?limit=100000000",
        "/sessions/?skip=-1",
        "/sessions/?from=' OR 1=1",
        "/users/?role=admin' --",
        "/sessions/?cursor=../../x",
        "/reports/generate?format=../../etc/passwd",
    ],
)
def test_odd_parameters_are_refused(installation: Installation, query: str) -> None:
    refused(installation.admin.call("GET", query), 422, "validation_failed")


@pytest.mark.parametrize("value", [{"$ne": None}, ["admin"], 1, True, None, {"username": "admin"}])
def test_a_name_or_password_is_text(installation: Installation, value: Any) -> None:
    for body in ({"username": value, "password": "x"}, {"username": "admin", "password": value}):
        refused(installation.client().post("/auth/login", json=body), 422, "validation_failed")
