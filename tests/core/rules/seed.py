"""The rules of the demo data."""

from tms_core.actor import Role

ADMIN = Role.ADMIN

ALLOWED = {
    "seed_demo": {ADMIN},
}
