"""Prometheus metrics. With several workers, PROMETHEUS_MULTIPROC_DIR combines theirs."""

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from tms_core.consumers.follower import Outcome
from tms_core.consumers.model import ConsumerStatus
from tms_core.mail.delivery import Outcome as MailOutcome
from tms_core.mail.model import OutboxStatus

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})

disable_created_metrics()  # type: ignore[no-untyped-call]  # untyped in the library

_requests = Histogram(
    "tms_http_request_seconds",
    "How long requests took, by method, route and class of status.",
    ["method", "route", "status"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

_sockets = Gauge("tms_sockets", "Open sockets that are signed in.", multiprocess_mode="livesum")
_sent_events = Counter("tms_socket_messages", "Events told over sockets, one for each socket that was told.")

_consumer_events = Counter(
    "tms_consumer_events", "Events of each consumer, and attempts that failed.", ["consumer", "outcome"]
)


def _consumer_gauge(name: str, text: str) -> Gauge:
    """Every process shows what is stored, so the newest value counts."""
    return Gauge(f"tms_consumer_{name}", text, ["consumer"], multiprocess_mode="mostrecent")


_behind = _consumer_gauge("behind_events", "Events after the position of each consumer.")
_lag = _consumer_gauge("lag_seconds", "Age of the oldest event that each consumer has not handled; 0: none.")
_tries = _consumer_gauge("failed_tries", "How often the next event of each consumer has failed.")
_set_aside = _consumer_gauge("set_aside_events", "Events that each consumer could not handle.")
_missed = _consumer_gauge("missed_events", "Events that were pruned before each consumer handled them.")


class ConsumerFigures:
    """Implements ``ConsumerMetrics``."""

    def count(self, consumer: str, outcome: Outcome, events: int) -> None:
        """See ``ConsumerMetrics``."""
        _consumer_events.labels(consumer, outcome).inc(events)

    def show(self, statuses: Sequence[ConsumerStatus]) -> None:
        """See ``ConsumerMetrics``."""
        now = datetime.now(UTC)
        for status in statuses:
            waiting = (now - status.waiting_since).total_seconds() if status.waiting_since else 0
            _behind.labels(status.name).set(status.behind)
            _lag.labels(status.name).set(max(0, waiting))
            _tries.labels(status.name).set(status.tries)
            _set_aside.labels(status.name).set(status.set_aside)
            _missed.labels(status.name).set(status.missed)


_mails = Counter("tms_mails", "Attempts to deliver a mail, by outcome.", ["outcome"])
_outbox_wait = Gauge(
    "tms_outbox_wait_seconds",
    "How long the mail has waited that should have been sent first; 0: none waits.",
    multiprocess_mode="mostrecent",
)
_mail_server_down = Gauge(
    "tms_mail_server_down_seconds",
    "How long the mail server has accepted nothing; 0: it works.",
    multiprocess_mode="mostrecent",
)


class MailFigures:
    """Implements ``MailMetrics``."""

    def count(self, outcome: MailOutcome) -> None:
        """See ``MailMetrics``."""
        _mails.labels(outcome).inc()

    def show(self, status: OutboxStatus, now: datetime) -> None:
        """See ``MailMetrics``."""
        for gauge, since in (
            (_outbox_wait, status.due_since),
            (_mail_server_down, status.sender.failing_since),
        ):
            gauge.set(max(0, (now - since).total_seconds()) if since else 0)


@lru_cache(maxsize=4096)
def request_seconds(method: str, route: str | None, status: int) -> Histogram:
    """The callback that records a request's duration in seconds. ``route`` is its path template, None when no route
    matches."""
    return _requests.labels(method if method in METHODS else "other", route or "none", f"{status // 100}xx")


def count_sockets(change: int) -> None:
    """Count an opened or a closed socket."""
    _sockets.inc(change)


def count_sent_events(events: int) -> None:
    """Count events sent over one socket."""
    _sent_events.inc(events)


def exposition() -> bytes:
    """All metrics in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    _forget_dead_workers(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # untyped in the library
    return generate_latest(registry)


def _forget_dead_workers(folder: Path) -> None:
    """A worker that was killed has no sockets any more; its counters are kept."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = re.search(r"_(\d+)\.db$", file.name)
        if pid and not _is_alive(int(pid[1])):
            mark_process_dead(int(pid[1]))  # type: ignore[no-untyped-call]  # untyped in the library


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
