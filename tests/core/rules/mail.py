"""The rules of mails."""

from tms_core.actor import Role

ADMIN = Role.ADMIN

ALLOWED: dict[str, set[Role]] = {
    "forget_old_mails": set(),
    "get_mail_logo": set(),
    "get_mail_status": {ADMIN},
    "get_outbox_mail": {ADMIN},
    "get_outbox_status": set(),
    "list_outbox": {ADMIN},
    "begin_sending": set(),
    "write_due_mails": set(),
    "postpone_unwritable": set(),
    "release_sender_lease": set(),
    "renew_sender_lease": set(),
    "retry_failed_mails": {ADMIN},
    "retry_mail": {ADMIN},
    "send_test_mail": {ADMIN},
    "settle_mail": set(),
    "take_sender_lease": set(),
}
