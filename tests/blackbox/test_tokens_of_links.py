"""The token of a link is in the mail and nowhere else: in no answer, log line, database file or backup."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from tests.blackbox.installation import PASSWORD, PATIENT, STORES, Installation, variables_for
from tests.patience import patience
from tests.services import MariaDB, RunningProduct

LINK = re.compile(r"https://tms\.test/app/(set-password|confirm-email)#([\w-]{43})")
NEW = "staple of hay 7"
Mails = list[tuple[str, str, str]]
"""To whom, the page that the mail links to, and the token in the link."""


@pytest.fixture(params=STORES)
def mailing(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """A product that keeps mails as files."""
    variables = PATIENT | variables_for(request.param, request) | {"TMS_PUBLIC_URL": "https://tms.test"}
    with RunningProduct(variables) as product:
        installed = Installation(product, request.param)
        yield installed
        installed.close()


def links_in(folder: Path) -> Mails:
    found = []
    for file in sorted(folder.glob("*.eml")):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        body = mail.get_body(("plain",))
        assert body is not None
        if link := LINK.search(str(body.get_content())):
            found.append((str(mail["To"]), link[1], link[2]))
    return found


def sent(installation: Installation, count: int) -> Mails:
    """All links, once there are so many."""
    deadline = time.monotonic() + patience()
    while len(found := links_in(installation.product.data_dir / "mail")) < count:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    assert len(found) == count
    return found


def stored_by(installation: Installation, request: pytest.FixtureRequest) -> bytes:
    """Everything in the database, as its files and its backup hold it."""
    if installation.store != "sqlite":
        server: MariaDB = request.getfixturevalue("mariadb")
        url = installation.product.environment()["TMS_DATABASE_URL"]
        return server.dump(url.rpartition("/")[2]).encode()
    file = installation.product.data_dir / "tms.db"
    backup = installation.product.folder / "backup.db"
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    return b"".join(each.read_bytes() for each in [*file.parent.glob("tms.db*"), backup])


def test_the_token_of_a_link_is_nowhere_but_in_the_mail(
    mailing: Installation, request: pytest.FixtureRequest
) -> None:
    heard: list[str] = []

    def listen(answer: httpx.Response) -> None:
        heard.append(f"{answer.headers} {answer.read().decode()}")

    admin, user, other, public = mailing.admin, mailing.add(), mailing.add(), mailing.client()
    for client in (admin.client, user.client, other.client, public):
        client.event_hooks["response"].append(listen)
    invited = {name: value for name, value in mailing.new_user().items() if name != "password"}
    admin.done("POST", "/users/", invited | {"invite": True})
    for who in (user, other):
        public.post("/auth/forgot-password", json={"username": who.username})
        change = {"email": f"new.{who.user['email']}", "current_password": PASSWORD}
        who.done("PUT", f"/users/{who.id}", change)
    mails = sent(mailing, 5)
    assert len({token for *_, token in mails}) == 5
    # Of the other one: a link to set a password ends when its account gets another address.
    used = next(token for to, page, token in mails if page == "confirm-email" and other.user["email"] in to)
    assert public.post("/auth/confirm-email", json={"token": used}).status_code == 200
    assert public.post("/auth/confirm-email", json={"token": used}).status_code == 422
    reset = next(token for to, page, token in mails if page == "set-password" and user.user["email"] in to)
    assert public.post("/auth/set-password", json={"token": reset, "new_password": NEW}).status_code == 200
    for path in ("/outbox/", "/users/", f"/users/{other.id}", "/consumers/", "/audit/passwords"):
        admin.call("GET", path)
    stored = stored_by(mailing, request)
    assert mailing.product.stop() == 0
    places = {
        "answers": "".join(heard),
        "output": mailing.product.output,
        "database": stored.decode("latin-1"),
    }
    assert invited["email"] in places["answers"]
    assert invited["email"] in places["database"]
    assert "/auth/confirm-email" in places["output"]
    for *_, token in mails:
        assert [name for name, text in places.items() if token in text] == []
