"""The catalogue of all features, with their commands, queries, events and problem types.

``python -m tms_core.catalogue`` prints every command and query, and who may call it.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from tms_core.account_mails.feature import ACCOUNT_MAILS
from tms_core.actor import Actor
from tms_core.analytics.feature import ANALYTICS
from tms_core.application.feature import Documentation, Feature, Features
from tms_core.application.idempotency import IdempotencyRepository
from tms_core.assignments.feature import ASSIGNMENTS
from tms_core.auth.feature import AUTH
from tms_core.calendars.feature import CALENDARS
from tms_core.consumers.feature import CONSUMERS
from tms_core.entity import PersonRef, SuccessMessage
from tms_core.errors import FieldError, Kind, ProblemType
from tms_core.events import RESYNC
from tms_core.mail.feature import MAIL
from tms_core.notifications.feature import NOTIFICATIONS
from tms_core.organisation.feature import ORGANISATION
from tms_core.reports.feature import REPORTS
from tms_core.sessions.feature import SESSIONS
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork
from tms_core.users.feature import USERS

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
    ProblemType(
        "busy",
        Kind.UNAVAILABLE,
        "Too many passwords are waiting to be checked. Nothing was done; try again after Retry-After seconds.",
    ),
)


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    """Nothing: stored responses are kept for a day, encrypted, and only repeat what the features export."""
    return {}


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    """Remove the person's stored responses. Earlier events about them are cleared by
    the commit that deletes them (see ``EventType``)."""
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


FEATURES = Features(
    (
        COMMON,
        ORGANISATION,
        AUTH,
        USERS,
        SESSIONS,
        CALENDARS,
        ASSIGNMENTS,
        NOTIFICATIONS,
        ANALYTICS,
        MAIL,
        ACCOUNT_MAILS,
        CONSUMERS,
        REPORTS,
    )
)
"""In dependency order: each feature only builds on those before it. Documents list them in this order."""


def contents(features: Features = FEATURES) -> Iterator[str]:
    """Lines of text: each feature, then its commands and queries with the roles
    that may call them and a summary."""
    for feature in features:
        if not feature.commands and not feature.queries:
            continue
        yield feature.name
        for kind, members in (("command", feature.commands), ("query", feature.queries)):
            for each in members:
                roles = ", ".join(each.rule.roles) or "the system alone"
                summary = (each.__doc__ or "").partition("\n")[0]
                yield f"    {kind:8} {each.__name__:22} {roles:24} {summary}"


if __name__ == "__main__":
    print("\n".join(contents()))
