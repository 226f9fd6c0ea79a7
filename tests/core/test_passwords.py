"""Which passwords are acceptable, and generated passwords."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.organisation import NOW, PASSWORD, World, as_actor
from tms_core.actor import Role
from tms_core.auth.model import AuditFilter, OwnPassword, PasswordChange, PasswordReset, SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.auth.use_cases import admin_change_password, change_password, list_password_log, reset_password
from tms_core.entity import PageRequest
from tms_core.errors import Invalid, NotFound
from tms_core.organisation.model import Organisation
from tms_core.users.model import NewUser, User
from tms_core.users.passwords import check_password, common_passwords, generated_password
from tms_core.users.use_cases import get_user
from tms_core.validation.text import casefold_key

ORGANISATION = Organisation(updated_at=NOW)


ANA = NewUser(
    username="Ana.Maria", email="Ana@example.org", role=Role.TRAINER, first_name="Zoë", last_name="Łukasz"
)
COMMON = "is one of the most common passwords, which are guessed first; choose another"
A_NAME = "is easily guessed from a name; add at least four other characters or choose another"


def problem(password: str, organisation: Organisation = ORGANISATION) -> str | None:
    try:
        check_password(password, ANA, organisation, "password")
    except Invalid as refusal:
        return refusal.errors[0].message
    return None


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("12345", "must be at least 6 characters long"),
        ("k2j3h4", None),
        ("x" * 256, None),
        ("x" * 257, "must be at most 256 characters long"),
        ("x" * 5000, "must be at most 256 characters long"),
        ("пароль", None),
        ("🦊🐻🐼🐨🐯🦁", None),
        ("a\x00bcdef", None),
        ("abc\ud800def", "must be valid Unicode text"),
        ("ana.maria", "must not be the username or the e-mail address"),
        ("ＡＮＡ.maria", "must not be the username or the e-mail address"),
        ("ANA@EXAMPLE.ORG", "must not be the username or the e-mail address"),
        ("e\u0301" * 5, "must be at least 6 characters long"),  # five letters, however they are typed
    ],
)
def test_a_password_must_be_long_enough_and_not_the_name(password: str, message: str | None) -> None:
    assert problem(password) == message


@pytest.mark.parametrize(
    "password",
    [
        "123456",
        "PassWord",
        " password ",
        "ｐａｓｓｗｏｒｄ",
        "qwerty123",
        "      ",
        "\u3000" * 6,
        "\u2800" * 8,
    ],
)
def test_the_most_common_passwords_and_blanks_are_refused(password: str) -> None:
    assert problem(password) == COMMON


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("ana.maria1", A_NAME),  # the user name
        ("AnaMaria!!!", A_NAME),
        ("example.1", A_NAME),  # a word of the address
        ("example.org", None),
        ("lukasz24", A_NAME),  # the last name, as it is typed without its letters
        ("Łukasz999", A_NAME),
        ("Łukasz2024", None),
        ("zoelukasz7", A_NAME),
        ("zoe1234x", None),  # three letters are too few for a name
        ("marina-school", A_NAME),
        ("MarinaSchool1", A_NAME),
        ("school77", A_NAME),
        ("school7777", None),
    ],
)
def test_a_password_that_is_little_more_than_a_name_is_refused(password: str, message: str | None) -> None:
    marina = replace(ORGANISATION, name="Marina School")
    assert problem(password, marina) == message


def test_the_list_of_common_passwords_is_whole_and_folded() -> None:
    known = common_passwords()
    assert len(known) == 10_000
    assert all(casefold_key(each) == each for each in known)
    assert {"123456", "password", "dragon"} < known


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=11, max_size=256))
def test_any_unicode_password_is_accepted(password: str) -> None:
    assert problem(password) in (None, COMMON, A_NAME, "must not be the username or the e-mail address")


@pytest.mark.parametrize("least", [1, 14, 60])
def test_a_generated_password_follows_the_policy_and_is_never_the_same(least: int) -> None:
    organisation = replace(ORGANISATION, password_min_length=least)
    made = {generated_password(organisation) for _ in range(50)}
    assert len(made) == 50
    assert all(problem(password, organisation) is None for password in made)
    assert not set("".join(made)) & set("iIl1oO0"), "letters that look alike"


async def stored(world: World, user: User) -> User:
    return await world.app.read(get_user, as_actor(user), user.id)


async def works(world: World, user: User, password: str) -> bool:
    try:
        await sign_in(world.app, SignIn(username=user.username, password=password), "::1")
    except Exception:
        return False
    return True


async def test_choosing_a_password_replaces_the_temporary_one(world: World) -> None:
    user = await world.trainee()
    assert (await stored(world, user)).is_temporary_password
    await world.app.run(change_password, as_actor(user), PasswordChange(new_password="my own"))
    assert not (await stored(world, user)).is_temporary_password
    assert await works(world, user, "my own")
    assert not await works(world, user, PASSWORD)


@pytest.mark.parametrize(
    ("current", "code", "field"),
    [
        (None, "validation_failed", "current_password"),
        ("wrong", "wrong_current_password", "current_password"),
        ("", "wrong_current_password", "current_password"),
    ],
)
async def test_changing_a_permanent_password_needs_the_current_one(
    world: World, current: str | None, code: str, field: str
) -> None:
    user = await world.trainee()
    await world.app.run(change_password, as_actor(user), PasswordChange(new_password="my own"))
    attempt = PasswordChange(new_password="another", current_password=current)
    with pytest.raises(Invalid) as refusal:
        await world.app.run(change_password, as_actor(user), attempt)
    assert (refusal.value.code, refusal.value.errors[0].field) == (code, field)
    assert await works(world, user, "my own")
    right = PasswordChange(new_password="another", current_password="my own")
    assert (await world.app.run(change_password, as_actor(user), right)).token_type == "bearer"


async def test_admins_may_omit_the_current_password(world: World) -> None:
    admin = await world.admin()
    for password in ("first own", "second own"):
        await world.app.run(change_password, as_actor(admin), PasswordChange(new_password=password))
    await world.app.run(admin_change_password, as_actor(admin), OwnPassword(new_password="third own"))
    assert await works(world, admin, "third own")


@pytest.mark.parametrize("new", ["short", "x" * 257])
async def test_a_bad_new_password_changes_nothing(world: World, new: str) -> None:
    admin = await world.admin()
    actor = as_actor(admin)
    attempts = (
        world.app.run(change_password, actor, PasswordChange(new_password=new)),
        world.app.run(admin_change_password, actor, OwnPassword(new_password=new)),
        world.app.run(reset_password, actor, admin.id, PasswordReset(new_password=new)),
        world.trainee(username="eva", password=new),
    )
    for attempt in attempts:
        with pytest.raises(Invalid):
            await attempt
    assert await works(world, admin, PASSWORD)


async def test_a_reset_password_is_shown_only_if_it_was_generated(world: World) -> None:
    boss, user = as_actor(await world.admin()), await world.trainee()
    made_up = await world.app.run(reset_password, boss, user.id, PasswordReset())
    assert await works(world, user, made_up.temporary_password)
    chosen = await world.app.run(reset_password, boss, user.id, PasswordReset(new_password="chosen"))
    assert chosen.temporary_password is None
    assert await works(world, user, "chosen")
    assert (await stored(world, user)).is_temporary_password
    with pytest.raises(NotFound):
        await world.app.run(reset_password, boss, 10**9, PasswordReset())


async def test_the_log_says_what_happened_by_whom_and_never_the_password(world: World) -> None:
    admin, user = await world.admin(), await world.trainee()
    boss = as_actor(admin)
    await world.app.run(change_password, as_actor(user), PasswordChange(new_password="secret one"))
    await world.app.run(reset_password, boss, user.id, PasswordReset(new_password="secret two"))
    made_up = await world.app.run(reset_password, boss, user.id, PasswordReset())
    log = await world.app.read(list_password_log, boss, AuditFilter(user_id=user.id), PageRequest())
    assert [(line.action, line.performed_by, line.details) for line in log.items] == [
        ("reset", admin.id, "A temporary password was generated."),
        ("reset", admin.id, "A temporary password was chosen."),
        ("changed", user.id, "Chosen by the user."),
        ("created", None, "A temporary password was chosen."),
    ]
    for secret in ("secret", made_up.temporary_password, PASSWORD):
        assert secret not in repr(log)


async def refusal_of(attempt: Awaitable[object]) -> tuple[str, str]:
    with pytest.raises(Invalid) as refusal:
        await attempt
    return refusal.value.code, refusal.value.errors[0].field


async def test_easily_guessed_passwords_are_refused_wherever_one_is_chosen(world: World) -> None:
    admin = await world.admin(username="marina")
    boss, run = as_actor(admin), world.app.run
    for guessed in ("password", "Marina77"):
        for attempt, field in (
            (world.trainee(username="Marina.7", password=guessed), "password"),
            (run(change_password, boss, PasswordChange(new_password=guessed)), "new_password"),
            (run(admin_change_password, boss, OwnPassword(new_password=guessed)), "new_password"),
            (run(reset_password, boss, admin.id, PasswordReset(new_password=guessed)), "new_password"),
        ):
            assert await refusal_of(attempt) == ("password_common", field)
    assert await works(world, admin, PASSWORD)


async def test_a_temporary_password_cannot_be_kept(world: World) -> None:
    user = await world.trainee(password="Grüße aus Köln")
    kept = ("Grüße aus Köln", unicodedata.normalize("NFD", "Grüße aus Köln"))
    for password in kept:
        change = PasswordChange(current_password=kept[0], new_password=password)
        attempt = world.app.run(change_password, as_actor(user), change)
        assert await refusal_of(attempt) == ("password_unchanged", "new_password")
    assert (await stored(world, user)).is_temporary_password
    await world.app.run(change_password, as_actor(user), PasswordChange(new_password="my own one"))
    same = PasswordChange(current_password="my own one", new_password="my own one")
    assert await world.app.run(change_password, as_actor(user), same), "one's own may be kept"
