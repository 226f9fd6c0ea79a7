"""The values that sessions have in the fields that the organisation has defined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tms_core.organisation.custom_fields import CustomFieldOwner, CustomValue, checked, shown
from tms_core.organisation.model import organisation_of
from tms_core.sessions.events import SessionView
from tms_core.sessions.model import TrainingSession
from tms_core.unit_of_work import ReadUnit

OWNER = CustomFieldOwner.SESSION


async def values_of_new(uow: ReadUnit, values: Mapping[str, CustomValue]) -> dict[str, CustomValue]:
    """The values to store of a new session. Raises ``Invalid``, also if a required one is missing."""
    return checked((await organisation_of(uow)).custom_fields, OWNER, values)


async def changed_values(
    uow: ReadUnit, session: TrainingSession, values: Mapping[str, CustomValue]
) -> dict[str, CustomValue]:
    """All values to store once ``values`` have been applied to those of ``session``. Raises ``Invalid``."""
    return checked((await organisation_of(uow)).custom_fields, OWNER, values, session.custom)


async def as_shown(uow: ReadUnit, *sessions: TrainingSession) -> list[TrainingSession]:
    """The sessions without the values of fields that the organisation has removed. Those stay stored, and are
    shown again when the field returns."""
    if not any(session.custom for session in sessions):
        return list(sessions)
    definitions = (await organisation_of(uow)).custom_fields
    return [
        replace(session, custom=shown(definitions, OWNER, session.custom)) if session.custom else session
        for session in sessions
    ]


async def hide_removed_fields(uow: ReadUnit, views: Sequence[SessionView]) -> None:
    """The same for views that have just been read."""
    if any(view.custom for view in views):
        definitions = (await organisation_of(uow)).custom_fields
        for view in views:
            view.custom = shown(definitions, OWNER, view.custom)
