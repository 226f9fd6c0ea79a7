"""The rules of certificates."""

from tms_core.actor import Role

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE

ALLOWED = {
    "issue_certificate": {ADMIN, TRAINER},
    "revoke_certificate": {ADMIN},
    "list_certificates": {ADMIN, TRAINER, TRAINEE},
}
