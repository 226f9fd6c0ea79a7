"""The certificate repository in memory."""

from __future__ import annotations

from dataclasses import replace

from tests.certificates.core import CERTIFICATES, Certificate, CertificateRepository, already_certified
from tms_adapters.memory.feature import MemoryFeature, Unit
from tms_adapters.memory.tables import TableKey

TABLE: TableKey[int, Certificate] = TableKey("certificates")


class MemoryCertificates:
    """Implements ``CertificateRepository``."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def add(self, certificate: Certificate) -> Certificate:
        table = (await self._unit.touch())[TABLE]
        for each in table.values():
            if (each.trainee_id, each.title) == (certificate.trainee_id, certificate.title):
                raise already_certified(each.id)
        certificate = replace(certificate, id=next(self._unit.ids(TABLE)))
        table.put(certificate.id, certificate)
        return certificate

    async def get(self, certificate_id: int) -> Certificate | None:
        return (await self._unit.touch())[TABLE].get(certificate_id)

    async def remove(self, certificate_id: int) -> None:
        (await self._unit.touch())[TABLE].drop(certificate_id)

    async def of_person(self, user_id: int) -> list[Certificate]:
        table = (await self._unit.touch())[TABLE]
        found = (each for each in table.values() if user_id in (each.trainee_id, each.issued_by))
        return sorted(found, key=lambda each: each.id)


FEATURE = MemoryFeature(feature=CERTIFICATES, repositories={CertificateRepository: MemoryCertificates})
