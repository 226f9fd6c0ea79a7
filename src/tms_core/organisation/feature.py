"""The organisation feature: what it declares, and its part of the API documentation."""

from datetime import UTC, datetime
from typing import Annotated

from tms_core.application.feature import Documentation, Feature
from tms_core.errors import Kind, ProblemType
from tms_core.organisation import use_cases
from tms_core.organisation.custom_fields import CustomField, CustomFieldOwner, CustomFieldType
from tms_core.organisation.model import (
    ORGANISATION_UPDATED,
    Language,
    Organisation,
    OrganisationChanges,
    OrganisationView,
    SignInOptions,
    to_view,
)

LOGO = "/organisation/logo?v=9f86d081884c7d65"


def _documentation() -> Documentation:
    field = CustomField(
        key="department",
        of=CustomFieldOwner.USER,
        label="Department",
        type=CustomFieldType.CHOICE,
        options=("Sales", "Service"),
    )
    example = Organisation(
        name="Lakeside College",
        time_zone="Europe/Lisbon",
        custom_fields=(field,),
        version=4,
        updated_at=datetime(2026, 4, 20, 7, 30, tzinfo=UTC),
        mail_from_name="Lakeside training",
        logo_digest=LOGO.partition("=")[2],
        fixed=("time_zone",),
    )
    return Documentation(
        package="tms_core.organisation",
        names={OrganisationView: "Organisation"},
        notes={
            "clock": "12 or 24: whether times are shown as 1:30 PM or as 13:30.",
            "custom_fields": "Fields that users and sessions have in addition, as `custom`.",
            "fixed": "Settings that the operator has fixed in the environment. For admins.",
            "join_minutes_before": "How many minutes before the start trainees are offered the link to join.",
            "key": "Names the field in `custom`.",
            "label": "The name of the field for people.",
            "language": "What people see unless they choose another language.",
            "logo_url": "Relative to the API. It changes with the image; null without a logo.",
            "mail_from_name": "The sender's name in mails; empty: the organisation's name. For admins.",
            "of": "Whether users or sessions have the field.",
            "options": "The values of a choice, in the order in which they are offered.",
            "OrganisationView.name": "Shown on the sign-in page, in the client and on reports; may be empty.",
            "password_min_length": "The shortest password that people may choose.",
            "required": "Whether new users must have a value, and new sessions if `custom` is sent.",
            "sends_mail": "Whether there is a mail server; without one each mail is a file in the data folder.",
            "time_zone": "The IANA time zone of new sessions, of statistics and of reports.",
            "week_starts_on": "1 is Monday, 7 is Sunday.",
            "weekday": "1 is Monday, 7 is Sunday.",
        },
        examples=(
            field,
            to_view(example),
            (OrganisationChanges, OrganisationChanges(name="Lakeside College", week_starts_on=7)),
            SignInOptions(organisation="Lakeside College", logo_url=LOGO, language=Language.ENGLISH),
        ),
    )


ORGANISATION = Feature(
    name="organisation",
    commands=(use_cases.update_organisation, use_cases.set_logo, use_cases.remove_logo),
    queries=(use_cases.get_organisation, use_cases.get_logo, use_cases.get_sign_in_options),
    events=(ORGANISATION_UPDATED,),
    problems=(
        ProblemType(
            "fixed_by_environment",
            Kind.CONFLICT,
            "The operator has fixed these settings in the environment; fields lists them.",
            {"fields": Annotated[list[str], "The settings that are fixed."]},
            lambda: {"fields": ["time_zone"]},
        ),
        ProblemType("logo_too_large", Kind.TOO_LARGE, "The logo has more than 256 KiB."),
        ProblemType(
            "unsupported_image",
            Kind.UNSUPPORTED,
            "The logo is no PNG, JPEG or WebP image, or has more than 4096 pixels on a side.",
        ),
    ),
    documentation=_documentation,
)
