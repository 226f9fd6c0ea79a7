"""How the people in events are named: events keep ids alone, so that a deleted name is nowhere left."""

from collections.abc import Iterable, Mapping, Sequence

from tms_core.actor import SYSTEM, Actor
from tms_core.application import Application
from tms_core.entity import PersonRef, deleted_person
from tms_core.errors import NotAuthenticated
from tms_core.events import LoggedEvent
from tms_core.feature import EventTypes
from tms_core.realtime.visibility import people_in
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.model import User
from tms_core.users.repository import UserReader

MAX_NAMES = 50_000


class NameCache:
    """Names by id, kept up to date by the events themselves, so that an event rarely costs a query."""

    def __init__(self, application: Application, kinds: EventTypes) -> None:
        self._application = application
        self._kinds = kinds
        self._people: dict[int, PersonRef] = {}

    async def of(self, events: Sequence[LoggedEvent]) -> Mapping[int, PersonRef]:
        """The names of everyone in these events, as they are now. Raises ``Unavailable``."""
        ids = {user_id for event in events for user_id in people_in(event, self._kinds.of(event.event))}
        known = {user_id: self._people[user_id] for user_id in ids if user_id in self._people}
        if missing := ids - known.keys():
            known |= await self._application.read(_people, SYSTEM, missing)
        return known

    async def following(self, events: Sequence[LoggedEvent]) -> Mapping[int, PersonRef]:
        """The same for the newest events, and remember what they say of names."""
        known = await self.of(events)
        if len(self._people) > MAX_NAMES:
            self.clear()
        self._people |= known
        for logged in events:
            names = self._kinds.of(logged.event).names
            if names is not None and logged.event.data is not None:
                person = names(logged.event.data)
                self._people[person.id] = person
        for person in self.deleted_by(events):
            self._people[person.id] = person
        return {user_id: self._people[user_id] for user_id in known}

    def deleted_by(self, events: Iterable[LoggedEvent]) -> list[PersonRef]:
        """Those whose deletion the events tell of, by the name that stays."""
        return [
            deleted_person(logged.event.entity_id)
            for logged in events
            if self._kinds.of(logged.event).deletes_person(logged.event)
        ]

    def clear(self) -> None:
        """Forget all of them."""
        self._people.clear()


async def current_actor(application: Application, actor: Actor) -> Actor:
    """The same actor in their present role. Raises ``NotAuthenticated`` when they have been deleted."""
    if actor.id is None:
        return actor
    user = await application.read(_user, SYSTEM, actor.id)
    if user is None:
        raise NotAuthenticated("token_revoked", "This account has been deleted.")
    return user.actor


@query()
async def _people(uow: ReadUnit, _: Actor, user_ids: Iterable[int]) -> dict[int, PersonRef]:
    return await uow.repository(UserReader).people(user_ids)


@query()
async def _user(uow: ReadUnit, _: Actor, user_id: int) -> User | None:
    return await uow.repository(UserReader).get(user_id)
