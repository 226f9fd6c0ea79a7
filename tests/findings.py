"""The figures of a run with their limits: printed in full, then checked."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    what: str
    found: object
    wanted: str
    good: bool


@dataclass
class Findings:
    """Collects figures; ``str()`` is a table of them, ``check()`` fails if one is outside its limit."""

    lines: list[Finding] = field(default_factory=list)

    def exactly(self, what: str, found: object, wanted: object) -> None:
        self.lines.append(Finding(what, found, str(wanted), found == wanted))

    def none(self, what: str, found: int) -> None:
        self.exactly(what, found, 0)

    def at_most(self, what: str, found: float, most: float) -> None:
        self.lines.append(Finding(what, f"{found:g}", f"≤ {most:g}", found <= most))

    def at_least(self, what: str, found: float, least: float) -> None:
        self.lines.append(Finding(what, f"{found:g}", f"≥ {least:g}", found >= least))

    def note(self, what: str, found: object) -> None:
        """For information only; any value is accepted."""
        self.lines.append(Finding(what, found, "", True))

    def __str__(self) -> str:
        table = [("", "found", "wanted", "")]
        table += [
            (line.what, str(line.found), line.wanted, "" if line.good else "WRONG") for line in self.lines
        ]
        widths = [max(len(row[column]) for row in table) for column in range(2)]
        return "".join(
            f"\n  {what:<{widths[0]}}  {found:>{widths[1]}}  {wanted}  {verdict}".rstrip()
            for what, found, wanted, verdict in table
        )

    def wrong(self) -> list[str]:
        """A sentence for each figure that is outside its limit."""
        return [f"{line.what}: {line.found} instead of {line.wanted}" for line in self.lines if not line.good]

    def check(self) -> None:
        assert not self.wrong(), "; ".join(self.wrong())
