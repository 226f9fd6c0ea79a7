"""Many people request the same thing at once, through web processes that write to different nodes."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.blackbox.installation import Someone
from tests.findings import Findings
from tests.services import RunningProduct

RACERS = 8
SEATS = 3
RETRY_SECONDS = 0.2
FIRST_HOUR = datetime(2032, 3, 1, 9, tzinfo=UTC)
Answers = Sequence[httpx.Response]


@dataclass
class Races:
    """Runs races and records their results. ``trainers`` and ``trainees`` are at least as many as racers."""

    client: httpx.AsyncClient
    products: Sequence[RunningProduct]
    admin: Someone
    trainers: Sequence[Someone]
    trainees: Sequence[Someone]
    winners: dict[str, int] = field(default_factory=dict)
    """By the title of the contested session: how many racers were told that they won."""
    different_ids: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    """Responses saying that the database is unavailable; every racer tried again with the same key."""
    _rounds: int = 0
    _races: int = 0

    async def run(self, rounds: int) -> None:
        """Run this many rounds of every kind of race."""
        for _ in range(rounds):
            self._rounds += 1
            await self._for_an_hour_of_one_trainer()
            await self._for_an_hour_of_one_trainee()
            await self._for_seats()
            await self._for_one_key()

    async def _for_an_hour_of_one_trainer(self) -> None:
        body = self._session("Hour of a trainer", hour=0)
        answers = await self._race([("POST", "/sessions/", body)] * RACERS)
        self._count(body, answers)

    async def _for_an_hour_of_one_trainee(self) -> None:
        body = self._session("Hour of a trainee", hour=1, trainee_ids=[self.trainees[0].id])
        bodies = [body | {"trainer_id": trainer.id} for trainer in self.trainers[:RACERS]]
        answers = await self._race([("POST", "/sessions/", one) for one in bodies])
        self._count(body, answers)

    async def _for_seats(self) -> None:
        body = self._session("Three seats", hour=2, capacity=SEATS)
        [made] = await self._race([("POST", "/sessions/", body)])
        assert made.status_code == 201, made.text
        session = f"/sessions/{made.json()['id']}"
        await self._until_everywhere(session)
        path = f"{session}/trainees"
        await self._until_every_product_shows(f"/sessions/{made.json()['id']}")
        answers = await self._race(
            [("POST", path, {"trainee_ids": [trainee.id]}) for trainee in self.trainees[:RACERS]]
        )
        self._count(body, answers)

    async def _until_every_product_shows(self, path: str) -> None:
        """A busy node may lag briefly behind the one that accepted the write."""
        headers = {"Authorization": f"Bearer {self.admin.token}"}
        for product in self.products:
            while True:
                answer = await self.client.get(product.base_url + path, headers=headers)
                if answer.status_code not in (404, 503):
                    break
                await asyncio.sleep(RETRY_SECONDS)

    async def _for_one_key(self) -> None:
        body = self._session("One key", hour=3)
        path = "/sessions/?allow_conflicts=true"  # only the key may prevent the second one
        answers = await self._race([("POST", path, body)] * RACERS, key=f"one-key-{self._rounds}")
        made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
        self.winners[body["title"]] = len(made)
        self.different_ids += len(made) > 1

    async def _until_everywhere(self, path: str) -> None:
        """A node applies another node's writes slightly later; until then it does not know of them."""
        headers = {"Authorization": f"Bearer {self.admin.token}"}
        for product in self.products:
            while (await self.client.get(product.base_url + path, headers=headers)).status_code == 404:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    def _session(self, title: str, hour: int, **fields: Any) -> dict[str, Any]:
        start = FIRST_HOUR + timedelta(days=self._rounds, hours=hour)
        return {
            "title": f"{title}, round {self._rounds}",
            "trainer_id": self.trainers[0].id,
            "scheduled_date": start.isoformat(),
            "duration_minutes": 60,
        } | fields

    async def _race(self, calls: Sequence[tuple[str, str, Any]], key: str | None = None) -> Answers:
        self._races += 1
        answers = await asyncio.gather(
            *(
                self._answer(method, self.products[lane % len(self.products)].base_url + path, body, own_key)
                for lane, (method, path, body) in enumerate(calls)
                for own_key in [key or f"race-{self._races}-{lane}"]
            )
        )
        self.statuses.update(answer.status_code for answer in answers)
        return answers

    async def _answer(self, method: str, url: str, body: Any, key: str) -> httpx.Response:
        """The response, after as many attempts as needed: a racer retries when the database is unavailable."""
        headers = {"Authorization": f"Bearer {self.admin.token}", "Idempotency-Key": key}
        while True:
            answer = await self.client.request(method, url, json=body, headers=headers)
            if answer.status_code != 503:
                return answer
            self.refused += 1
            await asyncio.sleep(RETRY_SECONDS)

    def _count(self, body: dict[str, Any], answers: Answers) -> None:
        self.winners[body["title"]] = sum(answer.is_success for answer in answers)

    def report(self, findings: Findings, sessions: Sequence[dict[str, Any]]) -> None:
        """Compare what the racers were told with the resulting ``sessions``."""
        stored = defaultdict(list)
        for session in sessions:
            stored[session["title"]].append(session)
        findings.note("races run", len(self.winners))
        for kind, seats in (
            ("Hour of a trainer", 0),
            ("Hour of a trainee", 0),
            ("Three seats", SEATS),
            ("One key", 0),
        ):
            titles = [title for title in self.winners if title.startswith(kind)]
            wanted = seats or 1
            told = Counter(self.winners[title] for title in titles)
            findings.exactly(f"{kind}: winners told of it, rounds", dict(told), {wanted: len(titles)})
            there = Counter(
                stored[title][0]["trainee_count"] if seats and stored[title] else len(stored[title])
                for title in titles
            )
            findings.exactly(f"{kind}: winners in the database, rounds", dict(there), {wanted: len(titles)})
        findings.none("One key: rounds with different answers", self.different_ids)
        findings.note("Refused with 503, and tried again", self.refused)
        findings.note("Answers to racers", dict(sorted(self.statuses.items())))
        findings.none(
            "Answers other than 200, 201, 409",
            sum(n for code, n in self.statuses.items() if code not in (200, 201, 409)),
        )
