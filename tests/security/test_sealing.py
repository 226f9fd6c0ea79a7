"""What is sealed can be opened with the same secret, for the same purpose, unchanged, and by nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tms_adapters.security.sealing import Sealer

SECRET = "a secret of more than thirty-two bytes"


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(SECRET, "answers")


@given(st.binary(max_size=2000))
def test_what_was_sealed_comes_back(plain: bytes) -> None:
    assert Sealer(SECRET, "answers").open(Sealer(SECRET, "answers").seal(plain)) == plain


def test_the_sealed_form_tells_nothing(sealer: Sealer) -> None:
    sealed = sealer.seal(b"temporary_password")
    assert b"temporary" not in sealed
    assert sealed != sealer.seal(b"temporary_password")


def test_another_secret_or_purpose_opens_nothing(sealer: Sealer) -> None:
    sealed = sealer.seal(b"plain")
    assert Sealer("another secret of more than 32 bytes", "answers").open(sealed) is None
    assert Sealer(SECRET, "cursors").open(sealed) is None


@pytest.mark.parametrize("garbage", [b"", b"\xff\x00", b"gAAAAA", b"x" * 5000])
def test_what_was_never_sealed_opens_as_nothing(sealer: Sealer, garbage: bytes) -> None:
    assert sealer.open(garbage) is None


def test_a_changed_seal_opens_as_nothing(sealer: Sealer) -> None:
    sealed = bytearray(sealer.seal(b"plain"))
    sealed[len(sealed) // 2] ^= 1
    assert sealer.open(bytes(sealed)) is None


def test_a_fingerprint_is_the_same_for_the_same_parts(sealer: Sealer) -> None:
    assert re.fullmatch("[0-9a-f]{64}", sealer.fingerprint(b"POST", b"/users/", b"{}"))
    again = Sealer(SECRET, "answers").fingerprint(b"POST", b"/users/", b"{}")
    assert again == sealer.fingerprint(b"POST", b"/users/", b"{}")


def test_a_fingerprint_depends_on_every_part_and_where_it_ends(sealer: Sealer) -> None:
    alike = [(b"ab", b"c"), (b"a", b"bc"), (b"abc",), (b"abc", b""), (b"", b"abc"), ()]
    assert len({sealer.fingerprint(*parts) for parts in alike}) == len(alike)


def test_a_fingerprint_depends_on_secret_and_purpose(sealer: Sealer) -> None:
    others = (Sealer("another secret of more than 32 bytes", "answers"), Sealer(SECRET, "cursors"))
    assert all(other.fingerprint(b"x") != sealer.fingerprint(b"x") for other in others)
