"""Redis."""

import time
from collections.abc import AsyncIterator

from tms_core.errors import Unavailable
from tms_core.extras import MissingExtra
from tms_web.doctor import Finding, Patient, check, ok, problem, warning


@check("bus", place=65)
async def bus(patient: Patient) -> AsyncIterator[Finding]:
    """Whether Redis answers. Without it everything works, a tenth of a second later."""
    url = patient.settings.bus_url
    if url is None:
        yield ok("not used (TMS_BUS_URL): processes look for changes ten times a second")
        return
    asked = time.monotonic()
    try:
        await patient.ping_bus(url)
    except Unavailable as error:
        yield warning(
            f"Redis does not answer: {error.detail}",
            "Start it, or check TMS_BUS_URL. Until then changes arrive a tenth of a second later.",
        )
    except MissingExtra as error:
        yield problem(error.problem, error.remedy)
    else:
        yield ok(f"Redis answers in {(time.monotonic() - asked) * 1000:.0f} ms")
