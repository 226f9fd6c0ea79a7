"""Limits on guessing passwords.

Every attempt takes a place before the password is looked at, and keeps it until the outcome is known. Failures within a
minute and attempts under way together never exceed the limit, neither for what is guessed at (an account) nor for where
the guesses come from (an address), so a hundred guesses at once tell no more than one after the other. Whoever finds no
place waits for one, and is refused once the failures are on record, right and wrong passwords alike.

The failures are in the store, for all processes. Places are counted in each process; an attempt whose limit was reached
through other processes meanwhile is refused afterwards.
"""

import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, NamedTuple, Protocol

from tms_core.actor import SYSTEM, Actor, Role
from tms_core.errors import Throttled
from tms_core.events import Audience, Event, EventType
from tms_core.security.places import NoPlace
from tms_core.unit_of_work import ReadPort, ReadUnit, UnitOfWork
from tms_core.use_cases import UseCaseRunner, command, query

WINDOW = timedelta(minutes=1)
STREAK_LIMIT = 100
"""Failures in a row after which there is a pause before each further attempt."""
MAX_PAUSE = timedelta(minutes=15)
STREAK_MEMORY = timedelta(days=1)
"""Failures are in a row if less than this lies between one and the next."""
KNOWN_FOR = timedelta(days=30)
"""How long an address is known after the owner of an account has signed in from it."""
IPV6_NETWORK_BITS = 64
"""The prefix of an IPv6 address that identifies a customer's network; the customer can vary the rest."""


def network_of(address: str) -> str:
    """What counts as one origin: an address, or for IPv6 the surrounding network; ``unknown`` for anything else."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((int(parsed), IPV6_NETWORK_BITS), strict=False))
    return str(parsed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """An attempt to prove something with a password.

    ``target`` is whose password it is, such as ``account:7``, and ``address`` where the attempt comes from (see
    ``network_of``); empty if only the target is limited. A failure is also counted for the targets in ``also``, which do
    not limit the attempt itself. ``user_id`` is the owner, who is told of a long streak of failures.
    """

    target: str
    address: str = ""
    also: tuple[str, ...] = ()
    user_id: int | None = None

    @property
    def origin(self) -> str:
        """What failures of the address are counted for."""
        return f"address:{self.address}" if self.address else ""

    @property
    def subjects(self) -> list[str]:
        """What a failure is counted for, in the order in which these are locked."""
        return sorted(subject for subject in (self.target, self.origin, *self.also) if subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """Failures in a row, and when the last of them was."""

    failures: int
    last_at: datetime

    @property
    def pause(self) -> timedelta:
        """How long nobody may try again: a second after ``STREAK_LIMIT`` failures, twice as long after each more."""
        more = self.failures - STREAK_LIMIT
        return timedelta() if more < 0 else min(timedelta(seconds=2 ** min(more, 20)), MAX_PAUSE)

    def rest(self, now: datetime) -> timedelta:
        """What is left of the pause; nothing if the clock has been set back to before the failures."""
        rest = self.last_at + self.pause - now
        return max(rest, timedelta()) if self.last_at <= now + WINDOW else timedelta()


class Lengthened(NamedTuple):
    """A streak before and after another failure."""

    before: Streak | None
    after: Streak


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Failures on record: at the target from the guess's ``own`` address or none, and from each of the ``others``; and
    those from its address at whatever target (``origin``). Those at the target do not bind an address that the owner has
    signed in from (``is_known``)."""

    own: int = 0
    others: Sequence[int] = ()
    origin: int = 0
    streak: Streak | None = None
    is_known: bool = False

    @property
    def is_paused(self) -> bool:
        """Whether only one attempt may be under way after each pause."""
        return not self.is_known and self.streak is not None and self.streak.failures >= STREAK_LIMIT

    def at_target(self, limit: int) -> int:
        """The failures that bind the guess. If one other origin has used up its own limit on the target, it is refused
        already and does not shut out everybody else; those of several origins together do."""
        if self.is_known:
            return 0
        loudest = max(self.others, default=0)
        return self.own + sum(self.others) - (loudest if loudest >= limit else 0)

    def is_over(self, limit: int) -> bool:
        """Whether no further guess is looked at."""
        return self.origin >= limit or self.at_target(limit) >= limit


class ThrottleReader(ReadPort, Protocol):
    """Reads failures."""

    async def failures(self, guess: Guess, since: datetime, until: datetime) -> Failures:
        """The failures after ``since`` and up to ``until``, and the streak of the target."""

    async def addresses_of(self, user_id: int, since: datetime) -> Iterable[str]:
        """The addresses that a user has signed in from after ``since``."""


class ThrottleRepository(ThrottleReader, Protocol):
    """Reads and writes failures."""

    async def lengthen_streak(self, subject: str, at: datetime, memory: timedelta) -> Lengthened:
        """Add a failure to a streak, or begin one if the last failure was more than ``memory`` away. Returns the streak
        as it is now, and as it was before; it stays locked until the unit ends."""

    async def end_streak(self, subject: str) -> None:
        """Forget a streak."""

    async def add_failure(self, guess: Guess, at: datetime, window: timedelta, memory: timedelta) -> None:
        """Record a failure for each of the guess's subjects. Failures more than ``window`` away from ``at``, in either
        direction because clocks are set back, and streaks more than ``memory`` away, are deleted."""


