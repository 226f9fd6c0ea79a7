"""The tables of people, which those of other features point to."""

from datetime import datetime

from tms_adapters.memory.tables import Data, TableKey
from tms_core.entity import DELETED_NAME, PersonRef
from tms_core.users.model import User

USERS: TableKey[int, User] = TableKey("users")
DELETED_USERS: TableKey[int, datetime] = TableKey("deleted_users")
USERNAMES: TableKey[str, int] = TableKey("usernames")
EMAILS: TableKey[str, int] = TableKey("emails")


def person_of(data: Data, user_id: int) -> PersonRef | None:
    """How somebody is named to others, also when they have been deleted."""
    if user := data[USERS].get(user_id):
        return user.person
    return PersonRef(id=user_id, name=DELETED_NAME) if data[DELETED_USERS].get(user_id) else None
