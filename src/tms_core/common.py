"""What belongs to no single feature, declared as one: general problem types,
idempotent responses, and the event log."""

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
    ProblemType("forbidden", Kind.FORBIDDEN, "You are signed in, but you do not have permission to do this."),
    ProblemType("not_found", Kind.NOT_FOUND, "It does not exist, or you may not see it; both look the same."),
    ProblemType(
        "stale_version",
        Kind.STALE,
        "Somebody changed it since you read it. current is what is stored now; try again with its version.",
        {"current": Annotated[dict, "What is stored now."]},
        lambda: {"current": {"id": 12, "title": "First aid, part two", "version": 4}},
    ),
    ProblemType(
        "validation_failed",
        Kind.INVALID,
        "One or more fields are invalid; errors lists each of them.",
        {"errors": Annotated[list[FieldError], "Every invalid field."]},
        lambda: {"errors": [FieldError("title", "must be 1 to 100 characters long")]},
    ),
    ProblemType(
        "idempotency_key_reused",
        Kind.INVALID,
        "This Idempotency-Key was used for a different request. Use a new key for each new request.",
    ),
    ProblemType(
        "unavailable",
        Kind.UNAVAILABLE,
        "The database is unavailable or too busy. Try again after Retry-After seconds.",
    ),
)


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    """Nothing: stored responses are kept for a day, encrypted, and only repeat what the features export."""
    return {}


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    """Nothing to do here: the commit that deletes a person also clears earlier events
    about them (see ``EventType``)."""
    await uow.repository(IdempotencyRepository).remove_all_of(departure.person.id)


def _documentation() -> Documentation:
    return Documentation(
        package=__name__.rpartition(".")[0],
        names={PersonRef: "Person", SuccessMessage: "Done"},
        notes={
            "performed_by": "Who did it; null for the system.",
            "PersonRef.name": "First and last name, or “Deleted user”.",
            "version": "Counts the changes; also the value of `ETag`.",
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
