"""Everybody is told by mail that the sessions of a whole day are cancelled, while others go on working."""

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from threading import Condition, Thread
from time import perf_counter, sleep
from typing import NamedTuple

from benchmarks.data import fill
from benchmarks.organisation import Organisation
from benchmarks.reports.latency_during_reports import Felt, asked_during
from benchmarks.requests import Ask
from benchmarks.servers import answer, cpu_seconds, process_cpu_seconds, running_product, sign_in
from benchmarks.tables import table
from tests.core.organisation import QuickHasher, ReadableTokens
from tms_adapters.sql import open_store
from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.sessions.commands import create_session
from tms_core.sessions.model import NewSession
from tms_core.unit_of_work import Services

PEOPLE_IN_EACH = 20
MAX_SECONDS, MAX_P99 = 30.0, 50.0
PATIENCE = 600.0  # seconds for all mails
HOLD_SECONDS = 1


class Sent(NamedTuple):
    """What it took: until all requests were answered, until all mails had arrived, and the CPU seconds of the product
    and of the mail server."""

    requests: float
    mails: float
    product: float
    sink: float


class MailServer:
    """A mail server in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.pid = process.pid
        self.port = int(process.stdout.readline())
        self._mails = 0
        self._output = process.stdout
        self._changed = Condition()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._output:
            with self._changed:
                self._mails = int(line)
                self._changed.notify_all()

    def wait_for(self, mails: int) -> None:
        """Return once so many have arrived. Raises ``TimeoutError``."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._mails >= mails, PATIENCE):
                raise TimeoutError(f"only {self._mails} of {mails} mails arrived")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A running mail server."""
    command = [sys.executable, "-m", "benchmarks.smtp_sink"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield MailServer(process)
        finally:
            process.kill()


def measure_mails(url: str, organisation: Organisation, mails: int) -> str:
    """Fill a database, plan a day of sessions, start the product with one worker and cancel that day; returns a table for
    a terminal."""
    asyncio.run(fill(url, organisation))
    planned = asyncio.run(_plan_a_day(url, organisation, mails // PEOPLE_IN_EACH))
    with mail_server() as sink:
        settings = {
            "TMS_SMTP_URL": f"smtp://127.0.0.1:{sink.port}?tls=off",
            "TMS_MAIL_FROM": "training@example.org",
            "TMS_PUBLIC_URL": "https://tms.example.org",
            "TMS_MAIL_HOLD_SECONDS": str(HOLD_SECONDS),
        }
        with running_product(url, settings) as product:
            admin, trainee = (
                sign_in(product.port, user) for user in (organisation.admin, organisation.trainees[0])
            )
            _until_consumers_work(product.port, admin)

            def cancel() -> Sent:
                before = cpu_seconds(product), process_cpu_seconds(sink.pid)
                began = perf_counter()
                for session_id in planned:
                    wanted = Ask(
                        "PUT", f"/sessions/{session_id}", {"status": "cancelled", "status_reason": "Snow"}
                    )
                    answer(product.port, wanted, admin)
                requests = perf_counter() - began
                sink.wait_for(len(planned) * PEOPLE_IN_EACH)
                took = perf_counter() - began
                after = cpu_seconds(product), process_cpu_seconds(sink.pid)
                return Sent(requests, took, after[0] - before[0], after[1] - before[1])

            quiet, _ = asked_during(product.port, trainee, lambda: sleep(2))
            felt, sent = asked_during(product.port, trainee, cancel)
    is_met = sent.mails <= MAX_SECONDS and felt.p99 <= MAX_P99
    head = [
        "",
        "mails",
        "cancelled s",
        "arrived s",
        "mails/s",
        "CPU s",
        "mail server CPU s",
        "GET median ms",
        "p99",
        "worst",
        "aim",
    ]
    lines = [
        ["nothing", *["-"] * 6, *_times(quiet), "-"],
        [
            "a day is cancelled",
            f"{mails:,}",
            f"{sent.requests:.1f}",
            f"{sent.mails:.1f}",
            f"{mails / sent.mails:,.0f}",
            f"{sent.product:.1f}",
            f"{sent.sink:.1f}",
            *_times(felt),
            "met" if is_met else "MISSED",
        ],
    ]
    return table(head, lines)


def _times(felt: Felt) -> list[str]:
    return [f"{value:.1f}" for value in (felt.middle, felt.p99, felt.worst)]


async def _plan_a_day(url: str, organisation: Organisation, sessions: int) -> list[int]:
    """Sessions of tomorrow, each with a trainer and 19 trainees; returns their ids."""
    store = await open_store(url)
    app = Application(store, Services(passwords=QuickHasher(), tokens=ReadableTokens()))
    dice = random.Random(sessions)
    tomorrow = datetime.combine(datetime.now(UTC).date() + timedelta(days=1), time(8), UTC)
    found = []
    for number in range(sessions):
        course = NewSession(
            title=f"First aid at work {number}",
            scheduled_date=tomorrow + timedelta(minutes=30 * (number % 16)),
            duration_minutes=90,
            trainer_id=dice.choice(organisation.trainers),
            trainee_ids=tuple(dice.sample(organisation.trainees, PEOPLE_IN_EACH - 1)),
            location="Room 1",
        )
        found.append((await app.run(create_session, SYSTEM, course, allow_conflicts=True)).id)
    await store.close()
    return found


def _until_consumers_work(port: int, token: str) -> None:
    until = perf_counter() + 60
    while not answer(port, Ask("GET", "/consumers/"), token):
        if perf_counter() > until:
            raise TimeoutError("the consumers do not start")
        sleep(0.1)
