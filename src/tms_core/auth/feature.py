"""The auth feature: what it declares, and its part of the API documentation."""

from collections.abc import Mapping
from functools import partial

from tms_core.actor import Actor
from tms_core.application.feature import Documentation, Feature
from tms_core.auth import sign_ins, use_cases
from tms_core.auth.known_devices import NEW_SIGN_IN, KnownDeviceReader, KnownDeviceRepository
from tms_core.auth.model import (
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    SIGNED_OUT,
    AuditFilter,
    AuthReader,
    AuthRepository,
    OwnPassword,
    PasswordChange,
    PasswordChanged,
    PasswordReset,
    PasswordResetResult,
    SignIn,
    TokenResponse,
)
from tms_core.auth.sign_ins import OpenSignIn, SignInReader, SignInRepository
from tms_core.entity import PersonRef, read_all
from tms_core.errors import Kind, ProblemType
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork
from tms_core.users.feature import GENERATED_PASSWORD, NOW, PASSWORD_NOTE, TRAINEE, TRAINER
from tms_core.users.passwords import PasswordAction, PasswordRecord
from tms_core.users.throttle import SIGN_IN_WARNING

TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIyIn0.c2lnbmF0dXJl"  # noqa: S105 - not a real token
PASSWORD = "correct horse battery"  # noqa: S105 - not a real password
NEW_PASSWORD = "staple of hay 7"  # noqa: S105 - not a real password
DAY_SECONDS = 24 * 60 * 60
MAX_EXPORTED = 10_000


def _documentation() -> Documentation:
    return Documentation(
        package="tms_core.auth",
        notes={
            "SignIn.password": "Any text.",
            "SignIn.username": "The username or the e-mail address; case is ignored.",
            "access_token": "A JWT. Send it as `Authorization: Bearer …`.",
            "current_password": "Admins may omit it, and so may anybody whose password is temporary.",
            "expires_in": "How long the token lasts, in seconds.",
            "force_password_change": "True while the password is temporary; most calls are refused until it is changed.",
            "new_password": PASSWORD_NOTE,
            "OpenSignIn.address": "The network address it was begun from; empty if it is not known.",
            "OpenSignIn.agent": "The `User-Agent` it was begun with.",
            "OpenSignIn.last_seen_at": "When the last request was made, up to a minute ago.",
            "temporary_password": "Only present if it was generated. It is never shown again.",
        },
        examples=(
            SignIn(username="ines", password=PASSWORD),
            TokenResponse(
                access_token=TOKEN, expires_in=DAY_SECONDS, user=TRAINER, force_password_change=False
            ),
            PasswordChange(current_password=PASSWORD, new_password=NEW_PASSWORD),
            OwnPassword(new_password=NEW_PASSWORD),
            PasswordReset(new_password=NEW_PASSWORD),
            PasswordChanged(
                message="Your password has been changed.", access_token=TOKEN, expires_in=DAY_SECONDS
            ),
            PasswordResetResult(
                message="The password of Tomasz Nowak has been reset.", temporary_password=GENERATED_PASSWORD
            ),
            OpenSignIn(
                id=118,
                created_at=NOW,
                last_seen_at=NOW,
                address="192.0.2.17",
                agent="Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
                current=True,
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


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    page = uow.repository(AuthReader).password_log_page
    all_sign_ins = uow.repository(SignInReader).page
    performed = await read_all(partial(page, AuditFilter(performed_by=person.id)))
    return {
        "password_log": await read_all(partial(page, AuditFilter(user_id=person.id))),
        "passwords_set_for_others": [record for record in performed if record.user_id != person.id],
        "sign_ins": await read_all(partial(all_sign_ins, person.id)),
        "known_devices": await uow.repository(KnownDeviceReader).latest(person.id, MAX_EXPORTED),
    }


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    """Remove the credentials, sign-ins and known devices. The password log stays: it contains only ids, and is the audit trail."""
    await uow.repository(AuthRepository).remove_credentials(departure.person.id)
    await uow.repository(SignInRepository).remove_all_of(departure.person.id)
    await uow.repository(KnownDeviceRepository).remove_all_of(departure.person.id)


PERSON_DATA: PersonData[UnitOfWork] = PersonData(export=_export, erase=_erase)


AUTH = Feature(
    name="auth",
    commands=(
        use_cases.change_password,
        use_cases.admin_change_password,
        use_cases.reset_password,
        use_cases.sign_out,
        sign_ins.end_sign_in,
        sign_ins.end_other_sign_ins,
        sign_ins.sign_out_everybody,
    ),
    queries=(use_cases.get_me, use_cases.list_password_log, sign_ins.list_sign_ins),
    events=(PASSWORD_CHANGED, PASSWORD_RESET, SIGNED_OUT, SIGN_IN_WARNING, NEW_SIGN_IN),
    problems=(
        ProblemType(
            "not_authenticated",
            Kind.UNAUTHENTICATED,
            "The request has no token. Sign in, and send the token as a Bearer token.",
        ),
        ProblemType(
            "invalid_token",
            Kind.UNAUTHENTICATED,
            "The token was not issued by this installation, or has been altered.",
        ),
        ProblemType(
            "token_expired",
            Kind.UNAUTHENTICATED,
            "This token has expired, or its sign-in was not used for too long. Sign in again.",
        ),
        ProblemType(
            "token_revoked",
            Kind.UNAUTHENTICATED,
            "This token was revoked by signing out, by ending its sign-in, by a new password, or because the account was deleted. Sign in again.",
        ),
        ProblemType(
            "invalid_credentials",
            Kind.UNAUTHENTICATED,
            "The username or the password is wrong.",
        ),
        ProblemType(
            "password_change_required",
            Kind.FORBIDDEN,
            "Your password is temporary. Choose your own with POST /auth/change-password first.",
        ),
        ProblemType(
            "password_expired",
            Kind.UNAUTHENTICATED,
            "The password is right, but it was a temporary one and is too old. An admin can set a new one.",
        ),
        ProblemType(
            "password_unchanged",
            Kind.INVALID,
            "The new password is the temporary one, which somebody else has seen. Choose another.",
        ),
        ProblemType("wrong_current_password", Kind.INVALID, "current_password is not your current password."),
        ProblemType(
            "too_many_attempts",
            Kind.THROTTLED,
            "Too many wrong passwords for this account, or from this address. Right ones are refused too; try again after Retry-After seconds.",
        ),
    ),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
