"""Signing in and out, passwords and their log."""

from tms_core.auth import commands, queries
from tms_core.auth.events import PASSWORD_CHANGED, PASSWORD_RESET, SIGNED_OUT
from tms_core.auth.person_data import PERSON_DATA
from tms_core.errors import Kind, ProblemType
from tms_core.feature import Documentation, Feature


def _documentation() -> Documentation:
    from tms_core.auth.documentation import DOCUMENTATION

    return DOCUMENTATION


AUTH = Feature(
    name="auth",
    commands=(
        commands.change_password,
        commands.admin_change_password,
        commands.reset_password,
        commands.sign_out,
    ),
    queries=(queries.get_me, queries.list_password_log),
    events=(PASSWORD_CHANGED, PASSWORD_RESET, SIGNED_OUT),
    problems=(
        ProblemType(
            "not_authenticated",
            Kind.UNAUTHENTICATED,
            "No token was sent. Sign in, and send it as a Bearer token.",
        ),
        ProblemType(
            "invalid_token",
            Kind.UNAUTHENTICATED,
            "The token was not made by this installation, or has been altered.",
        ),
        ProblemType(
            "token_expired",
            Kind.UNAUTHENTICATED,
            "Tokens last for a limited time; this one's is over. Sign in again.",
        ),
        ProblemType(
            "token_revoked",
            Kind.UNAUTHENTICATED,
            "The sign-in has ended: by signing out, a change of the password, or because the account is gone.",
        ),
        ProblemType(
            "invalid_credentials",
            Kind.UNAUTHENTICATED,
            "There is no account with this name and this password.",
        ),
        ProblemType(
            "password_change_required",
            Kind.FORBIDDEN,
            "Your password is a temporary one. Choose your own with POST /auth/change-password first.",
        ),
        ProblemType("wrong_current_password", Kind.INVALID, "current_password is not your password."),
        ProblemType(
            "too_many_attempts",
            Kind.THROTTLED,
            "Too many sign-ins failed. Wait as long as Retry-After says.",
        ),
    ),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
