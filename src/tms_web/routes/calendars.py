"""Sessions for other calendar programs: the private feed, and single sessions as files."""

import asyncio
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Annotated

from litestar.params import PathParameter

from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.calendars import use_cases
from tms_core.calendars.model import (
    CalendarAddress,
    CalendarContents,
    CalendarStatus,
    CalendarWriter,
    FeedVersion,
)
from tms_core.entity import SuccessMessage
from tms_core.errors import NotFound, Throttled, Unavailable
from tms_core.security.log import Outcome, SecurityEvent, SecurityRecord
from tms_web.http.query_parameters import PathId
from tms_web.http.request import ApiRequest, client_of
from tms_web.http.responses import Headers, RawResponse
from tms_web.http.routing import Tag, delete, get, post, public
from tms_web.middleware.origins import rate_limit_key

TAG = Tag("Calendars", "Your sessions in other calendar programs.")

CALENDAR = "text/calendar"
CONTENT_TYPE = b"text/calendar; charset=utf-8"
FILE_NAME = re.compile(r"(?P<secret>[A-Za-z0-9_-]{43})\.ics", re.ASCII)
MAX_CACHED_BYTES = 32 * 1024 * 1024
WRONG_ADDRESSES = 20
"""How many wrong addresses a network may ask for within ``WINDOW_SECONDS``."""
WINDOW_SECONDS = 60
MAX_NETWORKS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedFeed:
    """A feed as a file, and the version that it was written from."""

    version: FeedVersion
    etag: bytes
    body: bytes


class Feeds:
    """Feeds as files. Those read last are kept, and written again only when something in them may have changed.

    Whether it has is known from the event log, so it does not matter which process made the change. One feed is written
    at a time, in a thread.
    """

    def __init__(self, writer: Callable[[], CalendarWriter]) -> None:
        """``writer`` returns what writes files; it may take long when it is first called."""
        self._writer = writer
        self._cached: OrderedDict[str, CachedFeed] = OrderedDict()
        self._bytes = 0
        self._writing = asyncio.Lock()
        self._wrong: OrderedDict[str, tuple[float, int]] = OrderedDict()

    async def read(self, application: Application, secret: str) -> CachedFeed | None:
        """The feed with this secret, or None."""
        token_hash = application.services.link_hash(secret)
        known = self._cached.get(token_hash)
        reading = await application.read(
            use_cases.read_feed, SYSTEM, token_hash, known.version if known else None
        )
        if reading is None:
            self._keep(token_hash, None)
            return None
        if known is not None and reading.contents is None:
            feed = replace(known, version=reading.version)
        else:
            assert reading.contents is not None  # noqa: S101 - nothing was known
            async with self._writing:
                body = await asyncio.to_thread(self._feed, reading.contents)
            feed = CachedFeed(version=reading.version, etag=_etag(body), body=body)
        self._keep(token_hash, feed)
        if reading.notes_use:
            # A store that cannot be written to right now must not keep anybody from reading.
            with suppress(Unavailable):
                await application.run(use_cases.note_calendar_use, SYSTEM, reading.version.user_id)
        return feed

    async def file(self, contents: CalendarContents) -> bytes:
        """A file to be imported once."""
        return await asyncio.to_thread(lambda: self._writer().file(contents))

    def _feed(self, contents: CalendarContents) -> bytes:
        return self._writer().feed(contents)

    def _keep(self, token_hash: str, feed: CachedFeed | None) -> None:
        if former := self._cached.pop(token_hash, None):
            self._bytes -= len(former.body)
        if feed is not None:
            self._cached[token_hash] = feed
            self._bytes += len(feed.body)
        while self._bytes > MAX_CACHED_BYTES:
            _, dropped = self._cached.popitem(last=False)
            self._bytes -= len(dropped.body)

    def count_wrong(self, network: str) -> int:
        """Count a request from ``network`` for an address that does not exist. Returns 0, or if there are too many, after
        how many seconds it may ask again. They are counted in each process: there is no hope of guessing 256 bits."""
        now = time.monotonic()
        since, count = self._wrong.pop(network, (now, 0))
        if now - since >= WINDOW_SECONDS:
            since, count = now, 0
        self._wrong[network] = since, count + 1
        if len(self._wrong) > MAX_NETWORKS:
            self._wrong.popitem(last=False)
        return 0 if count < WRONG_ADDRESSES else int(since + WINDOW_SECONDS - now) + 1


