"""The organisation, in memory."""

from dataclasses import replace

from tms_adapters.memory.feature import MemoryFeature
from tms_adapters.memory.tables import TableKey, Touch
from tms_core.application import utc_now
from tms_core.organisation.feature import ORGANISATION as ORGANISATION_FEATURE
from tms_core.organisation.logo import Logo
from tms_core.organisation.model import Organisation, OrganisationRepository

ORGANISATION: TableKey[int, Organisation] = TableKey("organisation")
LOGO: TableKey[int, Logo] = TableKey("logo")
ONLY = 1
NEW = Organisation(updated_at=utc_now())


class MemoryOrganisation:
    """Implements ``OrganisationRepository``."""

    def __init__(self, touch: Touch) -> None:
        self._touch = touch

    async def get(self) -> Organisation:
        return (await self._touch())[ORGANISATION].get(ONLY) or NEW

    async def logo(self) -> Logo | None:
        return (await self._touch())[LOGO].get(ONLY)

    async def lock(self) -> Organisation:
        return await self.get()

    async def update(self, before: Organisation, after: Organisation) -> None:
        (await self._touch())[ORGANISATION].put(ONLY, replace(after, fixed=()))

    async def save_logo(self, logo: Logo | None) -> None:
        table = (await self._touch())[LOGO]
        if logo is None:
            table.drop(ONLY)
        else:
            table.put(ONLY, logo)


FEATURE = MemoryFeature(
    feature=ORGANISATION_FEATURE,
    repositories={OrganisationRepository: lambda unit: MemoryOrganisation(unit.touch)},
)
