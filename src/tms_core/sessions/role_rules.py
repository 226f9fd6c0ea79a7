"""Who may be in a session: trainers and admins lead, trainees take part."""

from collections.abc import Iterable, Mapping

from tms_core.actor import Actor, Role
from tms_core.errors import FieldError, Invalid, NotPermitted
from tms_core.users.model import User

LEADERS = (Role.TRAINER, Role.ADMIN)


def check_leads_alone(actor: Actor, trainer_id: int) -> None:
    """Raises ``NotPermitted`` for a trainer who names somebody else."""
    if not actor.is_admin and trainer_id != actor.id:
        raise NotPermitted("Trainers can only plan sessions that they lead themselves.")


def check_roles(users: Mapping[int, User], trainers: Iterable[int], trainees: Iterable[int]) -> None:
    """See that people are what they should be; ``users`` holds those of them that there are.

    Raises ``Invalid`` that names every id which is no trainer or no trainee.
    """
    roles = {user.id: user.role for user in users.values()}
    errors = [
        FieldError("trainer_id", f"{trainer_id} is not a trainer")
        for trainer_id in trainers
        if roles.get(trainer_id) not in LEADERS
    ]
    errors += [
        FieldError("trainee_ids", f"{trainee_id} is not a trainee")
        for trainee_id in sorted(trainees)
        if roles.get(trainee_id) is not Role.TRAINEE
    ]
    if errors:
        raise Invalid(errors)
