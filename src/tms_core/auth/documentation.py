"""What the description of the API says about signing in."""

from tms_core.auth.model import (
    OwnPassword,
    PasswordChange,
    PasswordChanged,
    PasswordReset,
    PasswordResetResult,
    SignIn,
    TokenResponse,
)
from tms_core.feature import Documentation
from tms_core.passwords import PasswordAction, PasswordRecord
from tms_core.users.documentation import GENERATED_PASSWORD, NOW, PASSWORD_NOTE, TRAINEE, TRAINER

TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIyIn0.c2lnbmF0dXJl"  # noqa: S105 - opens nothing
PASSWORD = "correct horse battery"  # noqa: S105 - opens nothing
NEW_PASSWORD = "staple of hay 7"  # noqa: S105 - opens nothing
DAY_SECONDS = 24 * 60 * 60
DOCUMENTATION = Documentation(
    package="tms_core.auth",
    notes={
        "SignIn.password": "Any text.",
        "SignIn.username": "The username or the e-mail address; case is ignored.",
        "access_token": "A JWT. Send it as `Authorization: Bearer …`.",
        "current_password": "Admins may omit it, and so may anybody whose password is temporary.",
        "expires_in": "How long the token lasts, in seconds.",
        "force_password_change": "True while the password is temporary; most calls are refused until it is changed.",
        "new_password": PASSWORD_NOTE,
        "temporary_password": "Only present if it was generated. It is never shown again.",
    },
    examples=(
        SignIn(username="ines", password=PASSWORD),
        TokenResponse(access_token=TOKEN, expires_in=DAY_SECONDS, user=TRAINER, force_password_change=False),
        PasswordChange(current_password=PASSWORD, new_password=NEW_PASSWORD),
        OwnPassword(new_password=NEW_PASSWORD),
        PasswordReset(new_password=NEW_PASSWORD),
        PasswordChanged(
            message="Your password has been changed.", access_token=TOKEN, expires_in=DAY_SECONDS
        ),
        PasswordResetResult(
            message="The password of Tomasz Nowak has been reset.", temporary_password=GENERATED_PASSWORD
        ),
        PasswordRecord(
            id=31,
            user_id=TRAINEE.id,
            action=PasswordAction.RESET,
            performed_by=1,
            timestamp=NOW,
            details="A temporary password was generated.",
        ),
    ),
)
