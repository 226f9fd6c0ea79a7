"""Days and times as people write them, in a reader's language, time zone and clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from tms_core.organisation.model import Clock, Language

MONTHS = {
    Language.ENGLISH: (
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
    ),
    Language.PORTUGUESE: (
        [
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ]
    ),
}
DAYS = {
    Language.ENGLISH: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    Language.PORTUGUESE: (
        ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"]
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Writes times for one reader. ``now`` decides what is today, and which years need not be named."""

    language: Language
    zone: tzinfo
    clock: Clock
    now: datetime

    def time(self, instant: datetime) -> str:
        """A time of day: ``09:00`` or ``9:00 AM``."""
        local = instant.astimezone(self.zone)
        if self.clock is Clock.TWENTY_FOUR:
            return f"{local:%H:%M}"
        return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"

    def day(self, instant: datetime, *, short: bool = False) -> str:
        """A day: ``Tuesday 3 March``, ``terça-feira, 3 de março``; ``short``: ``Tue 3 March``, ``terça, 3 de março``."""
        local = instant.astimezone(self.zone)
        weekday = DAYS[self.language][local.weekday()]
        month = MONTHS[self.language][local.month - 1]
        is_this_year = local.year == self.now.astimezone(self.zone).year
        if self.language is Language.PORTUGUESE:
            year = "" if is_this_year else f" de {local.year}"
            return f"{weekday.removesuffix('-feira') if short else weekday}, {local.day} de {month}{year}"
        year = "" if is_this_year else f" {local.year}"
        return f"{weekday[:3] if short else weekday} {local.day} {month}{year}"

    def moment(self, instant: datetime) -> str:
        """When something begins, in few words: ``Tue 3 March 09:00``, ``terça, 3 de março, 09:00``."""
        comma = "," if self.language is Language.PORTUGUESE else ""
        return f"{self.day(instant, short=True)}{comma} {self.time(instant)}"

    def span(self, start: datetime, minutes: int) -> str:
        """From when to when: ``Tuesday 3 March, 09:00–10:30``."""
        end = start + timedelta(minutes=minutes)
        if start.astimezone(self.zone).date() == end.astimezone(self.zone).date():
            return f"{self.day(start)}, {self.time(start)}–{self.time(end)}"
        return f"{self.day(start)}, {self.time(start)} – {self.day(end)}, {self.time(end)}"

    def at(self, instant: datetime) -> str:
        """In a sentence: ``at 09:00``, ``às 09:00``, ``à 01:00``."""
        time = self.time(instant)
        if self.language is Language.ENGLISH:
            return f"at {time}"
        is_one = instant.astimezone(self.zone).hour == 1 or time.startswith("1:")
        return f"{'à' if is_one else 'às'} {time}"

    def days_until(self, instant: datetime) -> int:
        """How many midnights lie between now and then."""
        return (instant.astimezone(self.zone).date() - self.now.astimezone(self.zone).date()).days
