"""Passwords are hashed as OWASP recommends, older hashes still work, and hashing does not block others."""

from __future__ import annotations

import asyncio
import hashlib
import re
import threading
import time
from base64 import b64encode
from itertools import pairwise
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher as Argon2
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.patience import HANGS, check_promise, promised
from tms_adapters.security import Argon2Hasher
from tms_adapters.security.passwords import MAX_WAITING
from tms_core.errors import Busy

CHEAP = {"memory_kib": 64, "passes": 1}
ARGON2_CFFI = (
    "$argon2id$v=19$m=65536,t=3,p=4$MIIRqgvgQbgj220jfp0MPA$YfwJSVjtjSU0zzV/P3S9nnQ/USre2wvJMjfCIjrTQbg"
)
"""From the documentation of argon2-cffi; the password is `correct horse battery staple`."""
PASSLIB = [
    "$pbkdf2-sha256$8000$XAuBMIYQQogxRg$tRRlz8hYn63B9LYiCd6PRo6FMiunY9ozmMMI3srxeRE",
    "$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44",
]
"""From the documentation and tests of passlib; the password is `password`."""


@pytest.fixture(scope="module")
def hasher() -> Argon2Hasher:
    return Argon2Hasher()


@pytest.fixture(scope="module")
def cheap() -> Argon2Hasher:
    return Argon2Hasher(**CHEAP)


def ab64(data: bytes) -> str:
    """Base64 in passlib's variant."""
    return b64encode(data).decode().rstrip("=").replace("+", ".")


def passlib_hash(password: str, rounds: int = 29_000, salt: bytes = bytes(range(16))) -> str:
    checksum = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    return f"$pbkdf2-sha256${rounds}${ab64(salt)}${ab64(checksum)}"


async def test_a_hash_is_argon2id_with_owasp_parameters_and_its_own_salt(hasher: Argon2Hasher) -> None:
    first, second = await hasher.hash("correct horse"), await hasher.hash("correct horse")
    assert re.fullmatch(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}", first)
    assert first != second
    assert await hasher.verify(first, "correct horse")
    assert not await hasher.verify(first, "correct horsE")
    assert not hasher.is_outdated(first)


async def test_a_known_argon2id_hash_verifies_and_is_outdated_by_its_parameters(hasher: Argon2Hasher) -> None:
    assert await hasher.verify(ARGON2_CFFI, "correct horse battery staple")
    assert not await hasher.verify(ARGON2_CFFI, "correct horse battery stable")
    assert hasher.is_outdated(ARGON2_CFFI)


@pytest.mark.parametrize("known", PASSLIB)
async def test_known_hashes_of_passlib_verify_and_are_outdated(hasher: Argon2Hasher, known: str) -> None:
    assert await hasher.verify(known, "password")
    assert not await hasher.verify(known, "passwort")
    assert hasher.is_outdated(known)


@pytest.mark.parametrize(
    ("password", "rounds", "salt"),
    [
        ("geheim", 29_000, bytes(range(16))),
        ("", 1, b"salt"),
        ("пароль 密码 🔐", 1000, b"\xff\xfe\xfd\xfb\xef\xbe" * 3),
        ("x" * 256, 1000, b""),
    ],
)
async def test_hashes_of_an_older_installation_verify(
    cheap: Argon2Hasher, password: str, rounds: int, salt: bytes
) -> None:
    old = passlib_hash(password, rounds, salt)
    assert await cheap.verify(old, password)
    assert not await cheap.verify(old, password + "x")
    assert cheap.is_outdated(old)


async def test_the_base64_variant_uses_a_dot_for_a_plus(cheap: Argon2Hasher) -> None:
    salt = b"\xfb\xef\xbe"
    old = passlib_hash("geheim", 10, salt)
    assert "$....$" in old
    assert await cheap.verify(old, "geheim")


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "plain text",
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$",
        "$argon2id$v=19$m=64,t=1,p=1$not base64!$AAAA",
        "$argon2id$",
        "$argon2id$v=19$m=0,t=0,p=0$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$2b$12$abcdefghijklmnopqrstuv",
        passlib_hash("geheim", 10)[:-1],
        passlib_hash("geheim", 10).replace("$10$", "$010$"),
        passlib_hash("geheim", 10).replace("$10$", "$-10$"),
        passlib_hash("geheim", 10).replace("$10$", "$٣$"),
        passlib_hash("geheim", 10, b"").replace("$$", "$A$"),
        passlib_hash("geheim", 10) + "\n",
    ],
)
async def test_a_malformed_hash_matches_no_password_and_is_not_an_error(
    cheap: Argon2Hasher, broken: str
) -> None:
    assert not await cheap.verify(broken, "geheim")
    assert cheap.is_outdated(broken)


@pytest.mark.parametrize(
    "greedy",
    [
        passlib_hash("geheim", 10).replace("$10$", "$4294967295$"),
        "$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=4294967295,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
    ],
)
async def test_a_hash_designed_to_exhaust_resources_is_refused_at_once(
    cheap: Argon2Hasher, greedy: str
) -> None:
    async with asyncio.timeout(HANGS):
        assert not await cheap.verify(greedy, "geheim")


