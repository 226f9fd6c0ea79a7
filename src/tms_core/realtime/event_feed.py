"""The feed for programs that embed the core: unrendered messages, through ``async for`` or callbacks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from types import TracebackType
from weakref import WeakSet

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.errors import NotAuthenticated
from tms_core.realtime.feed import Feed
from tms_core.realtime.visibility import CaughtUp, Message

log = logging.getLogger("tms.feed")

Callback = Callable[[Message], Awaitable[None] | None]


def _as_it_is(message: Message) -> Message:
    return message


class EventFeed(Feed[Message]):
    """See ``Feed``: ``async with EventFeed(application) as feed``."""

    def __init__(self, application: Application) -> None:
        super().__init__(application, _as_it_is)
        self._subscriptions: WeakSet[Subscription] = WeakSet()

    def subscribe(self, actor: Actor, callback: Callback, since: str | None = None) -> "Subscription":
        """Call ``callback`` with everything that ``actor`` may see after ``since``, or from now on.

        The calls are made in the background, in order, one at a time. A coroutine function is awaited.
        Exceptions are logged, and the next message follows regardless. The calls end with
        ``Subscription.unsubscribe``, with the feed, and when the actor's account is deleted.
        """
        subscription = Subscription(self, actor, callback, since)
        self._subscriptions.add(subscription)
        return subscription

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cancel all subscriptions and stop tailing."""
        for subscription in list(self._subscriptions):
            subscription.unsubscribe()
        await super().__aexit__(kind, error, trace)


class Subscription:
    """A subscribed callback."""

    def __init__(self, feed: EventFeed, actor: Actor, callback: Callback, since: str | None) -> None:
        self.position = since or str(feed.head)
        """Where to resume later, as ``since``: the position of the last message for
        which the callback has returned."""
        self._is_over = False
        self._resumes = since is not None
        self._feed = feed
        self._actor = actor
        self._callback = callback
        self._calling = asyncio.create_task(self._run())

    @property
    def is_active(self) -> bool:
        """Whether the callback will be called again."""
        return not (self._is_over or self._calling.done())

    def unsubscribe(self) -> None:
        """Stop the calls; a coroutine that is still running is cancelled."""
        self._is_over = True
        self._calling.cancel()

    async def _run(self) -> None:
        try:
            async for message in self._feed.follow(self._actor, self.position):
                if self._is_over:
                    return
                if self._resumes or not isinstance(message, CaughtUp):
                    await self._tell(message)
        except NotAuthenticated:
            log.info("a subscription has ended with the account of user %s", self._actor.id)
        except Exception:
            log.exception("a subscription has ended")

    async def _tell(self, message: Message) -> None:
        try:
            result = self._callback(message)
            if isawaitable(result):
                await result
        except Exception:
            log.exception("a subscriber failed; it will be called again with the next message")
        self.position = message.position