def account_target(user_id: int) -> str:
    """The target of attempts to sign in to an account."""
    return f"account:{user_id}"


SIGN_IN_WARNING: EventType[Any] = EventType(name="sign_in_warning", entity="account")


async def attempt(runner: UseCaseRunner, guess: Guess, check: Callable[[], Awaitable[bool]]) -> bool:
    """Whether ``check``, which looks at the password, succeeds. A failure is recorded.

    Raises ``Throttled`` ``too_many_attempts``, mostly without looking.
    """
    limit = runner.services.organisation.sign_in_failures
    standing = Failures()

    async def limits() -> Mapping[str, int]:
        nonlocal standing
        standing = await runner.read(_standing, SYSTEM, guess, limit)
        if standing.is_over(limit):
            raise _throttled(WINDOW)
        origin = {guess.origin: limit - standing.origin}
        if standing.is_known:
            return origin
        return origin | {guess.target: 1 if standing.is_paused else limit - standing.at_target(limit)}

    names = [name for name in (guess.target, guess.origin) if name]
    try:
        async with runner.services.places.taken(names, limits) as place:
            is_charged = standing.is_paused
            if is_charged:
                await runner.run(_charge, SYSTEM, guess)
            if await check():
                _check_still_free(await runner.read(_failures, SYSTEM, guess, limit), limit, is_charged)
                if standing.streak is not None:
                    await runner.run(_end_streak, SYSTEM, guess)
                return True
            place.keep_seconds = WINDOW.total_seconds()  # unless the failure gets on record
            try:
                before = await runner.run(_record, SYSTEM, guess, is_charged, limit)
            except Throttled:
                place.keep_seconds = 0  # it is not counted
                raise
            place.keep_seconds = 0
            if before.is_over(limit):
                raise _throttled(WINDOW)
            return False
    except NoPlace:
        raise _throttled(WINDOW) from None


def _check_still_free(failures: Failures, limit: int, is_charged: bool) -> None:
    """Raise ``Throttled`` if a limit was reached while the password was looked at, here or in another process."""
    if failures.is_over(limit) or (failures.is_paused and not is_charged):
        raise _throttled(WINDOW)


def _throttled(pause: timedelta) -> Throttled:
    detail = "Too many wrong passwords. Wait a minute and try again."
    return Throttled("too_many_attempts", detail, retry_after=math.ceil(pause.total_seconds()))


@query()
async def _failures(uow: ReadUnit, _: Actor, guess: Guess, limit: int) -> Failures:
    throttle = uow.repository(ThrottleReader)
    failures = await throttle.failures(guess, uow.now - WINDOW, uow.now + WINDOW)
    if guess.user_id is None or not guess.address or not (failures.is_over(limit) or failures.is_paused):
        return failures
    known = await throttle.addresses_of(guess.user_id, uow.now - KNOWN_FOR)
    return replace(failures, is_known=any(network_of(address) == guess.address for address in known))


@query()
async def _standing(uow: ReadUnit, actor: Actor, guess: Guess, limit: int) -> Failures:
    """The failures on record. Raises ``Throttled`` during a pause."""
    failures = await _failures(uow, actor, guess, limit)
    if failures.is_paused and failures.streak is not None and (rest := failures.streak.rest(uow.now)):
        raise _throttled(rest)
    return failures


@command()
async def _charge(uow: UnitOfWork, _: Actor, guess: Guess) -> None:
    """Count an attempt as failed before its password is looked at, so that all processes together make one attempt after
    each pause. Raises ``Throttled`` if another process was faster."""
    streak = await uow.repository(ThrottleRepository).lengthen_streak(guess.target, uow.now, STREAK_MEMORY)
    if streak.before is not None and (rest := streak.before.rest(uow.now)):
        raise _throttled(rest)


@command()
async def _end_streak(uow: UnitOfWork, _: Actor, guess: Guess) -> None:
    await uow.repository(ThrottleRepository).end_streak(guess.target)


@command()
async def _record(uow: UnitOfWork, actor: Actor, guess: Guess, is_charged: bool, limit: int) -> Failures:
    """Record the failure; returns those before. Raises ``Throttled`` if the streak got so long meanwhile that there must
    be pauses: an attempt without its place among them is not counted, so that the pauses grow one by one."""
    throttle, earlier = uow.repository(ThrottleRepository), None
    for subject in guess.subjects:
        if subject == guess.target and is_charged:
            continue
        streak = await throttle.lengthen_streak(subject, uow.now, STREAK_MEMORY)
        if subject == guess.target:
            earlier = streak.before
            if streak.after.failures == STREAK_LIMIT and guess.user_id is not None:
                uow.record(_warning(guess.user_id))
    before = replace(await _failures(uow, actor, guess, limit), streak=earlier)
    if before.is_paused and not is_charged:
        raise _throttled(WINDOW)
    await throttle.add_failure(guess, uow.now, WINDOW, STREAK_MEMORY)
    return before


def _warning(user_id: int) -> Event:
    """Somebody keeps guessing the password of this account; for its owner and the admins."""
    told = Audience.of(Role.ADMIN, users=[user_id])
    return SIGN_IN_WARNING(user_id, told, {"user_id": user_id, "failures": STREAK_LIMIT})
