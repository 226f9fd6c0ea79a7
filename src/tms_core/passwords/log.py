"""What is written down when somebody is given a password."""

from tms_core.actor import Actor
from tms_core.passwords.model import Credentials, PasswordAction, PasswordRecord
from tms_core.passwords.repository import CredentialsRepository
from tms_core.unit_of_work import UnitOfWork


async def keep_first_password(
    uow: UnitOfWork, actor: Actor, user_id: int, password_hash: str, details: str
) -> None:
    """Give a new user their first password."""
    await uow.repository(CredentialsRepository).save_credentials(
        Credentials(user_id=user_id, password_hash=password_hash)
    )
    await log_password(uow, actor, user_id, PasswordAction.CREATED, details)


async def log_password(
    uow: UnitOfWork, actor: Actor, user_id: int, action: PasswordAction, details: str
) -> None:
    """Add a line to the password log; ``details`` say how it came about, never the password."""
    await uow.repository(CredentialsRepository).add_password_record(
        PasswordRecord(
            user_id=user_id, action=action, performed_by=actor.id, timestamp=uow.now, details=details
        )
    )
