"""The feature of the consumers themselves: what it declares, and its part of the API documentation."""

from datetime import UTC, datetime

from tms_core.application.feature import Documentation, Feature
from tms_core.consumers import use_cases
from tms_core.consumers.model import ConsumerView, SetAsideEvent
from tms_core.errors import Kind, ProblemType

AT = datetime(2026, 4, 20, 7, 30, tzinfo=UTC)


def _documentation() -> Documentation:
    event = SetAsideEvent(
        position=1203,
        event_type="session_updated",
        error_type="KeyError",
        error="An unexpected error. The server's log has the details.",
        tries=6,
        set_aside_at=AT,
        retry_requested=False,
    )
    consumer = ConsumerView(
        name="certificates",
        is_gone=False,
        position=1204,
        behind=1,
        waiting_since=AT,
        holder="web-1:4711:9f86d081",
        tries=0,
        retry_at=None,
        error_type=None,
        error=None,
        missed=0,
        missed_at=None,
        set_aside_count=1,
        set_aside=[event],
    )
    return Documentation(
        package="tms_core.consumers",
        names={ConsumerView: "Consumer"},
        notes={
            "behind": "How many events come after its position.",
            "error": "Why the next event failed, or this one; null if nothing fails.",
            "error_type": "The class of the error.",
            "holder": "The process that works for it, or did last: host, process id, a random part.",
            "is_gone": "This program does not have it: its feature was removed. Nothing waits for it.",
            "missed": "How many events were pruned before it had handled them.",
            "ConsumerView.position": "It has handled everything up to this event, or set it aside.",
            "SetAsideEvent.position": "Of the event in the log.",
            "retry_at": "When the event that failed is tried again.",
            "retry_requested": "Somebody wants it to be tried again; that has not happened yet.",
            "set_aside": "The first events that it could not handle and has left behind.",
            "tries": "How often the event has failed.",
            "waiting_since": "When the next event was recorded that it has not handled yet; null if there is none.",
        },
        examples=(event, consumer),
    )


CONSUMERS = Feature(
    name="consumers",
    commands=(
        use_cases.dismiss_set_aside_event,
        use_cases.forget_pruned_events,
        use_cases.handle_again,
        use_cases.handle_events,
        use_cases.pass_gap,
        use_cases.record_failure,
        use_cases.refuse_retry,
        use_cases.register_consumers,
        use_cases.remove_consumer,
        use_cases.release_leases,
        use_cases.retry_set_aside_events,
        use_cases.save_position,
        use_cases.take_lease,
    ),
    queries=(use_cases.get_requested_retries, use_cases.get_statuses, use_cases.list_consumers),
    upkeep=(use_cases.forget_pruned_events,),
    problems=(
        ProblemType(
            "consumer_in_use",
            Kind.CONFLICT,
            "Only a consumer that this program no longer has can be removed.",
        ),
    ),
    documentation=_documentation,
)
