"""Links that were sent before 0008 still work after it; those that confirm an address do not survive a downgrade."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alembic import command
from sqlalchemy import text

from tests.core.organisation import World
from tests.migrations.test_migrations import drift, on
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.maintenance.migrations import configuration
from tms_core.account_mails.model import AccountLink, LinkRepository, PasswordByLink, Purpose
from tms_core.account_mails.use_cases import set_password_by_link
from tms_core.actor import SYSTEM, Actor
from tms_core.auth.model import SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command as use_case


@use_case()
async def save_link(uow: UnitOfWork, actor: Actor, link: AccountLink) -> None:
    await uow.repository(LinkRepository).save(link)


async def test_links_of_an_older_installation_still_work(url: str) -> None:
    await migrate(url)
    store = await open_store(url)
    world = World(store)
    world.now = datetime.now(UTC)
    user = await world.trainee()
    for purpose in (Purpose.RESET, Purpose.EMAIL):
        link = AccountLink(
            user_id=user.id,
            purpose=purpose,
            token_hash=world.app.services.link_hash(purpose),
            created_at=world.now,
            expires_at=world.now + timedelta(minutes=30),
            address="new@example.org" if purpose is Purpose.EMAIL else None,
        )
        await world.app.run(save_link, SYSTEM, link)
    await store.close()
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "0007"))
    kept = "SELECT purpose FROM account_links"
    assert [row[0] for row in await on(url, lambda each: each.execute(text(kept)).all())] == ["reset"]
    await migrate(url)
    # MariaDB keeps what was done before it was interrupted.
    await on(url, lambda each: each.execute(text("UPDATE alembic_version SET version_num = '0007'")))
    await migrate(url)
    assert await on(url, drift) == []
    store = await open_store(url)
    world.store = store
    later = World(store)
    later.now = world.now
    world.app = later.app
    fresh = PasswordByLink(token=Purpose.RESET, new_password="staple of hay 7")
    await world.app.run(set_password_by_link, SYSTEM, fresh)
    await sign_in(world.app, SignIn(username=user.username, password="staple of hay 7"), "192.0.2.1")
    await store.close()