class Stopwatch:
    """Measures how long a machine without other programs would take: computing and sleeping, but not waiting for a
    processor. Nobody really sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._slept = 0.0
        loop = asyncio.get_running_loop
        own = SimpleNamespace(sleep=self._sleep, get_running_loop=loop)
        monkeypatch.setattr("tms_adapters.security.passwords.asyncio", own)
        clock = SimpleNamespace(perf_counter=time.thread_time)
        monkeypatch.setattr("tms_adapters.security.passwords.time", clock)

    async def _sleep(self, seconds: float) -> None:
        self._slept += seconds

    def now(self) -> float:
        return time.process_time() + self._slept


@pytest.fixture
def stopwatch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    return Stopwatch(monkeypatch)


async def check_takes_as_long_without(stored: str, stopwatch: Stopwatch) -> None:
    """Wrong passwords take the same time where there is this hash and where there is none, after the first ones."""
    hasher = Argon2Hasher()
    times: dict[str | None, list[float]] = {stored: [], None: []}
    for _ in range(10):
        for each, taken in times.items():
            begun = stopwatch.now()
            assert not await hasher.verify(each, "wrong")
            taken.append(stopwatch.now() - begun)
    assert min(times[None][3:]) == pytest.approx(min(times[stored][3:]), rel=0.25)


async def test_without_a_hash_verification_fails_and_takes_as_long(
    hasher: Argon2Hasher, stopwatch: Stopwatch
) -> None:
    await check_takes_as_long_without(await hasher.hash("correct horse"), stopwatch)


@pytest.mark.parametrize("rounds", [1, 29_000, 300_000])
async def test_wrong_passwords_take_as_long_for_older_hashes(rounds: int, stopwatch: Stopwatch) -> None:
    await check_takes_as_long_without(passlib_hash("geheim", rounds), stopwatch)


@settings(max_examples=60)
@given(password=st.text(max_size=256), other=st.text(max_size=256))
def test_any_unicode_password_matches_only_its_own_hash(password: str, other: str) -> None:
    cheap = Argon2Hasher(**CHEAP, threads=1)

    async def check() -> None:
        stored = await cheap.hash(password)
        assert await cheap.verify(stored, password)
        assert await cheap.verify(stored, other) is (other == password)

    asyncio.run(check())


async def test_a_lone_surrogate_matches_nothing_and_is_not_an_error(cheap: Argon2Hasher) -> None:
    stored = await cheap.hash("geheim")
    assert not await cheap.verify(stored, "geheim\ud800")
    assert not await cheap.verify(passlib_hash("geheim", 10), "geheim\ud800")
    assert not await cheap.verify(None, "\ud800")


def test_argon2_parameters_that_differ_are_outdated() -> None:
    mine = Argon2Hasher(**CHEAP)
    for other in (Argon2(1, 128, 1), Argon2(2, 64, 1), Argon2(1, 64, 2), Argon2(1, 64, 1, hash_len=16)):
        assert mine.is_outdated(other.hash("geheim"))
    assert not mine.is_outdated(Argon2(1, 64, 1).hash("geheim"))


async def test_the_event_loop_stays_responsive_while_twenty_hashes_run(hasher: Argon2Hasher) -> None:
    hashes = asyncio.gather(*(hasher.hash(f"password {number}") for number in range(20)))
    ticks = [time.perf_counter()]
    while not hashes.done():
        await asyncio.sleep(0.001)
        ticks.append(time.perf_counter())
    assert len(set(await hashes)) == 20
    pauses = sorted(after - before for before, after in pairwise(ticks))
    assert len(pauses) > 20
    check_promise(0.05, pauses[len(pauses) // 2])


async def test_no_more_hashes_run_at_once_than_threads_allow() -> None:
    others = set(threading.enumerate())
    hasher = Argon2Hasher(threads=2)
    hashes = asyncio.gather(*(hasher.hash(str(number)) for number in range(12)))
    running = 0
    while not hashes.done():
        running = max(running, len(set(threading.enumerate()) - others))
        await asyncio.sleep(0.001)
    assert running == 2


async def test_a_caller_who_gives_up_leaves_the_queue_without_affecting_others() -> None:
    hasher = Argon2Hasher(threads=1)
    running = asyncio.create_task(hasher.hash("running"))
    await asyncio.sleep(0)
    for _ in range(6):
        waiting = [asyncio.create_task(hasher.hash("never")) for _ in range(MAX_WAITING)]
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
    with promised(4):
        assert await hasher.verify(await hasher.hash("after"), "after")
        assert await hasher.verify(await running, "running")
    assert all(task.cancelled() for task in waiting)


async def test_at_most_64_hashes_wait_and_one_more_is_told_to_come_back() -> None:
    hasher = Argon2Hasher(threads=2)
    admitted = [asyncio.create_task(hasher.verify(None, "a guess")) for _ in range(2 + 64)]
    await asyncio.sleep(0)
    for slow in (hasher.hash("one more"), hasher.verify(None, "one more")):
        with pytest.raises(Busy) as refusal:
            await slow
        assert (refusal.value.code, refusal.value.extra) == ("busy", {"retry_after": 2})
    assert await asyncio.gather(*admitted) == [False] * len(admitted)
    assert await hasher.verify(await hasher.hash("later"), "later")
