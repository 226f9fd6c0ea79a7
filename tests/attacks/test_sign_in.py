"""Guessing passwords leads nowhere, says nothing, and keeps nobody out for long who is at home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.blackbox.installation import PASSWORD, Installation, refused
from tests.services import RunningProduct

FAILURES = 10

pytestmark = pytest.mark.slow


@pytest.fixture
def strict() -> Iterator[Installation]:
    """An installation with the limits that it has by default."""
    with RunningProduct({"TMS_TRUSTED_PROXIES": "127.0.0.1"}) as product:
        installed = Installation(product)
        yield installed
        installed.close()


def attempt(installation: Installation, username: str, password: str, address: str) -> httpx.Response:
    """Sign in as if from that address."""
    return httpx.post(
        f"{installation.product.base_url}/auth/login",
        json={"username": username, "password": password},
        headers={"X-Forwarded-For": address},
        timeout=60,
    )


def at_once(installation: Installation, tries: list[tuple[str, str]], address: str) -> list[httpx.Response]:
    """All of these attempts at the same time."""
    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(lambda each: attempt(installation, *each, address), tries))


def test_of_many_guesses_at_once_ten_are_looked_at_and_the_right_one_looks_like_the_others(
    strict: Installation,
) -> None:
    victim = strict.created()["username"]
    guesses = [(victim, f"guess number {number}") for number in range(40)]
    statuses = Counter(answer.status_code for answer in at_once(strict, guesses, "203.0.113.1"))
    assert statuses[401] <= FAILURES
    assert statuses == {401: statuses[401], 429: 40 - statuses[401]}
    right = refused(attempt(strict, victim, PASSWORD, "203.0.113.1"), 429, "too_many_attempts")
    wrong = refused(attempt(strict, victim, "another guess", "203.0.113.1"), 429, "too_many_attempts")
    assert right == wrong


def test_an_account_is_one_however_its_name_is_typed(strict: Installation) -> None:
    user = strict.created()
    spellings = [user["username"], f" {user['username'].upper()} ", user["email"], user["email"].upper()]
    tries = [(spellings[number % 4], f"guess {number}") for number in range(24)]
    # From an address each, so that only the account's own limit can refuse them.
    answers = [attempt(strict, *each, f"198.51.100.{number}") for number, each in enumerate(tries)]
    assert Counter(answer.status_code for answer in answers) == {401: FAILURES, 429: 24 - FAILURES}


def test_an_address_has_ten_failures_for_all_names(strict: Installation) -> None:
    tries = [(f"nobody.{number}", "guess") for number in range(24)]
    answers = at_once(strict, tries, "203.0.113.2")
    assert Counter(answer.status_code for answer in answers)[401] <= FAILURES
    elsewhere = attempt(strict, strict.created()["username"], PASSWORD, "203.0.113.3")
    assert elsewhere.status_code == 200


def test_a_class_that_signs_in_at_once_gets_in(strict: Installation) -> None:
    tries = [(strict.created()["username"], PASSWORD) for _ in range(20)]
    assert {answer.status_code for answer in at_once(strict, tries, "203.0.113.4")} == {200}


def test_an_unknown_name_looks_like_a_wrong_password(strict: Installation) -> None:
    known = attempt(strict, strict.created()["username"], "wrong", "203.0.113.5")
    unknown = attempt(strict, "nobody.at.all", "wrong", "203.0.113.6")
    assert refused(known, 401, "invalid_credentials") == refused(unknown, 401, "invalid_credentials")
    assert known.headers.keys() == unknown.headers.keys()


def test_a_guess_is_logged_without_what_was_typed(strict: Installation) -> None:
    attempt(strict, "my secret by mistake", "my other secret", "203.0.113.7")
    lines = [line for line in strict.product.output.splitlines() if '"tms.security"' in line]
    assert '"outcome":"failure"' in lines[-1]
    assert '"203.0.113.7"' in lines[-1]
    assert "secret" not in strict.product.output.split("203.0.113.7")[-1]
    assert "my secret" not in strict.product.output
