"""Users in every sort order: the same on every store, for any names, and each of them exactly once."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contracts.stores import OpenStore
from tests.contracts.test_pagination import check_pages, read_by_key
from tests.contracts.transactions import change, look
from tests.core.organisation import NOW
from tms_core.actor import Role
from tms_core.application import Store
from tms_core.entity import Page, PageRequest
from tms_core.errors import Invalid
from tms_core.users.model import (
    User,
    UserFilter,
    UserOrder,
    UserReader,
    UserRepository,
    order_key,
    sort_key_of,
)
from tms_core.validation.text import casefold_key

letters = st.characters(exclude_categories=("Cc", "Cs", "Cn"))
awkward = st.sampled_from(
    ["a", "A", "á", "a\u0301", "ß", "SS", "ﷺ", "\u200b", "\u3164", " ", "😀", "😁", "\ufffd", "´"]
)
names = st.lists(awkward | letters, min_size=1, max_size=8).map("".join)
whole_names = st.lists(st.tuples(names, names), min_size=8, max_size=8)
SPECIAL = [
    ("a", "b"),
    ("A", "B"),
    ("a", "b\u200b"),
    ("a\u00a0", "b \u200b"),
    ("á", "b"),
    ("ﷺ" * 50, "ﷺ" * 50),
    ("ﷺ" * 50, "ﷺ" * 49),
    ("\ufffd", "b"),
    ("😀", "b"),
    ("😁", "b"),
    ("ß", "x"),
    ("SS", "x"),
    ("zz", "'\\%_\""),
]


def plainly(users: list[User], order: UserOrder) -> list[User]:
    """As Python compares text: code point by code point."""
    compared = {
        "id": lambda user: user.id,
        "name": lambda user: (sort_key_of(user), user.id),
        "username": lambda user: casefold_key(user.username),
        "email": lambda user: casefold_key(user.email),
    }[order.field]
    return sorted(users, key=compared, reverse=not order.ascending)


async def people_called(store: Store, whole: list[tuple[str, str]]) -> list[User]:
    """A user with each of the names that are valid; usernames and addresses sort differently."""
    people = []
    async with change(store) as uow:
        for number, (first_name, last_name) in enumerate(whole):
            letter = "äÄøzaZéb"[number % 8]
            with suppress(Invalid):
                user = User(
                    username=f"{letter}_{99 - number}",
                    email=f"{unicodedata.normalize('NFD', letter)}{number % 3}😀.{number}@example.org",
                    role=list(Role)[number % 3],
                    first_name=first_name,
                    last_name=last_name,
                    created_at=NOW,
                    updated_at=NOW,
                )
                people.append(await uow.repository(UserRepository).add(user))
    return people


async def remove_everybody(store: Store) -> None:
    async with change(store) as uow:
        for user in (await uow.repository(UserReader).page(UserFilter(), PageRequest(limit=500))).items:
            await uow.repository(UserRepository).remove(user, NOW)


async def check_orders(store: Store, people: list[User]) -> None:
    """Every sort order, unfiltered and for one or two roles, matches ``plainly``, page by page."""
    for order in UserOrder:
        for roles in (None, (Role.TRAINER,), (Role.TRAINER, Role.TRAINEE)):
            wanted = UserFilter(roles=roles, order=order)

            async def read(page: PageRequest, wanted: UserFilter = wanted) -> Page[User]:
                async with look(store) as uow:
                    return await uow.repository(UserReader).page(wanted, page)

            expected = plainly([user for user in people if roles is None or user.role in roles], order)
            assert await read_by_key(read, 2) == expected, order


async def test_any_names_are_in_the_same_order_everywhere(store: Store) -> None:
    people = await people_called(store, SPECIAL)
    assert len(people) == len(SPECIAL)
    await check_orders(store, people)


def test_random_names_are_in_the_same_order_everywhere(opener: Callable[[], Awaitable[OpenStore]]) -> None:
    async def prove(whole: list[tuple[str, str]]) -> None:
        store = (await opener()).store
        await remove_everybody(store)
        people = await people_called(store, whole)
        await check_orders(store, people)
        await store.close()

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(whole_names)
    def with_any_names(whole: list[tuple[str, str]]) -> None:
        asyncio.run(prove(whole))

    with_any_names()


@pytest.mark.parametrize("order", list(UserOrder))
async def test_every_way_to_page_through_a_sort_order_shows_each_user_once(
    store: Store, order: UserOrder
) -> None:
    people = await people_called(store, SPECIAL)

    async def read(page: PageRequest) -> Page[User]:
        async with look(store) as uow:
            return await uow.repository(UserReader).page(UserFilter(order=order), page)

    await check_pages(read, plainly(people, order), lambda user: order_key(user, order))


async def test_a_renamed_user_moves_and_a_deleted_one_disappears(store: Store) -> None:
    people = await people_called(store, [("Zoe", "A"), ("Eva", "B"), ("Ana", "C")])
    zoe, eva, ana = people
    async with change(store) as uow:
        moved = zoe.with_changes(NOW, first_name="ABA")
        await uow.repository(UserRepository).update(zoe, moved)
        await uow.repository(UserRepository).remove(eva, NOW)
    await check_orders(store, [moved, ana])
    async with look(store) as uow:
        found = await uow.repository(UserReader).page(UserFilter(order=UserOrder.NAME), PageRequest())
    assert [user.first_name for user in found.items] == ["ABA", "Ana"]


async def test_users_can_be_searched_in_every_sort_order(store: Store) -> None:
    people = await people_called(store, [("Zoe", "Quux"), ("Eva", "Y"), ("Ana", "Quux")])
    for order in UserOrder:
        async with look(store) as uow:
            found = await uow.repository(UserReader).page(UserFilter(q=" quux", order=order), PageRequest())
        assert (found.items, found.total) == (plainly([people[0], people[2]], order), 2)
