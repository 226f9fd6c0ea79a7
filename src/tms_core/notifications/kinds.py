"""What people are told: the kinds of the product."""

from tms_core.notifications import letters
from tms_core.notifications.address_letters import write_address_refused
from tms_core.notifications.assignment_letters import write_trainer_assigned
from tms_core.unit_of_work import NotificationKind

SESSION_ASSIGNED = NotificationKind(name="session_assigned", letter=letters.write_assigned)
SESSION_CHANGED = NotificationKind(name="session_changed", letter=letters.write_changed)
SESSION_CANCELLED = NotificationKind(name="session_cancelled", letter=letters.write_cancelled)
SESSION_REMOVED = NotificationKind(name="session_removed", letter=letters.write_removed)
SESSION_REMINDER = NotificationKind(name="session_reminder", letter=letters.write_reminder)
ATTENDANCE_MISSING = NotificationKind(name="attendance_missing", letter=letters.write_attendance_missing)
REPLY_RECEIVED = NotificationKind(name="reply_received", letter=letters.write_reply)
TRAINER_ASSIGNED = NotificationKind(name="trainer_assigned", letter=write_trainer_assigned)
ADDRESS_WAS_REFUSED = NotificationKind(name="address_refused", letter=write_address_refused)
# Mails of their own tell of these (``tms_core.account_mails``).
PASSWORD_WAS_RESET = NotificationKind(name="password_reset", is_fixed=True)
SIGN_IN_WARNED = NotificationKind(name="sign_in_warning", is_fixed=True)

KINDS = (
    SESSION_ASSIGNED,
    SESSION_CHANGED,
    SESSION_CANCELLED,
    SESSION_REMOVED,
    SESSION_REMINDER,
    ATTENDANCE_MISSING,
    TRAINER_ASSIGNED,
    REPLY_RECEIVED,
    ADDRESS_WAS_REFUSED,
    PASSWORD_WAS_RESET,
    SIGN_IN_WARNED,
)
