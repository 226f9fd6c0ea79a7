"""How the people in events are named: events keep ids alone, so that a deleted name is nowhere left."""

from collections.abc import Iterable, Mapping, Sequence

from tms_core.actor import SYSTEM, Actor
from tms_core.application import Application
from tms_core.entity import PersonRef
from tms_core.errors import NotAuthenticated
from tms_core.events import LoggedEvent
from tms_core.realtime.visibility import is_visibility_loss
from tms_core.sessions.model import TrainingSession
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import DELETED_NAME, User

MAX_NAMES = 50_000


class NameCache:
    """Names by id, kept up to date by the events themselves, so that an event rarely costs a query."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._people: dict[int, PersonRef] = {}

    async def of(self, events: Sequence[LoggedEvent]) -> Mapping[int, PersonRef]:
        """The names of everyone in these sessions, as they are now. Raises ``Unavailable``."""
        ids = _people_in(events)
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
        for event in events:
            if isinstance(event.event.data, User):
                self._people[event.event.data.id] = event.event.data.person
        for person in self.deleted_by(events):
            self._people[person.id] = person
        return {user_id: self._people[user_id] for user_id in known}

    def deleted_by(self, events: Iterable[LoggedEvent]) -> list[PersonRef]:
        """Those whose deletion the events tell of, by the name that stays."""
        return [
            PersonRef(id=event.event.entity_id, name=DELETED_NAME)
            for event in events
            if event.event.type == "user_deleted" and not is_visibility_loss(event)
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


def _people_in(events: Iterable[LoggedEvent]) -> set[int]:
    sessions = (event.event.data for event in events)
    return {
        person_id
        for session in sessions
        if isinstance(session, TrainingSession)
        for person_id in session.people_ids
    }


async def _people(uow: UnitOfWork, _: Actor, user_ids: Iterable[int]) -> dict[int, PersonRef]:
    return await uow.users.people(user_ids)


async def _user(uow: UnitOfWork, _: Actor, user_id: int) -> User | None:
    return await uow.users.get(user_id)
