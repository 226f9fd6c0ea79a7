"""Every way the core says no. Each error has a kind (what sort of refusal), a stable code (for programs)
and a detail (one sentence a person can act on)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar


class Kind(Enum):
    """What sort of refusal it is; the web maps each kind to one status code."""

    INVALID = auto()
    UNAUTHENTICATED = auto()
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    CONFLICT = auto()
    STALE = auto()
    THROTTLED = auto()
    UNAVAILABLE = auto()


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One code that a refusal can carry, declared by the feature that refuses.

    ``meaning`` says when it is sent and what to do. ``members`` are the further members it carries, by name, with their
    types; ``example`` makes one of each.
    """

    code: str
    kind: Kind
    meaning: str
    members: Mapping[str, object] = field(default_factory=dict)
    example: Callable[[], Mapping[str, object]] = dict


@dataclass(frozen=True, slots=True)
class FieldError:
    """An invalid field of the input, and what to do about it."""

    field: str
    message: str


class TmsError(Exception):
    """Base of all refusals. ``extra`` holds further members for the caller's program."""

    kind: ClassVar[Kind]

    def __init__(self, code: str, detail: str, **extra: object) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.extra = extra


class Invalid(TmsError):
    """The input breaks a rule; ``errors`` names every field at once."""

    kind = Kind.INVALID

    def __init__(self, errors: Sequence[FieldError], code: str = "validation_failed") -> None:
        detail = "; ".join(f"{error.field}: {error.message}" for error in errors)
        super().__init__(code, detail, errors=list(errors))
        self.errors = list(errors)

    @classmethod
    def field(cls, field: str, message: str, code: str = "validation_failed") -> "Invalid":
        """The common case: one field is wrong."""
        return cls([FieldError(field, message)], code)


class NotAuthenticated(TmsError):
    """Who is calling is unknown, or no longer true."""

    kind = Kind.UNAUTHENTICATED


class NotPermitted(TmsError):
    """The caller is known and may not do this."""

    kind = Kind.FORBIDDEN

    def __init__(self, detail: str, code: str = "forbidden") -> None:
        super().__init__(code, detail)


class NotFound(TmsError):
    """Absent, or not visible to the caller: the two look alike on purpose."""

    kind = Kind.NOT_FOUND

    def __init__(self, what: str) -> None:
        super().__init__("not_found", f"There is no such {what}, or you may not see it.")


class Conflict(TmsError):
    """The request is fine by itself but contradicts what is stored."""

    kind = Kind.CONFLICT


class Stale(TmsError):
    """The caller changed an older version; ``current`` is what is stored now."""

    kind = Kind.STALE

    def __init__(self, current: object) -> None:
        detail = "Someone changed this since you read it. Look at the current version and try again."
        super().__init__("stale_version", detail, current=current)


class Throttled(TmsError):
    """Too many attempts; ``retry_after`` is in seconds."""

    kind = Kind.THROTTLED

    def __init__(self, code: str, detail: str, retry_after: int) -> None:
        super().__init__(code, detail, retry_after=retry_after)
        self.retry_after = retry_after


class Unavailable(TmsError):
    """The store cannot do its work at the moment; trying again later helps.

    ``cause`` is what the store itself said, in one line for the log: which database, which error. It is never shown
    to the caller, may repeat for every request while the store is away, and two that are alike have one reason.
    Raise it ``from`` the store's own error; where that error does not say enough, pass ``cause``.
    """

    kind = Kind.UNAVAILABLE

    def __init__(
        self,
        detail: str = "The database cannot be reached right now. Try again shortly.",
        *,
        cause: str | None = None,
    ) -> None:
        super().__init__("unavailable", detail, retry_after=2)
        self._cause = cause

    @property
    def cause(self) -> str:
        """What the store said: as it was given, or the text of the error that this one was raised from."""
        if self._cause is not None:
            return self._cause
        reason = self.__cause__
        if isinstance(reason, Unavailable):
            return reason.cause
        return "unknown" if reason is None else f"{type(reason).__name__}: {reason}".replace("\n", " ")


class TransactionConflict(Exception):
    """A store could not complete a unit because another ran at the same time; running it again helps.

    Raised by adapters, handled by ``Application``: it never reaches a caller.
    """


DISTRIBUTION = "training-management-system"
OWN_PACKAGES = "tms_"


class MissingExtra(ImportError):
    """Something was asked for whose packages are not installed; the message says what to install."""

    def __init__(self, extra: str, package: str) -> None:
        self.problem = f"{package} is not installed"
        self.remedy = f"Install {DISTRIBUTION}[{extra}]."
        super().__init__(f"{self.problem}. {self.remedy}", name=package)


@contextmanager
def requires_extra(extra: str) -> Iterator[None]:
    """Around imports that belong to ``extra``. Raises ``MissingExtra`` where one of its packages is absent."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "a package").partition(".")[0]
        if package.startswith(OWN_PACKAGES):
            raise
        raise MissingExtra(extra, package) from error
