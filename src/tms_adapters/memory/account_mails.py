"""Links that are sent by mail, and requests for them, in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tms_adapters.memory.feature import MemoryFeature, Unit
from tms_adapters.memory.tables import TableKey
from tms_core.account_mails.feature import ACCOUNT_MAILS
from tms_core.account_mails.model import WINDOW, AccountLink, LinkRepository, LinkRequest, Purpose
from tms_core.consumers.model import MAX_CLOCK_DIFFERENCE

LINKS: TableKey[tuple[int, Purpose], AccountLink] = TableKey("account_links")
REQUESTS: TableKey[int, LinkRequest] = TableKey("link_requests")


class MemoryLinks:
    """Implements ``LinkRepository``."""

    def __init__(self, unit: Unit) -> None:
        self._touch = unit.touch
        self._ids = unit.ids(REQUESTS)

    async def find(self, token_hash: str) -> AccountLink | None:
        links = (await self._touch())[LINKS].values()
        return next((link for link in links if link.token_hash == token_hash), None)

    async def count_requests(
        self, now: datetime, *, network: str | None = None, user_id: int | None = None
    ) -> int:
        return sum(
            now - WINDOW < request.requested_at <= now + MAX_CLOCK_DIFFERENCE
            and network in (None, request.network)
            and user_id in (None, request.user_id)
            for request in (await self._touch())[REQUESTS].values()
        )

    async def save(self, link: AccountLink) -> None:
        (await self._touch())[LINKS].put((link.user_id, link.purpose), link)

    async def use(self, link: AccountLink) -> bool:
        table = (await self._touch())[LINKS]
        key = (link.user_id, link.purpose)
        stored = table.get(key)
        if stored is None or stored.token_hash != link.token_hash:
            return False
        table.drop(key)
        return True

    async def add_request(self, request: LinkRequest) -> int:
        added = replace(request, id=next(self._ids))
        (await self._touch())[REQUESTS].put(added.id, added)
        return added.id

    async def get_request(self, request_id: int) -> LinkRequest | None:
        return (await self._touch())[REQUESTS].get(request_id)

    async def resolve_request(self, request: LinkRequest, user_id: int | None) -> None:
        (await self._touch())[REQUESTS].put(request.id, replace(request, typed=None, user_id=user_id))

    async def end_all_of(self, user_id: int) -> None:
        links = (await self._touch())[LINKS].items()
        await self._drop((key for key, link in links if link.user_id == user_id), ())

    async def remove_all_of(self, user_id: int) -> None:
        await self._drop(
            (key for key, link in (await self._touch())[LINKS].items() if link.user_id == user_id),
            (each.id for each in (await self._touch())[REQUESTS].values() if each.user_id == user_id),
        )

    async def forget(self, requested_before: datetime, expired_before: datetime) -> int:
        data = await self._touch()
        return await self._drop(
            (key for key, link in data[LINKS].items() if link.expires_at < expired_before),
            (each.id for each in data[REQUESTS].values() if each.requested_at < requested_before),
        )

    async def _drop(self, links: Iterable[tuple[int, Purpose]], requests: Iterable[int]) -> int:
        data = await self._touch()
        old_links, old_requests = list(links), list(requests)
        for key in old_links:
            data[LINKS].drop(key)
        for request_id in old_requests:
            data[REQUESTS].drop(request_id)
        return len(old_links) + len(old_requests)


FEATURE = MemoryFeature(feature=ACCOUNT_MAILS, repositories={LinkRepository: MemoryLinks})
