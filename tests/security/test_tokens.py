"""A token is a signed statement that expires; nothing else is accepted as one."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tms_adapters.security import JwtTokens
from tms_core.errors import NotAuthenticated

SECRET = "a secret of more than thirty-two bytes"
NOW = datetime(2026, 5, 4, 9, 0, 0, 123457, tzinfo=UTC)
SECOND = timedelta(seconds=1)
INSTALLATION = "0f" * 16


@pytest.fixture
def tokens() -> JwtTokens:
    return JwtTokens(SECRET)


def issued(tokens: JwtTokens, user_id: int, generation: int, now: datetime) -> str:
    return tokens.issue(user_id, generation, INSTALLATION, now).text


def refusal(tokens: JwtTokens, token: str, now: datetime = NOW) -> str:
    with pytest.raises(NotAuthenticated) as refused:
        tokens.read(token, now)
    return refused.value.code


def claims(**changes: Any) -> dict[str, Any]:
    issued_at = int(NOW.timestamp())
    sound = {"sub": "7", "iat": issued_at, "exp": issued_at + 60, "jti": "1.AAAAAAAAAAAAAAAAAAAAAA"}
    return {name: value for name, value in (sound | changes).items() if value is not ...}


def signed(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    return jwt.encode(claims(**changes), secret, algorithm)


def test_a_token_is_a_jwt_with_its_user_and_expiry(tokens: JwtTokens) -> None:
    token = issued(tokens, 7, 3, NOW)
    header, payload = (
        json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in token.split(".")[:2]
    )
    assert header == {"alg": "HS256", "typ": "JWT"}
    assert set(payload) == {"sub", "iss", "iat", "exp", "jti"}
    assert (payload["sub"], payload["iss"]) == ("7", INSTALLATION)
    assert payload["iat"] == int(NOW.timestamp())
    assert payload["exp"] - payload["iat"] == 24 * 60 * 60 == tokens.lifetime_seconds
    generation, _, unique = payload["jti"].partition(".")
    assert generation == "3"
    assert len(urlsafe_b64decode(unique + "==")) == 16


def test_an_issued_token_is_read_back_unchanged(tokens: JwtTokens) -> None:
    new = tokens.issue(7, 3, INSTALLATION, NOW)
    read = tokens.read(new.text, NOW)
    assert (read.user_id, read.generation, read.installation_id) == (7, 3, INSTALLATION)
    assert read.token_id.startswith("3.")
    assert read.issued_at == NOW.replace(microsecond=0)
    assert read.expires_at == NOW.replace(microsecond=0) + timedelta(days=1)
    assert (read.token_id, read.expires_at) == (new.token_id, new.expires_at)


def test_tokens_of_earlier_versions_have_no_issuer(tokens: JwtTokens) -> None:
    assert tokens.read(signed(), NOW).installation_id is None
    assert tokens.read(signed(iss=INSTALLATION), NOW).installation_id == INSTALLATION


def test_two_tokens_of_the_same_moment_differ(tokens: JwtTokens) -> None:
    assert issued(tokens, 7, 1, NOW) != issued(tokens, 7, 1, NOW)


def test_a_token_expires_at_its_second_even_if_it_was_read_before() -> None:
    tokens = JwtTokens(SECRET, lifetime_minutes=1)
    token = issued(tokens, 7, 1, NOW)
    end = NOW.replace(microsecond=0) + timedelta(minutes=1)
    tokens.read(token, end - SECOND / 1000)
    assert refusal(tokens, token, end) == "token_expired"
    assert refusal(tokens, token, end + timedelta(days=1000)) == "token_expired"


def test_a_token_from_a_host_whose_clock_is_ahead_is_accepted(tokens: JwtTokens) -> None:
    ahead = datetime.now(UTC) + timedelta(minutes=5)
    assert tokens.read(issued(tokens, 7, 1, ahead), datetime.now(UTC)).user_id == 7


def test_a_change_of_any_character_is_noticed(tokens: JwtTokens) -> None:
    token = issued(tokens, 7, 1, NOW)
    signature = token.rindex(".")
    for place in (0, 5, token.index(".") + 3, signature - 2, signature + 1, len(token) - 5):
        other = "A" if token[place] != "A" else "B"
        assert refusal(tokens, token[:place] + other + token[place + 1 :]) == "invalid_token"


def test_a_signature_is_not_carried_over_to_other_claims(tokens: JwtTokens) -> None:
    header, _, signature = issued(tokens, 7, 1, NOW).split(".")
    forged = urlsafe_b64encode(json.dumps(claims(sub="1")).encode()).decode().rstrip("=")
    assert refusal(tokens, f"{header}.{forged}.{signature}") == "invalid_token"


def test_tokens_without_signature_or_with_another_algorithm_are_refused(tokens: JwtTokens) -> None:
    assert refusal(tokens, jwt.encode(claims(), None, "none")) == "invalid_token"
    long = SECRET * 3
    assert refusal(JwtTokens(long), signed(long, "HS512")) == "invalid_token"
    assert refusal(tokens, signed().rpartition(".")[0] + ".") == "invalid_token"


def test_another_secret_is_refused(tokens: JwtTokens) -> None:
    assert refusal(tokens, signed("another secret of more than 32 bytes")) == "invalid_token"


@pytest.mark.parametrize("missing", ["sub", "iat", "exp", "jti"])
def test_every_claim_is_required(tokens: JwtTokens, missing: str) -> None:
    assert tokens.read(signed(), NOW).user_id == 7
    assert refusal(tokens, signed(**{missing: ...})) == "invalid_token"
    assert refusal(tokens, signed(**{missing: None})) == "invalid_token"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sub": 7},
        {"iss": 7},
        {"iss": ["0f"]},
        {"iat": "yesterday"},
        {"iat": 10**30},
        {"sub": "007"},
        {"sub": "seven"},
        {"sub": "-7"},
        {"sub": "٧"},
        {"sub": "99999999999999999999"},
        {"sub": ""},
        {"exp": "tomorrow"},
        {"exp": 4e9},
        {"exp": True},
        {"exp": 10**30},
        {"exp": float("nan")},
        {"exp": -(10**18)},
        {"jti": 5},
        {"jti": "no-generation"},
        {"jti": "1."},
        {"jti": "x.AAAAAAAAAAAAAAAAAAAAAA"},
        {"jti": "1.AAAAAAAAAAAAAAAAAAAAAA" * 9},
    ],
)
def test_malformed_claims_are_refused_even_if_signed(tokens: JwtTokens, wrong: dict[str, Any]) -> None:
    header = {"alg": "HS256", "typ": "JWT"}
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims(**wrong))]
    message = b".".join(parts)
    signature = jwt.get_algorithm_by_name("HS256").sign(message, SECRET.encode())
    token = (message + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode()
    assert refusal(tokens, token) == "invalid_token"


@given(st.one_of(st.text(), st.text("abc._-=", max_size=60), st.binary().map(lambda b: b.decode("latin-1"))))
def test_any_other_text_is_refused(text: str) -> None:
    assert refusal(JwtTokens(SECRET), text) == "invalid_token"


def test_deeply_nested_payloads_and_overlong_tokens_are_refused(tokens: JwtTokens) -> None:
    deep = urlsafe_b64encode(b"[" * 700).decode().rstrip("=")
    header = signed().split(".")[0]
    signature = jwt.get_algorithm_by_name("HS256").sign(f"{header}.{deep}".encode(), SECRET.encode())
    end = urlsafe_b64encode(signature).decode().rstrip("=")
    assert refusal(tokens, f"{header}.{deep}.{end}") == "invalid_token"
    assert refusal(tokens, "a" * 1_000_000) == "invalid_token"


def test_reading_a_token_again_is_only_a_lookup(tokens: JwtTokens) -> None:
    token = issued(tokens, 7, 1, NOW)
    begun = time.perf_counter()
    for _ in range(200):
        JwtTokens(SECRET).read(token, NOW)
    first_reads = time.perf_counter() - begun
    tokens.read(token, NOW)
    begun = time.perf_counter()
    for _ in range(200):
        tokens.read(token, NOW)
    assert time.perf_counter() - begun < first_reads / 5
