"""People: trainees, trainers and admins."""

from tms_core.errors import Kind, ProblemType
from tms_core.feature import Documentation, Feature
from tms_core.users import bootstrap, commands, queries
from tms_core.users.events import CREDENTIALS_SHARED, USER_CREATED, USER_DELETED, USER_UPDATED
from tms_core.users.person_data import PERSON_DATA


def _documentation() -> Documentation:
    from tms_core.users.documentation import DOCUMENTATION

    return DOCUMENTATION


USERS = Feature(
    name="users",
    commands=(
        commands.create_user,
        commands.update_user,
        commands.delete_user,
        bootstrap.add_first_admin,
        bootstrap.add_admin,
    ),
    queries=(queries.list_users, queries.get_user, queries.export_person),
    events=(USER_CREATED, USER_UPDATED, USER_DELETED, CREDENTIALS_SHARED),
    problems=(
        ProblemType(
            "username_taken", Kind.CONFLICT, "Somebody has this username. Upper and lower case do not differ."
        ),
        ProblemType(
            "email_taken",
            Kind.CONFLICT,
            "Somebody has this e-mail address. Upper and lower case do not differ.",
        ),
        ProblemType(
            "last_admin",
            Kind.CONFLICT,
            "Without this admin there would be none. Make somebody else an admin first.",
        ),
        ProblemType("own_account", Kind.CONFLICT, "Nobody deletes their own account; another admin can."),
    ),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
