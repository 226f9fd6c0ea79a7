"""People at work: they create, change, enrol, reassign, mark, cancel, delete, rename and assign, at every process."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.blackbox.installation import Someone
from tests.realtime.people import People
from tests.services import RunningProduct

FEWEST_SESSIONS, MOST_SESSIONS = 10, 120
PAUSE_SECONDS = (0.03, 0.12)
Call = tuple[Someone, str, str, Any]


@dataclass
class Writers:
    """``people`` are grouped by role. Those in the groups ``shifting`` (trainee and trainer in turns) and ``climbing``
    (trainee and admin) are in no session."""

    client: httpx.AsyncClient
    people: People
    renames: float = 1.0
    """How often people are renamed. After each renaming, users with limited visibility reload everything."""
    statuses: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    acknowledged: set[tuple[int, int]] = field(default_factory=set)
    """Id and version of every session that a response confirmed as stored."""
    _sessions: dict[int, dict[str, Any]] = field(default_factory=dict)
    _numbers: int = 0

    async def work(self, product: RunningProduct, stop: asyncio.Event) -> None:
        """Execute one action after the other at this product, whether it is running or not."""
        while not stop.is_set():
            await self.act(product)
            await asyncio.sleep(random.uniform(*PAUSE_SECONDS))

    async def act(self, product: RunningProduct) -> None:
        """Execute one action, and count its outcome."""
        acts: list[Callable[[], Call]] = [self._plan, self._change, self._enrol, self._replace]
        acts += [self._withdraw, self._hand_over, self._mark, self._end, self._delete]
        acts += [self._rename, self._rename_admin, self._assign, self._unassign, self._shift, self._climb]
        weights = [6, 4, 4, 2, 3, 3, 4, 1, 2, 2 * self.renames, self.renames, 3, 2, 1, 1]
        [act] = random.choices(acts, weights) if len(self._sessions) > FEWEST_SESSIONS else [self._plan]
        status = await self._done(product, *act())
        self.statuses[str(status)] += 1
        self.acts[act.__name__.strip("_")] += 200 <= status < 300

    async def _done(self, product: RunningProduct, who: Someone, method: str, path: str, body: Any) -> int:
        headers = {"Authorization": f"Bearer {who.token}"}
        try:
            answer = await self.client.request(method, product.base_url + path, headers=headers, json=body)
        except httpx.TransportError:
            return 0
        if answer.is_success and path.startswith("/sessions/"):
            if method == "DELETE" and "trainees" not in path:
                self._sessions.pop(int(path.rpartition("/")[2]), None)
            else:
                self._keep(answer.json(), created=method == "POST")
        return answer.status_code

    def _keep(self, session: dict[str, Any], created: bool) -> None:
        self.acknowledged.add((session["id"], session["version"]))
        if created or session["id"] in self._sessions:
            self._sessions[session["id"]] = session

    def _plan(self) -> Call:
        if len(self._sessions) >= MOST_SESSIONS:
            return self._delete()
        begun = random.random() < 0.5
        start = datetime.now(UTC) + timedelta(minutes=random.randint(-300, -1) if begun else 60)
        body = self._people() | {
            "title": f"Session {self._next()}",
            "scheduled_date": start.isoformat(),
            "duration_minutes": 30,
            "trainer_id": random.choice(self.people["trainer"]).id,
        }
        return random.choice(self.people["admin"]), "POST", "/sessions/?allow_conflicts=true", body

    def _people(self) -> dict[str, Any]:
        chosen = random.sample(self.people["trainee"], random.randint(0, min(4, len(self.people["trainee"]))))
        return {"trainee_ids": [trainee.id for trainee in chosen]}

    def _session(self) -> tuple[Someone, dict[str, Any]]:
        """A session, and somebody who may change it: its trainer, or an admin."""
        session = random.choice(list(self._sessions.values()))
        trainer = [one for one in self.people["trainer"] if one.id == session["trainer_id"]]
        return random.choice([*trainer, random.choice(self.people["admin"])]), session

    def _put(self, body: dict[str, Any], admin: bool = False) -> Call:
        who, session = self._session()
        who = random.choice(self.people["admin"]) if admin else who
        return who, "PUT", f"/sessions/{session['id']}?allow_conflicts=true", body

    def _change(self) -> Call:
        return self._put({"title": f"Changed {self._next()}", "description": "🦊 é" * random.randint(0, 60)})

    def _replace(self) -> Call:
        return self._put(self._people())

    def _hand_over(self) -> Call:
        return self._put({"trainer_id": random.choice(self.people["trainer"]).id}, admin=True)

    def _end(self) -> Call:
        return self._put({"status": random.choice(["cancelled", "completed", "scheduled"])}, admin=True)

    def _enrol(self) -> Call:
        who, session = self._session()
        return who, "POST", f"/sessions/{session['id']}/trainees?allow_conflicts=true", self._people()

    def _withdraw(self) -> Call:
        who, session = self._session()
        leaver = random.choice(session["trainee_ids"] or [self.people["trainee"][0].id])
        return who, "DELETE", f"/sessions/{session['id']}/trainees/{leaver}", None

    def _mark(self) -> Call:
        who, session = self._session()
        records = [
            {"trainee_id": trainee_id, "status": random.choice(["present", "absent", "late", None])}
            for trainee_id in session["trainee_ids"] or [self.people["trainee"][0].id]
        ]
        return who, "PUT", f"/sessions/{session['id']}/attendance", {"records": records}

    def _delete(self) -> Call:
        _, session = self._session()
        return random.choice(self.people["admin"]), "DELETE", f"/sessions/{session['id']}", None

    def _rename(self) -> Call:
        who = random.choice([*self.people["trainer"], *self.people["trainee"]])
        return who, "PUT", f"/users/{who.id}", {"last_name": f"Renamed {self._next()}"}

    def _rename_admin(self) -> Call:
        who = random.choice(self.people["admin"])
        return who, "PUT", f"/users/{who.id}", {"first_name": f"Boss {self._next()}"}

    def _assign(self) -> Call:
        pair = {
            "student_id": random.choice(self.people["trainee"]).id,
            "teacher_id": random.choice(self.people["trainer"]).id,
        }
        return random.choice(self.people["admin"]), "POST", "/assignments/", pair

    def _unassign(self) -> Call:
        student, teacher = random.choice(self.people["trainee"]).id, random.choice(self.people["trainer"]).id
        return random.choice(self.people["admin"]), "DELETE", f"/assignments/{student}/{teacher}", None

    def _shift(self) -> Call:
        role = {"role": random.choice(["trainee", "trainer"])}
        return (
            random.choice(self.people["admin"]),
            "PUT",
            f"/users/{random.choice(self.people['shifting']).id}",
            role,
        )

    def _climb(self) -> Call:
        role = {"role": random.choice(["trainee", "admin"])}
        return (
            random.choice(self.people["admin"]),
            "PUT",
            f"/users/{random.choice(self.people['climbing']).id}",
            role,
        )

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers
