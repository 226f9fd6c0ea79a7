"""The rules of reports."""

from tms_core.actor import Role

ADMIN = Role.ADMIN

ALLOWED = {
    "generate_report": {ADMIN},
}
