"""A MariaDB that is set up for other programs serves this one all the same."""

from __future__ import annotations

import pytest

from tests.blackbox.installation import PATIENT, Installation
from tests.services import MariaDB, RunningProduct

pytestmark = [pytest.mark.slow, pytest.mark.services]

OTHER_MODES = "EMPTY_STRING_IS_NULL,SIMULTANEOUS_ASSIGNMENT,ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES"
TITLES = ["a\\", "\\' OR 1=1 #", 'q"q', "''", "a || b"]


def test_the_modes_of_the_server_do_not_matter() -> None:
    options = (f"--sql-mode={OTHER_MODES}", "--character-set-server=latin1", "--default-time-zone=+05:30")
    isolation = "--transaction-isolation=SERIALIZABLE"
    with (
        MariaDB(*options, isolation) as server,
        RunningProduct(PATIENT | {"TMS_DATABASE_URL": server.url("tms")}) as product,
    ):
        installation = Installation(product)
        admin = installation.admin
        person = admin.done("POST", "/users/", installation.new_user(first_name="Suharto", last_name=""))
        assert admin.done("GET", f"/users/{person['id']}")["name"] == "Suharto"
        for title in TITLES:
            session = installation.session(title=title, description="", trainer_id=admin.id)
            assert admin.done("GET", f"/sessions/{session['id']}") == session
            assert session["title"] == title
            found = admin.done("GET", "/sessions/", params={"q": title})
            assert [each["title"] for each in found] == [title]
        installation.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output
