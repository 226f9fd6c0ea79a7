"""``python -m benchmarks``: the product against the baseline; ``--sockets``: the same with thousands of sockets;
``--growth``: the product against itself as data grows; ``--search``: searches likewise; ``--mails``: a cancelled day that everybody is told of by mail; ``--reports``: reports against the usual libraries, and latency
during reports."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from benchmarks.comparison import compare
from benchmarks.data import fill
from benchmarks.growth import measure_growth
from benchmarks.mails import measure_mails
from benchmarks.organisation import Organisation
from benchmarks.reports.files import measure_files
from benchmarks.reports.latency_during_reports import measure_meanwhile
from benchmarks.requests import CASES
from benchmarks.search import SEARCHES
from benchmarks.sockets import SocketScale, compare_sockets
from tests.services import MariaDB

USERS = 1_000
SESSIONS_BESIDE_SOCKETS = 1_000
MARIADB_OPTIONS = (
    "--innodb-buffer-pool-size=1G",
    "--innodb-log-file-size=512M",
    "--innodb-flush-log-at-trx-commit=1",
)


class Scale(NamedTuple):
    """How much is measured."""

    rounds: int
    seconds: float
    sessions: int
    small: int
    large: int
    repetitions: int
    reports: tuple[int, ...]
    mails: int


FULL = Scale(
    rounds=5,
    seconds=3.0,
    sessions=20_000,
    small=10_000,
    large=1_000_000,
    repetitions=60,
    reports=(1_000, 10_000, 100_000),
    mails=10_000,
)
QUICK = Scale(
    rounds=2,
    seconds=0.5,
    sessions=20_000,
    small=10_000,
    large=30_000,
    repetitions=10,
    reports=(200, 1_000),
    mails=400,
)
FULL_SOCKETS = SocketScale(sizes=(1_000, 5_000), rounds=5, singles=30, seconds=3.0, burst=200_000)
QUICK_SOCKETS = SocketScale(sizes=(200,), rounds=2, singles=5, seconds=0.5, burst=20_000)


def main(arguments: list[str] | None = None) -> None:
    """Run the benchmarks and print their tables."""
    options = _parser().parse_args(arguments)
    scale = QUICK if options.quick else FULL
    if options.reports:
        print(measure_files(scale.reports, options.rounds or scale.rounds), flush=True)
    on_both = options.growth or options.search or options.reports or options.mails
    stores = [options.store] if options.store else ["mariadb", "sqlite"] if on_both else ["mariadb"]
    for store in stores:
        with _database(store) as url:
            found = _measure(url, scale, options)
        print(f"\n{store}\n{found}", flush=True)


def _measure(url: str, scale: Scale, options: argparse.Namespace) -> str:
    if options.reports:
        return measure_meanwhile(url, Organisation(USERS, scale.reports[-1]), scale.seconds)
    if options.growth:
        return _growth(url, scale, options)
    if options.search:
        return _search(url, scale, options)
    if options.mails:
        return measure_mails(url, Organisation(USERS, SESSIONS_BESIDE_SOCKETS), scale.mails)
    return _sockets(url, options) if options.sockets else _comparison(url, scale, options)


def _comparison(url: str, scale: Scale, options: argparse.Namespace) -> str:
    organisation = Organisation(USERS, scale.sessions)
    _say(f"Filling {USERS:,} users and {scale.sessions:,} sessions")
    asyncio.run(fill(url, organisation))
    seconds = scale.seconds if options.seconds is None else options.seconds
    return compare(url, organisation, options.cases, options.rounds or scale.rounds, seconds, _say)


def _growth(url: str, scale: Scale, options: argparse.Namespace) -> str:
    _say(f"Filling {scale.small:,} and {scale.large:,} sessions")
    sizes = (Organisation(USERS, scale.small), Organisation(USERS, scale.large))
    urls = (f"{url}_small", f"{url}_large")
    return asyncio.run(measure_growth(urls, sizes, options.rounds or scale.repetitions))


def _search(url: str, scale: Scale, options: argparse.Namespace) -> str:
    sizes = (Organisation(scale.small // 10, scale.small), Organisation(scale.large // 10, scale.large))
    _say(
        "Filling {0.users:,} people and {0.sessions:,} sessions, and {1.users:,} and {1.sessions:,}".format(
            *sizes
        )
    )
    urls = (f"{url}_small", f"{url}_large")
    return asyncio.run(measure_growth(urls, sizes, options.rounds or scale.repetitions, SEARCHES))


def _sockets(url: str, options: argparse.Namespace) -> str:
    scale = QUICK_SOCKETS if options.quick else FULL_SOCKETS
    given = {name: getattr(options, name) for name in ("sizes", "rounds", "seconds")}
    scale = replace(scale, **{name: value for name, value in given.items() if value is not None})
    organisation = Organisation(USERS, SESSIONS_BESIDE_SOCKETS)
    urls = (f"{url}_product", f"{url}_baseline")
    _say(f"Filling {USERS:,} users and {organisation.sessions:,} sessions, twice")
    for each in urls:
        asyncio.run(fill(each, organisation))
    return compare_sockets(urls, organisation, scale, _say)


@contextmanager
def _database(store: str) -> Iterator[str]:
    """The prefix of the URLs of temporary databases."""
    if store == "mariadb":
        with MariaDB(*MARIADB_OPTIONS) as server:
            yield server.url("bench")
    else:
        with tempfile.TemporaryDirectory(prefix="tms-bench-") as folder:
            yield f"sqlite:///{folder}/bench"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _names(text: str) -> list[str]:
    """Names of cases, in an order in which they do not affect each other."""
    asked = text.split(",")
    if unknown := set(asked) - CASES.keys():
        raise argparse.ArgumentTypeError(f"no such case: {', '.join(sorted(unknown))}")
    return [name for name in CASES if name in asked]


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add(
        "--growth",
        action="store_true",
        help="cost at 10,000 against 1,000,000 sessions, instead of the baseline",
    )
    add(
        "--search",
        action="store_true",
        help="searches in 1,000 people and 10,000 sessions against 100 times as many, instead of the baseline",
    )
    add(
        "--mails",
        action="store_true",
        help="10,000 notifications and mails from one cancelled day, and latency meanwhile, instead of the baseline",
    )
    add(
        "--sockets",
        action="store_true",
        help="events delivered to 1,000 and 5,000 sockets, instead of requests",
    )
    add("--sizes", type=_sizes, help="with --sockets: other socket counts, such as 100,500")
    add(
        "--reports",
        action="store_true",
        help="files of 1,000 to 100,000 rows, and the latency of other requests meanwhile",
    )
    add("--store", choices=["mariadb", "sqlite"], help="default: mariadb; with --growth both")
    add("--cases", type=_names, default=list(CASES), help=f"some of {','.join(CASES)}; default: all")
    add("--rounds", type=int, help="rounds for each server and case (5), or repetitions with --growth (60)")
    add("--seconds", type=float, help="how long one round loads one server (3)")
    add("--quick", action="store_true", help="less of everything: shows that it works, not how fast")
    return parser


if __name__ == "__main__":
    main()
