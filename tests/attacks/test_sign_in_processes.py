"""Guessing passwords where several processes serve: their limits are one.

Each attempt has a connection of its own, which either worker may accept.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.attacks.guesses import TOO_MANY, WRONG, fresh_address, outcomes
from tests.blackbox.installation import PASSWORD, PATIENT, QUICK_WORKERS, STORES, Installation, variables_for
from tests.patience import patience
from tests.services import RunningProduct

pytestmark = pytest.mark.slow

PROXY = {"TMS_TRUSTED_PROXIES": "127.0.0.1"}


def with_workers(variables: dict[str, str]) -> Iterator[Installation]:
    with RunningProduct(QUICK_WORKERS | PROXY | variables, "--workers", "2") as product:
        installed = Installation(product)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output


@pytest.fixture(scope="module", params=STORES)
def guarded(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """Two processes with the usual limits."""
    yield from with_workers(variables_for(request.param, request))


@pytest.fixture(scope="module", params=STORES)
def patient(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """Two processes where only failures in a row count."""
    yield from with_workers(variables_for(request.param, request) | PATIENT)


def pauses_in(seconds: float) -> int:
    """How many of the pauses of 1, 2, 4… seconds fit into this time."""
    return int(math.log2(seconds + 1))


def test_guesses_at_once_tell_ten_things_however_many_processes_answer(guarded: Installation) -> None:
    kim, address = guarded.add(), fresh_address()
    guesses = [(kim.username, f"guess {number}", address) for number in range(60)]
    assert outcomes(guarded, guesses) == {WRONG: 10, TOO_MANY: 50}
    assert outcomes(guarded, [*guesses[:12], (kim.username, PASSWORD, address)] * 2) == {TOO_MANY: 26}
    address = fresh_address()
    spread = [(f"nobody.{number}", "a guess", address) for number in range(40)]
    assert outcomes(guarded, spread) == {WRONG: 10, TOO_MANY: 30}


def test_thirty_people_sign_in_at_once_from_one_address_whatever_process_answers(
    guarded: Installation,
) -> None:
    address = fresh_address()
    people = [guarded.created()["username"] for _ in range(30)]
    slips = [(people[0], "a slip", address)] * 5
    found = outcomes(guarded, [*slips, *((name, PASSWORD, address) for name in people)])
    assert found == {WRONG: 5, "signed in": 30}


def test_an_address_known_to_one_process_is_known_to_all(guarded: Installation) -> None:
    kim, home = guarded.add(), fresh_address()
    assert outcomes(guarded, [(kim.username, PASSWORD, home)]) == {"signed in": 1}
    guesses = [(kim.username, "a guess", fresh_address()) for _ in range(40)]
    assert outcomes(guarded, guesses) == {WRONG: 10, TOO_MANY: 30}
    assert outcomes(guarded, [(kim.username, PASSWORD, fresh_address())] * 8) == {TOO_MANY: 8}
    assert outcomes(guarded, [(kim.username, PASSWORD, home)] * 8) == {"signed in": 8}


def test_failures_in_a_row_are_counted_over_all_processes(patient: Installation) -> None:
    """After a hundred, whatever process takes them, there is one attempt after each pause for all of them together."""
    kim, home = patient.add(), fresh_address()
    assert outcomes(patient, [(kim.username, PASSWORD, home)]) == {"signed in": 1}

    def guess(number: int) -> Counter[str]:
        return outcomes(patient, [(kim.username, "a guess", fresh_address()) for _ in range(number)])

    for _ in range(3):
        assert guess(30) == {WRONG: 30}
    begun = time.monotonic()
    assert guess(40) == {WRONG: 10, TOO_MANY: 30}
    further = 0
    while further < 2:
        asked = time.monotonic()
        found = guess(12)
        assert found.keys() <= {WRONG, TOO_MANY}
        further += found[WRONG]
        assert further <= pauses_in(time.monotonic() - begun), "two processes make an attempt each"
        assert asked - begun < patience(60), "the pauses do not end"
    found = outcomes(patient, [(kim.username, PASSWORD, fresh_address())] * 4)
    if pauses_in(time.monotonic() - begun) <= further:  # as long as the third pause lasts
        assert found == {TOO_MANY: 4}
    assert outcomes(patient, [(kim.username, PASSWORD, home)]) == {"signed in": 1}
    assert outcomes(patient, [(kim.username, PASSWORD, fresh_address())]) == {"signed in": 1}
