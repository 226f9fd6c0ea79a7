"""Guessing passwords, and finding out who has an account.

The addresses that guesses come from are those that a trusted proxy reports.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.attacks.guesses import TOO_MANY, WRONG, at_once, fresh_address, outcomes
from tests.blackbox.installation import PASSWORD, Installation, refused
from tests.patience import promised
from tests.services import RunningProduct

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def guarded() -> Iterator[Installation]:
    """An installation with the usual limits, behind a proxy."""
    with RunningProduct({"TMS_TRUSTED_PROXIES": "127.0.0.1"}) as product:
        installed = Installation(product)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output


def test_300_guesses_at_once_tell_as_much_as_ten(guarded: Installation) -> None:
    kim, address = guarded.add(), fresh_address()
    guesses = [(kim.username, f"guess {number}", address) for number in range(299)]
    found = asyncio.run(at_once(guarded, [*guesses, (kim.username, PASSWORD, address)]))
    assert Counter(outcome for outcome, _ in found) == {WRONG: 10, TOO_MANY: 290}
    refusals = {answer.text for outcome, answer in found if outcome == TOO_MANY}
    assert len(refusals) == 1, "the right password is refused in the same words"


def test_guesses_over_many_names_are_counted_for_their_address(guarded: Installation) -> None:
    kim, address = guarded.add(), fresh_address()
    guesses = [(f"nobody.{number}", "a guess", address) for number in range(239)]
    assert outcomes(guarded, [*guesses, (kim.username, PASSWORD, address)]) == {WRONG: 10, TOO_MANY: 230}
    assert outcomes(guarded, [(kim.username, PASSWORD, fresh_address())]) == {"signed in": 1}


def test_an_unknown_name_looks_like_a_wrong_password(guarded: Installation) -> None:
    kim = guarded.add()
    attempts = [(name, "a guess", fresh_address()) for name in (kim.username, "nobody.at.all")]
    (_, known), (_, unknown) = asyncio.run(at_once(guarded, attempts))
    assert refused(known, 401, WRONG) == refused(unknown, 401, WRONG)
    assert known.headers.keys() == unknown.headers.keys()


def test_an_account_is_one_whatever_is_typed(guarded: Installation) -> None:
    kim = guarded.add()
    names = [kim.username, f" {kim.username}", kim.username.upper(), str(kim.user["email"])]
    guesses = [(name, "a guess", fresh_address()) for name in names * 6]
    assert outcomes(guarded, guesses) == {WRONG: 10, TOO_MANY: 14}


def test_a_class_of_thirty_signs_in_at_once_from_one_address(guarded: Installation) -> None:
    address = fresh_address()
    people = [guarded.created()["username"] for _ in range(30)]
    slips = [(people[0], "a slip", address)] * 5
    found = outcomes(guarded, [*slips, *((name, PASSWORD, address) for name in people)])
    assert found == {WRONG: 5, "signed in": 30}


def test_guesses_from_elsewhere_do_not_keep_the_owner_out(guarded: Installation) -> None:
    kim, home = guarded.add(), fresh_address()
    assert outcomes(guarded, [(kim.username, PASSWORD, home)]) == {"signed in": 1}
    guesses = [(kim.username, "a guess", fresh_address()) for _ in range(40)]
    assert outcomes(guarded, guesses) == {WRONG: 10, TOO_MANY: 30}
    assert outcomes(guarded, [(kim.username, PASSWORD, fresh_address())]) == {TOO_MANY: 1}
    assert outcomes(guarded, [(kim.username, PASSWORD, home)]) == {"signed in": 1}


def test_the_addresses_of_an_ipv6_network_are_one(guarded: Installation) -> None:
    guesses = [(f"nobody.{number}", "a guess", f"2001:db8:7:7:{number:x}::1") for number in range(30)]
    assert outcomes(guarded, guesses) == {WRONG: 10, TOO_MANY: 20}


def test_a_stolen_token_does_not_help_to_guess_the_password(guarded: Installation) -> None:
    kim = guarded.add()
    found = Counter(
        kim.call(
            "POST", "/auth/change-password", {"current_password": f"guess {n}", "new_password": "mine now"}
        ).json()["code"]
        for n in range(15)
    )
    assert found == {"wrong_current_password": 10, TOO_MANY: 5}
    right = {"current_password": PASSWORD, "new_password": "mine now"}
    refused(kim.call("POST", "/auth/change-password", right), 429, TOO_MANY)


def test_a_temporary_password_cannot_be_kept_and_common_ones_cannot_be_chosen(guarded: Installation) -> None:
    newcomer = guarded.sign_in(guarded.created()["username"])
    for password, code in ((PASSWORD, "password_unchanged"), ("letmein", "password_common")):
        refused(newcomer.call("POST", "/auth/change-password", {"new_password": password}), 422, code)
    refused(newcomer.call("GET", "/sessions/"), 403, "password_change_required")


def test_more_sign_ins_than_can_wait_are_told_to_come_back(guarded: Installation) -> None:
    """Anonymous floods from many addresses take neither memory nor the time of those who are signed in."""
    flood = [(f"nobody.{number}", "a guess", fresh_address()) for number in range(300)]
    found = asyncio.run(at_once(guarded, flood))
    assert {outcome for outcome, _ in found} <= {WRONG, "busy"}
    busy = [answer for outcome, answer in found if outcome == "busy"]
    assert busy
    refused(busy[0], 503, "busy")
    assert guarded.admin.call("GET", "/auth/me").status_code == 200


def test_a_name_of_a_million_accents_holds_up_nobody(guarded: Installation) -> None:
    accents = "a" + "\u0301\u0323" * 100_000
    with promised(30):  # normalised, each would take minutes
        for name, password in ((accents, "x"), ("nobody", accents)):
            assert outcomes(guarded, [(name, password, fresh_address())]) == {WRONG: 1}


def test_each_attempt_leaves_a_line_without_what_was_typed(guarded: Installation) -> None:
    address = fresh_address()
    outcomes(guarded, [("a password in the wrong field", "a guess", address)])
    lines = [json.loads(line) for line in guarded.product.output.splitlines() if address in line]
    [line] = [line for line in lines if line.get("event") == "sign_in"]
    assert (line["outcome"], line["address"]) == ("failure", address)
    assert "wrong field" not in json.dumps(lines)


def test_what_was_typed_cannot_be_guessed_from_the_database_either(guarded: Installation) -> None:
    typed = "correct horse in the wrong field"
    outcomes(guarded, [(typed, "a guess", fresh_address())])
    with sqlite3.connect(guarded.product.data_dir / "tms.db") as database:
        found = [
            row
            for table in ("failures", "streaks")
            for row in database.execute(f"SELECT * FROM sign_in_{table}")
        ]
    stored = repr(found)
    assert len(found) >= 4
    for text in (typed, f"name:{typed}"):
        for digest in ("sha256", "sha1", "md5"):
            assert hashlib.new(digest, text.encode()).hexdigest() not in stored
