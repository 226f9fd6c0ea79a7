"""A sign-in lasts until something ends it, and then ends at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.blackbox.installation import PASSWORD, Installation, refused
from tests.services import RunningProduct

OTHER = "another password"


def test_a_temporary_password_only_allows_choosing_a_new_one(installation: Installation) -> None:
    newcomer = installation.sign_in(installation.created()["username"])
    assert newcomer.user["is_temporary_password"]
    for path in ("/sessions/", f"/users/{newcomer.id}", "/assignments/"):
        refused(newcomer.call("GET", path), 403, "password_change_required")
    newcomer.done("GET", "/auth/me")
    changed = newcomer.done("POST", "/auth/change-password", {"new_password": OTHER})
    refused(newcomer.call("GET", "/auth/me"), 401, "token_revoked")
    assert installation.client(changed["access_token"]).get("/sessions/").status_code == 200


def test_signing_out_ends_only_this_token(installation: Installation) -> None:
    here = installation.add()
    elsewhere = installation.sign_in(here.username)
    here.done("POST", "/auth/logout")
    refused(here.call("GET", "/auth/me"), 401, "token_revoked")
    refused(here.call("POST", "/auth/logout"), 401, "token_revoked")
    elsewhere.done("GET", "/auth/me")


def test_a_new_password_ends_every_earlier_token(installation: Installation) -> None:
    here = installation.add()
    elsewhere = installation.sign_in(here.username)
    body = {"current_password": PASSWORD, "new_password": OTHER}
    changed = here.done("POST", "/auth/change-password", body)
    for old in (here, elsewhere):
        refused(old.call("GET", "/auth/me"), 401, "token_revoked")
    assert installation.client(changed["access_token"]).get("/auth/me").status_code == 200
    credentials = {"username": here.username, "password": PASSWORD}
    refused(installation.client().post("/auth/login", json=credentials), 401, "invalid_credentials")


def test_a_password_reset_ends_every_token_and_requires_a_new_password(installation: Installation) -> None:
    person = installation.add()
    reset = installation.admin.done("POST", f"/auth/reset-password/{person.id}", {})
    refused(person.call("GET", "/auth/me"), 401, "token_revoked")
    again = installation.sign_in(person.username, reset["temporary_password"])
    refused(again.call("GET", "/sessions/"), 403, "password_change_required")


def test_a_deleted_user_is_signed_out_at_once(installation: Installation) -> None:
    person = installation.add()
    installation.admin.done("DELETE", f"/users/{person.id}")
    refused(person.call("GET", "/auth/me"), 401, "token_revoked")
    credentials = {"username": person.username, "password": PASSWORD}
    refused(installation.client().post("/auth/login", json=credentials), 401, "invalid_credentials")
    installation.admin.done("POST", "/users/", installation.new_user(username=person.username))


def test_a_new_role_takes_effect_on_the_next_request(installation: Installation) -> None:
    person = installation.add()
    refused(person.call("GET", "/users/"), 403, "forbidden")
    installation.admin.done("PUT", f"/users/{person.id}", {"role": "admin"})
    person.done("GET", "/analytics/users")
    installation.admin.done("PUT", f"/users/{person.id}", {"role": "trainee"})
    refused(person.call("GET", "/analytics/users"), 403, "forbidden")


def test_a_repeated_request_is_executed_once(installation: Installation) -> None:
    body, key = installation.new_user(), {"headers": {"Idempotency-Key": "create-once"}}
    del body["password"]
    first = installation.admin.call("POST", "/users/", body, **key)
    again = installation.admin.call("POST", "/users/", body, **key)
    assert first.status_code == 201
    assert again.status_code == 201
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    other = installation.admin.call("POST", "/users/", body | {"first_name": "Else"}, **key)
    refused(other, 422, "idempotency_key_reused")
    colleague = installation.add("admin")
    refused(colleague.call("POST", "/users/", body, **key), 409, "username_taken")
    installation.admin.done("DELETE", f"/users/{colleague.id}")


def test_ten_identical_concurrent_requests_are_executed_once(installation: Installation) -> None:
    trainer = installation.add("trainer")
    body, headers = installation.new_session(), {"Idempotency-Key": "plan-once"}
    with ThreadPoolExecutor(10) as pool:
        calls = [pool.submit(trainer.call, "POST", "/sessions/", body, headers=headers) for _ in range(10)]
    answers = [call.result() for call in calls]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(trainer.done("GET", "/sessions/")) == 1


def test_an_idempotency_key_must_be_visible_ascii(installation: Installation) -> None:
    for key in ("", "with space", "x" * 256):
        answer = installation.admin.call("POST", "/sessions/", {}, headers={"Idempotency-Key": key})
        refused(answer, 422, "validation_failed")


def test_guessing_passwords_is_slowed_down(store_variables: dict[str, str]) -> None:
    with RunningProduct(store_variables) as product:
        installation = Installation(product)
        guess = {"username": "ADMIN", "password": "a guess"}
        client = installation.client()
        for _ in range(10):
            refused(client.post("/auth/login", json=guess), 401, "invalid_credentials")
        refused(client.post("/auth/login", json=guess), 429, "too_many_attempts")
        right = {"username": "admin", "password": PASSWORD}
        refused(client.post("/auth/login", json=right), 429, "too_many_attempts")
        installation.admin.done("GET", "/auth/me")
        installation.close()
