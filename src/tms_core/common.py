"""What belongs to no single feature, declared as one: general refusals, kept responses, and the event log."""

from collections.abc import Mapping
from typing import Annotated

from tms_core.actor import Actor
from tms_core.entity import PersonRef, SuccessMessage
from tms_core.errors import FieldError, Kind, ProblemType
from tms_core.events import RESYNC
from tms_core.feature import Documentation, Feature
from tms_core.idempotency import IdempotencyRepository
from tms_core.person_data import Departure, PersonData
from tms_core.unit_of_work import ReadUnit, UnitOfWork

PROBLEMS = (
    ProblemType("forbidden", Kind.FORBIDDEN, "You are known, and this is not for you to do."),
    ProblemType(
        "not_found", Kind.NOT_FOUND, "There is no such thing, or it is not for you to see: both look alike."
    ),
    ProblemType(
        "stale_version",
        Kind.STALE,
        "It was changed since you read it. current holds what is stored now; decide, and send its version.",
        {"current": Annotated[dict, "What is stored now."]},
        lambda: {"current": {"id": 12, "title": "First aid, part two", "version": 4}},
    ),
    ProblemType(
        "validation_failed",
        Kind.INVALID,
        "One or more fields cannot be accepted; errors names each of them.",
        {"errors": Annotated[list[FieldError], "Every field that cannot be accepted."]},
        lambda: {"errors": [FieldError("title", "must be 1 to 100 characters long")]},
    ),
    ProblemType(
        "idempotency_key_reused",
        Kind.INVALID,
        "The Idempotency-Key came with another request before. Choose a new one for each new request.",
    ),
    ProblemType(
        "unavailable", Kind.UNAVAILABLE, "The database is away, or too busy. Try again after Retry-After."
    ),
)


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    """Responses are kept for a day, encrypted, and repeat what the features hold."""
    return {}


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    """What earlier events tell of the person is emptied with the commit that deletes them: see ``EventType``."""
    await uow.repository(IdempotencyRepository).remove_all_of(departure.person.id)


def _documentation() -> Documentation:
    return Documentation(
        package=__name__.rpartition(".")[0],
        names={PersonRef: "Person", SuccessMessage: "Done"},
        notes={
            "performed_by": "Who did it; null: the system itself.",
            "PersonRef.name": "First and last name, or “Deleted user”.",
            "version": "Counts changes; the value of `ETag`.",
        },
        examples=(SuccessMessage(message="Done."),),
    )


COMMON = Feature(
    name="common",
    events=(RESYNC,),
    problems=PROBLEMS,
    person_data=PersonData(export=_export, erase=_erase),
    documentation=_documentation,
)
