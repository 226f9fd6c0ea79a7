"""Encrypted data can be decrypted with the same secret and purpose if it is unaltered, and in no other way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tms_adapters.security.encryption import Encryptor

SECRET = "a secret of more than thirty-two bytes"


@pytest.fixture
def encryptor() -> Encryptor:
    return Encryptor(SECRET, "answers")


@given(st.binary(max_size=2000))
def test_encrypted_data_can_be_decrypted(plaintext: bytes) -> None:
    assert Encryptor(SECRET, "answers").decrypt(Encryptor(SECRET, "answers").encrypt(plaintext)) == plaintext


def test_the_ciphertext_reveals_nothing(encryptor: Encryptor) -> None:
    encrypted = encryptor.encrypt(b"temporary_password")
    assert b"temporary" not in encrypted
    assert encrypted != encryptor.encrypt(b"temporary_password")


def test_another_secret_or_purpose_decrypts_nothing(encryptor: Encryptor) -> None:
    encrypted = encryptor.encrypt(b"plain")
    assert Encryptor("another secret of more than 32 bytes", "answers").decrypt(encrypted) is None
    assert Encryptor(SECRET, "cursors").decrypt(encrypted) is None


@pytest.mark.parametrize("garbage", [b"", b"\xff\x00", b"gAAAAA", b"x" * 5000])
def test_data_that_was_never_encrypted_is_not_decrypted(encryptor: Encryptor, garbage: bytes) -> None:
    assert encryptor.decrypt(garbage) is None


def test_an_altered_ciphertext_is_not_decrypted(encryptor: Encryptor) -> None:
    encrypted = bytearray(encryptor.encrypt(b"plain"))
    encrypted[len(encrypted) // 2] ^= 1
    assert encryptor.decrypt(bytes(encrypted)) is None


def test_a_fingerprint_is_the_same_for_the_same_parts(encryptor: Encryptor) -> None:
    assert re.fullmatch("[0-9a-f]{64}", encryptor.fingerprint(b"POST", b"/users/", b"{}"))
    again = Encryptor(SECRET, "answers").fingerprint(b"POST", b"/users/", b"{}")
    assert again == encryptor.fingerprint(b"POST", b"/users/", b"{}")


def test_a_fingerprint_depends_on_every_part_and_where_it_ends(encryptor: Encryptor) -> None:
    alike = [(b"ab", b"c"), (b"a", b"bc"), (b"abc",), (b"abc", b""), (b"", b"abc"), ()]
    assert len({encryptor.fingerprint(*parts) for parts in alike}) == len(alike)


def test_a_fingerprint_depends_on_secret_and_purpose(encryptor: Encryptor) -> None:
    others = (Encryptor("another secret of more than 32 bytes", "answers"), Encryptor(SECRET, "cursors"))
    assert all(other.fingerprint(b"x") != encryptor.fingerprint(b"x") for other in others)
