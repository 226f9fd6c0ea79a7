"""The rules of consumers."""

from tms_core.actor import Role

ADMIN = Role.ADMIN

ALLOWED: dict[str, set[Role]] = {
    "dismiss_set_aside_event": {ADMIN},
    "forget_pruned_events": set(),
    "get_requested_retries": set(),
    "get_statuses": set(),
    "handle_again": set(),
    "handle_events": set(),
    "list_consumers": {ADMIN},
    "pass_gap": set(),
    "record_failure": set(),
    "refuse_retry": set(),
    "register_consumers": set(),
    "release_leases": set(),
    "retry_set_aside_events": {ADMIN},
    "remove_consumer": {ADMIN},
    "save_position": set(),
    "take_lease": set(),
}