def _etag(body: bytes) -> bytes:
    return b'"%s"' % hashlib.sha256(body).hexdigest()[:32].encode()


FileName = Annotated[str, PathParameter(description="The secret, and `.ics`.")]


@public("/calendar/{file}", "not_found", "too_many_attempts", produces=(CALENDAR,))
async def get_feed(request: ApiRequest, file: FileName) -> RawResponse[bytes]:
    """A private calendar (RFC 5545), for programs that subscribe to it: its owner's sessions, as trainer or trainee.

    It contains sessions that ended within the last 90 days, and all later ones. Cancelled sessions stay in it as cancelled,
    deleted ones for 30 days. Times are in UTC. 404 if the address is wrong or was revoked.
    """
    feeds = _feeds(request)
    named = FILE_NAME.fullmatch(file)
    feed = await feeds.read(request.application, named["secret"]) if named else None
    if feed is None:
        raise _wrong_address(request, feeds)
    headers = [(b"etag", feed.etag), (b"cache-control", b"private, no-cache")]
    return _calendar(request, headers, feed.body, feed.etag)


def _wrong_address(request: ApiRequest, feeds: Feeds) -> Exception:
    client = client_of(request.scope)
    retry_after = feeds.count_wrong(rate_limit_key(request.scope))
    outcome = Outcome.THROTTLED if retry_after else Outcome.FAILURE
    record = SecurityRecord(event=SecurityEvent.CALENDAR_ADDRESS, outcome=outcome)
    request.application.services.security_log.write(record.by(replace(SYSTEM, client=client)))
    if retry_after:
        detail = "Too many wrong addresses. Wait a minute and try again."
        return Throttled("too_many_attempts", detail, retry_after)
    return NotFound("calendar")


def _calendar(request: ApiRequest, headers: Headers, body: bytes, etag: bytes) -> RawResponse[bytes]:
    if etag in (request.header(b"if-none-match") or b""):
        return RawResponse(304, headers, b"")
    return RawResponse(200, [(b"content-type", CONTENT_TYPE), *headers], body)


def _feeds(request: ApiRequest) -> Feeds:
    feeds: Feeds = request.scope["litestar_app"].state["calendars"]
    return feeds


@get("/sessions/{session_id}/calendar", use_cases.get_session_calendar, produces=(CALENDAR,))
async def get_session_calendar(request: ApiRequest, session_id: PathId) -> RawResponse[bytes]:
    actor = request.caller.actor
    contents = await request.application.read(use_cases.get_session_calendar, actor, session_id)
    body = await _feeds(request).file(contents)
    etag = _etag(body)
    disposition = b'attachment; filename="session-%d.ics"' % session_id
    headers = [(b"etag", etag), (b"content-disposition", disposition), *request.position]
    return _calendar(request, headers, body, etag)


@get("/users/me/calendar", use_cases.get_calendar)
async def get_calendar(request: ApiRequest) -> RawResponse[CalendarStatus]:
    return await request.read(use_cases.get_calendar)


@post("/users/me/calendar", use_cases.create_calendar, status=201)
async def create_calendar(request: ApiRequest) -> RawResponse[CalendarAddress]:
    host = (request.header(b"host") or b"").decode("latin-1")
    origin = f"{request.scope['scheme']}://{host}"
    return await request.create(_location, use_cases.create_calendar, origin)


def _location(_: CalendarAddress) -> str:
    return "/users/me/calendar"


@delete("/users/me/calendar", use_cases.revoke_calendar, "not_found")
async def revoke_calendar(request: ApiRequest) -> RawResponse[SuccessMessage]:
    return await request.run(use_cases.revoke_calendar)
