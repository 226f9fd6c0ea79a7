"""Loads product and baseline alternately, and prints how many times better the product is."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median

from benchmarks.load import Order, Yield
from benchmarks.organisation import Organisation
from benchmarks.requests import CASES, Ask
from benchmarks.servers import RunningBaseline, answer, cpu_seconds, running_product, sign_in
from benchmarks.tables import table
from tests.services.process import Server

WARM_UP = 1.0  # seconds
MAX_SHOWN = 1000  # characters of a response that is not as expected
CREATED_IN_A_RUN = 1_000_000  # request numbers of different cases are this far apart
HEAD = [
    "",
    "baseline req/s",
    "product req/s",
    "times",
    "baseline CPU ms",
    "product CPU ms",
    "times",
    "p99 ms",
]


@dataclass(frozen=True)
class Round:
    """One round of one server: requests per second, CPU time per request and 99th percentile latency (both in ms)."""

    rate: float
    cpu: float
    slowest_percent: float


@dataclass
class Contender:
    """A server under load. ``is_baseline`` says whether it gets a case's ``baseline_query``."""

    server: Server
    token: str
    is_baseline: bool
    rounds: list[Round] = field(default_factory=list)


def compare(
    url: str,
    organisation: Organisation,
    names: Sequence[str],
    rounds: int,
    seconds: float,
    say: Callable[[str], None],
) -> str:
    """Load both servers on the filled database at ``url`` with each case; returns a table for a terminal.

    Raises ``RuntimeError`` when their responses differ, or when either responds with an error.
    """
    with running_product(url) as product, RunningBaseline(url) as baseline:
        tokens = [sign_in(server.port, organisation.admin) for server in (product, baseline)]
        contenders = [Contender(product, tokens[0], False), Contender(baseline, tokens[1], True)]
        _check_alike(contenders, organisation)
        rows = []
        for place, name in enumerate(names):
            say(f"{CASES[name].title}: {rounds} rounds of {seconds:g} s for each")
            run = _Run(name, organisation, first=place * CREATED_IN_A_RUN)
            rows.append([CASES[name].title, *run.measured(contenders, rounds, seconds)])
    return table(HEAD, rows)


class _Run:
    """One case. Every request has its own number, so that none is sent twice."""

    def __init__(self, name: str, organisation: Organisation, first: int) -> None:
        self._name = name
        self._organisation = organisation
        self._next = first

    def measured(self, contenders: list[Contender], rounds: int, seconds: float) -> list[str]:
        """The cells of a table row."""
        for contender in contenders:
            contender.rounds.clear()
            self._load(contender, min(WARM_UP, seconds))
        for turn in range(rounds):
            # The order alternates, so that side effects of the first server affect both equally.
            for contender in contenders if turn % 2 else contenders[::-1]:
                contender.rounds.append(self._round(contender, seconds))
        product, baseline = (contender.rounds for contender in contenders)
        faster = [mine.rate / theirs.rate for mine, theirs in zip(product, baseline, strict=True)]
        leaner = [theirs.cpu / mine.cpu for mine, theirs in zip(product, baseline, strict=True)]
        rates = [f"{median(turn.rate for turn in turns):,.0f}" for turns in (baseline, product)]
        costs = [f"{median(turn.cpu for turn in turns):.2f}" for turns in (baseline, product)]
        slowest = " / ".join(
            f"{median(turn.slowest_percent for turn in turns):.0f}" for turns in (baseline, product)
        )
        return [*rates, _spread(faster), *costs, _spread(leaner), slowest]

    def _round(self, contender: Contender, seconds: float) -> Round:
        before = cpu_seconds(contender.server)
        result = self._load(contender, seconds)
        cpu = cpu_seconds(contender.server) - before
        return Round(
            rate=result.answers / result.seconds,
            cpu=max(cpu, 0.001) * 1000 / result.answers,
            slowest_percent=result.slowest_percent,
        )

    def _load(self, contender: Contender, seconds: float) -> Yield:
        order = Order(
            port=contender.server.port,
            case=self._name,
            users=self._organisation.users,
            sessions=self._organisation.sessions,
            token=contender.token,
            query=CASES[self._name].baseline_query if contender.is_baseline else "",
            first=self._next,
            seconds=seconds,
        )
        result = run_load(order)
        self._next = result.next
        return result


def run_load(order: Order) -> Yield:
    """Execute an order in a separate process. Raises ``RuntimeError`` at the first wrong response."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2]
        raise RuntimeError(f"{order.case} at port {order.port}: {reason}")
    return Yield(**json.loads(done.stdout))


def _spread(ratios: list[float]) -> str:
    return f"{median(ratios):.1f} ({min(ratios):.1f}-{max(ratios):.1f})"


def _check_alike(contenders: list[Contender], organisation: Organisation) -> None:
    """The comparison is meaningful only if both do the same."""
    asks = [CASES[name].make(organisation, 3) for name in ("list", "held", "session")]
    for ask in asks:
        mine, theirs = (_seen(contender, ask) for contender in contenders)
        if mine != theirs:
            shown = "\n".join(str(each)[:MAX_SHOWN] for each in (mine, theirs))
            raise RuntimeError(f"product and baseline answer {ask.path} differently:\n{shown}")


def _seen(contender: Contender, ask: Ask) -> object:
    return answer(contender.server.port, ask, contender.token)
