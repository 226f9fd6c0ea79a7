"""From a token to the caller: on every request, and before anything else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.conftest import Web
from tms_core.actor import SYSTEM, Role
from tms_core.users.use_cases import delete_user, update_user


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "not_authenticated"),
        ("Bearer", "not_authenticated"),
        ("Bearer ", "not_authenticated"),
        ("Basic YWRtaW46YWRtaW4=", "not_authenticated"),
        ("Bearer nonsense", "invalid_token"),
        ("Bearer a.b.c", "invalid_token"),
        ("Bearer " + "a" * 5000, "invalid_token"),
        ("Bearer ünïcode", "invalid_token"),
    ],
)
async def test_invalid_tokens_are_refused(web: Web, header: str, code: str) -> None:
    headers = {"Authorization": header} if header else {}
    answer = await web.call("GET", "/auth/me", headers={k: v.encode("latin-1") for k, v in headers.items()})
    assert answer.status_code == 401
    assert answer.json()["code"] == code
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_the_authentication_scheme_is_case_insensitive(web: Web) -> None:
    token = await web.token(await web.world.trainee())
    answer = await web.call("GET", "/auth/me", headers={"Authorization": f"bEaReR {token}"})
    assert answer.status_code == 200


async def test_a_token_expires(web: Web) -> None:
    trainee = await web.world.trainee()
    await web.token(trainee)
    web.world.now += timedelta(days=1, seconds=1)
    answer = await web.call("GET", "/auth/me", by=trainee)
    assert [answer.status_code, answer.json()["code"]] == [401, "token_expired"]


async def test_a_token_is_revoked_by_signing_out(web: Web) -> None:
    trainee = await web.world.trainee()
    assert (await web.call("POST", "/auth/logout", by=trainee)).json() == {
        "message": "You have been signed out."
    }
    answer = await web.call("GET", "/auth/me", by=trainee)
    assert [answer.status_code, answer.json()["code"]] == [401, "token_revoked"]


async def test_a_token_ends_with_its_account(web: Web) -> None:
    trainee = await web.world.trainee()
    await web.token(trainee)
    await web.world.app.run(delete_user, SYSTEM, trainee.id)
    assert (await web.call("GET", "/auth/me", by=trainee)).status_code == 401


async def test_a_new_role_takes_effect_on_the_next_call(web: Web) -> None:
    trainee = await web.world.trainee()
    assert (await web.call("GET", "/users/", by=trainee)).status_code == 403
    await web.world.app.run(update_user, SYSTEM, trainee.id, {"role": Role.TRAINER})
    assert (await web.call("GET", "/users/", by=trainee)).status_code == 200


async def test_callers_without_permission_are_refused_before_the_body_is_read(web: Web) -> None:
    answer = await web.call("POST", "/users/", by=await web.world.trainee(), content=b"{not json")
    assert [answer.status_code, answer.json()["code"]] == [403, "forbidden"]


async def test_a_temporary_password_allows_choosing_another(web: Web) -> None:
    trainee = await web.world.trainee(username="newcomer")
    signed_in = await web.call(
        "POST", "/auth/login", json={"username": "newcomer", "password": "correct horse"}
    )
    assert signed_in.json()["force_password_change"] is True
    bearer = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
    refused = await web.call("GET", f"/users/{trainee.id}", headers=bearer)
    assert [refused.status_code, refused.json()["code"]] == [403, "password_change_required"]
    changed = await web.call(
        "POST", "/auth/change-password", headers=bearer, json={"new_password": "my own one"}
    )
    bearer = {"Authorization": f"Bearer {changed.json()['access_token']}"}
    assert (await web.call("GET", f"/users/{trainee.id}", headers=bearer)).status_code == 200


async def test_too_many_failures_from_one_address_are_429(web: Web) -> None:
    attempt = {"username": "nobody", "password": "guess"}
    answers = [await web.call("POST", "/auth/login", json=attempt) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
