"""Certificates: what a trainee has achieved, as confirmed by a trainer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.application.feature import Documentation, Feature
from tms_core.entity import Entity, PersonRef, SuccessMessage, deleted_person
from tms_core.errors import Conflict, Invalid, Kind, NotFound, ProblemType
from tms_core.events import Audience, Event, EventType
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork
from tms_core.use_cases import command, query
from tms_core.users.model import UserReader, UserRepository
from tms_core.validation import Id, Text, validate

Title = Annotated[str, Text(1, 100)]
Remark = Annotated[str, Text(0, 500, lines=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Entity):
    """One achievement of one trainee. The ``remark`` is visible to trainers and admins only."""

    trainee_id: Id
    issued_by: Id
    title: Title
    remark: Remark = ""
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCertificate:
    """What is needed to issue a certificate."""

    trainee_id: Id
    title: Title
    remark: Remark = ""

    def __post_init__(self) -> None:
        validate(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateView:
    """A certificate with its people. Trainees see their own, without the remark."""

    id: int
    trainee: PersonRef
    issuer: PersonRef
    title: str
    remark: str | None
    issued_at: datetime

    def for_reader(self, reader: Actor) -> CertificateView | None:
        """The certificate as ``reader`` may see it, or None. Decides this for both REST and events."""
        if reader.is_admin or reader.id == self.issuer.id:
            return self
        if reader.id != self.trainee.id:
            return None
        return CertificateView(
            id=self.id,
            trainee=self.trainee,
            issuer=self.issuer,
            title=self.title,
            remark=None,
            issued_at=self.issued_at,
        )


def to_view(certificate: Certificate, people: Mapping[int, PersonRef]) -> CertificateView:
    """The complete view of a certificate; ``people`` maps ids to names."""

    def named(user_id: int) -> PersonRef:
        return people.get(user_id) or deleted_person(user_id)

    return CertificateView(
        id=certificate.id,
        trainee=named(certificate.trainee_id),
        issuer=named(certificate.issued_by),
        title=certificate.title,
        remark=certificate.remark,
        issued_at=certificate.issued_at,
    )


class CertificateRepository(Protocol):
    """Port: storage of certificates."""

    async def add(self, certificate: Certificate) -> Certificate:
        """Store a new one; returns it with its id. Raises ``Conflict`` ``already_certified``."""

    async def get(self, certificate_id: int) -> Certificate | None:
        """One certificate, or None."""

    async def remove(self, certificate_id: int) -> None:
        """Delete one."""

    async def of_person(self, user_id: int) -> list[Certificate]:
        """Those that somebody has or has issued, by id."""


CERTIFICATE_ISSUED = EventType(
    name="certificate_issued",
    entity="certificate",
    payload=Certificate,
    people=lambda certificate: (certificate.trainee_id, certificate.issued_by),
    to_view=to_view,
    visible_to=CertificateView.for_reader,
)
CERTIFICATE_REVOKED: EventType[object] = EventType(
    name="certificate_revoked", entity="certificate", removes=True
)


def certificate_issued(certificate: Certificate) -> Event:
    """A certificate was issued."""
    return CERTIFICATE_ISSUED(certificate.id, _audience(certificate), certificate, certificate.version)


def certificate_revoked(certificate: Certificate) -> Event:
    """A certificate was revoked."""
    return CERTIFICATE_REVOKED(certificate.id, _audience(certificate), {"certificate_id": certificate.id})


def _audience(certificate: Certificate) -> Audience:
    return Audience.of(Role.ADMIN, users=[certificate.trainee_id, certificate.issued_by])


@command(Role.ADMIN, Role.TRAINER)
async def issue_certificate(uow: UnitOfWork, actor: Actor, new: NewCertificate) -> CertificateView:
    """Issue a certificate. A trainee cannot have the same one twice."""
    people = await uow.repository(UserRepository).lock([new.trainee_id, actor.user_id])
    trainee = people.get(new.trainee_id)
    if trainee is None or trainee.role is not Role.TRAINEE:
        raise Invalid.field("trainee_id", "must be the id of a trainee")
    certificate = await uow.repository(CertificateRepository).add(
        Certificate(
            trainee_id=trainee.id,
            issued_by=actor.user_id,
            title=new.title,
            remark=new.remark,
            issued_at=uow.now,
        )
    )
    uow.record(certificate_issued(certificate))
    return to_view(certificate, {user.id: user.person for user in people.values()})


@command(Role.ADMIN)
async def revoke_certificate(uow: UnitOfWork, actor: Actor, certificate_id: int) -> SuccessMessage:
    """Revoke a certificate."""
    certificate = await uow.repository(CertificateRepository).get(certificate_id)
    if certificate is None:
        raise NotFound("certificate")
    await _revoke(uow, certificate)
    return SuccessMessage(message="The certificate is revoked.")


@query(*ALL_ROLES)
async def list_certificates(uow: ReadUnit, actor: Actor, trainee_id: int) -> list[CertificateView]:
    """The certificates of a trainee, as far as you may see them."""
    found = await uow.repository(CertificateRepository).of_person(trainee_id)
    ids = {user_id for each in found for user_id in (each.trainee_id, each.issued_by)}
    people = await uow.repository(UserReader).people(ids)
    views = [to_view(each, people) for each in found if each.trainee_id == trainee_id]
    return [seen for view in views if (seen := view.for_reader(actor))]


async def _revoke(uow: UnitOfWork, certificate: Certificate) -> None:
    await uow.repository(CertificateRepository).remove(certificate.id)
    uow.record(certificate_revoked(certificate))


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    found = await uow.repository(CertificateRepository).of_person(person.id)
    own: Iterable[Certificate] = (each for each in found if each.trainee_id == person.id)
    return {"certificates": [(each.title, each.issued_at) for each in own]}


async def _blocks_deletion(uow: UnitOfWork, departure: Departure) -> Conflict | None:
    found = await uow.repository(CertificateRepository).of_person(departure.person.id)
    if not any(each.issued_by == departure.person.id for each in found):
        return None
    return Conflict(
        "has_issued_certificates", f"{departure.person.name} vouches for certificates. Revoke them first."
    )


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    for certificate in await uow.repository(CertificateRepository).of_person(departure.person.id):
        await _revoke(uow, certificate)


def _documentation() -> Documentation:
    return Documentation(
        package=__name__,
        names={CertificateView: "Certificate"},
        notes={"remark": "For those who train; null for trainees."},
        examples=(NewCertificate(trainee_id=7, title="First aid"),),
    )


CERTIFICATES = Feature(
    name="certificates",
    commands=(issue_certificate, revoke_certificate),
    queries=(list_certificates,),
    events=(CERTIFICATE_ISSUED, CERTIFICATE_REVOKED),
    problems=(
        ProblemType(
            "already_certified",
            Kind.CONFLICT,
            "The trainee has this certificate already; certificate_id is its id.",
            {"certificate_id": int},
            lambda: {"certificate_id": 3},
        ),
        ProblemType(
            "has_issued_certificates", Kind.CONFLICT, "Certificates need somebody who vouches for them."
        ),
    ),
    person_data=PersonData(export=_export, erase=_erase, blocks_deletion=_blocks_deletion),
    documentation=_documentation,
)


def already_certified(certificate_id: int) -> Conflict:
    """The error for a duplicate certificate."""
    return Conflict(
        "already_certified", "This trainee has this certificate already.", certificate_id=certificate_id
    )
