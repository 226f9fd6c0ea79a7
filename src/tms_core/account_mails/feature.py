"""The feature of mails about accounts: what it declares, and its part of the API documentation."""

from collections.abc import Mapping

from tms_core.account_mails import address_change, address_letters, letters, new_sign_in, use_cases
from tms_core.account_mails.consumer import ACCOUNT_MAILS_CONSUMER
from tms_core.account_mails.model import (
    LINK_REQUESTED,
    EmailConfirmation,
    ForgottenPassword,
    LinkRepository,
    PasswordByLink,
)
from tms_core.actor import Actor
from tms_core.application.feature import Documentation, Feature
from tms_core.entity import PersonRef
from tms_core.errors import Kind, ProblemType
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork
from tms_core.users.feature import PASSWORD_NOTE


def _documentation() -> Documentation:
    return Documentation(
        package="tms_core.account_mails",
        notes={
            "ForgottenPassword.username": "The username or the e-mail address; case is ignored.",
            "new_password": PASSWORD_NOTE,
            "token": "What follows `#` in the link.",
        },
        examples=(
            ForgottenPassword(username="ines"),
            EmailConfirmation(token="b7Q0mYtXw2JrZ5nGk9VvLd3sAeHc8uPf1oTi6yRqKxM"),  # noqa: S106 - not a real token
            PasswordByLink(
                token="Zk3v8mWqT1b7nYc5XhE2uJ9sLrA4gD6pQoF0iKtMwVy",  # noqa: S106 - not a real token
                new_password="staple of hay 7",  # noqa: S106 - not a real password
            ),
        ),
    )


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    """Nothing: links and requests are removed within hours, and only repeat what the mails and logs say."""
    return {}


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    await uow.repository(LinkRepository).remove_all_of(departure.person.id)


PERSON_DATA: PersonData[UnitOfWork] = PersonData(export=_export, erase=_erase)


ACCOUNT_MAILS = Feature(
    name="account_mails",
    commands=(
        use_cases.request_password_link,
        use_cases.set_password_by_link,
        use_cases.invite_user,
        use_cases.forget_links,
        address_change.confirm_email,
        address_change.send_email_confirmation,
        address_change.cancel_email_change,
    ),
    queries=(use_cases.find_link,),
    upkeep=(use_cases.forget_links,),
    consumers=(ACCOUNT_MAILS_CONSUMER,),
    mail_kinds=(
        letters.PASSWORD_LINK,
        letters.INVITATION,
        letters.PASSWORD_CHANGED_MAIL,
        letters.PASSWORD_RESET_MAIL,
        letters.GUESSING,
        new_sign_in.NEW_SIGN_IN_MAIL,
        address_letters.CONFIRM_ADDRESS,
        address_letters.ADDRESS_CHANGING,
        address_letters.ADDRESS_CHANGED,
        address_letters.ADDRESS_WANTED,
    ),
    events=(LINK_REQUESTED,),
    problems=(
        ProblemType(
            "link_expired",
            Kind.INVALID,
            "The link is wrong, was used, has expired, or was replaced by a newer one. Ask for another.",
        ),
        ProblemType(
            "already_active",
            Kind.CONFLICT,
            "The account has a password already, or is deactivated, so there is nothing to invite to.",
        ),
        ProblemType(
            "no_pending_email",
            Kind.CONFLICT,
            "There is no new e-mail address that waits to be confirmed: it was confirmed or cancelled.",
        ),
        ProblemType(
            "too_many_mails",
            Kind.THROTTLED,
            "Too many invitations, or links to new addresses, were sent for this account. Try again after Retry-After seconds.",
        ),
        ProblemType(
            "no_public_url",
            Kind.CONFLICT,
            "Links cannot be mailed, because the operator has not set TMS_PUBLIC_URL.",
        ),
    ),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
