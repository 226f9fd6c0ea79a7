"""Use cases: commands, which may change something, and queries, which only read.

Both are module-level asynchronous functions ``(uow, actor, …) -> result`` that carry the rule for who may
call them. ``Application.run`` takes commands, ``Application.read`` queries; mixing them up is a type error,
and raises before anything is done. A command may call queries, because its unit of work can do everything
they need.

A prepared command also has a preparation, ``(app, actor, …) -> prepared``, for work that is too slow for a
transaction, such as hashing a password. ``Application`` runs it first, outside any transaction, and passes the result
to the command: ``(uow, actor, prepared, …) -> result``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from tms_core.actor import Actor, Role
from tms_core.errors import NotPermitted
from tms_core.unit_of_work import ReadUnit, Services, UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")
R = TypeVar("R", covariant=True)
C = TypeVar("C", bound="UseCase")


@dataclass(frozen=True, slots=True)
class Rule:
    """Which roles may call a use case (none: only the system itself), and whether
    a temporary password is enough."""

    roles: tuple[Role, ...]
    temporary_password: bool = False

    def admit(self, actor: Actor) -> None:
        """Raises ``NotPermitted`` (``forbidden`` or ``password_change_required``) if the
        actor may not call the use case."""
        if actor.must_change_password and not self.temporary_password:
            raise NotPermitted("Choose your own password first.", "password_change_required")
        if actor.role not in self.roles and (self.roles or actor.id is not None):
            raise NotPermitted(f"Your role ({actor.role}) does not allow this.")


class UseCase:
    """Common base of commands and queries. ``__doc__`` is also the description in the API documentation."""

    __name__: str

    def __init__(self, function: Callable[..., Awaitable[Any]], rule: Rule) -> None:
        self.rule = rule
        self._function = function
        update_wrapper(self, function)  # type: ignore[arg-type]  # both kinds are callable

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} {self.__module__}.{self.__name__}>"

    @classmethod
    def checked(cls: type[C], given: object, wanted_by: str) -> C:
        """``given``, if it is of this kind. Raises ``TypeError`` with a sentence that says what to do."""
        if isinstance(given, cls):
            return given
        name = getattr(given, "__name__", repr(given))
        wanted = cls.__name__.lower()
        if isinstance(given, UseCase):
            other = "run" if isinstance(given, Command) else "read"
            is_other = type(given).__name__.lower()
            advice = f"{name} is a {is_other}: call Application.{other}"
        else:
            advice = f"{name} is neither a query nor a command: mark it with @{wanted}(roles…)"
        plural = "queries" if wanted == "query" else "commands"
        raise TypeError(f"Application.{wanted_by} takes {plural}, and {advice}.")


class Command(UseCase, Generic[P, R]):
    """A use case that may change something, in the transaction that is passed to it.

    ``prepare`` returns the command to run once everything slow is done; None if nothing is slow. What it changes survives
    the end of the process, whatever ends it; if it ``is_durable``, a power cut as well.
    """

    def __init__(
        self,
        function: Callable[..., Awaitable[Any]],
        rule: Rule,
        prepare: "Callable[Concatenate[UseCaseRunner, Actor, P], Awaitable[Command[P, R]]] | None" = None,
        is_durable: bool = True,
    ) -> None:
        super().__init__(function, rule)
        self.prepare = prepare
        self.is_durable = is_durable

    async def __call__(self, uow: UnitOfWork, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the command in a unit of work. Raises what ``Rule.admit`` raises before anything is done."""
        self.rule.admit(actor)
        result: R = await self._function(uow, actor, *args, **kwargs)
        return result


def _unprepared(*_: Any, **__: Any) -> Any:
    raise TypeError("This command has a preparation: call Application.run, which runs it first.")


class Query(UseCase, Generic[P, R]):
    """A use case that only reads, from a unit that cannot write."""

    async def __call__(self, uow: ReadUnit, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the query in a unit. Raises what ``Rule.admit`` raises before anything is read."""
        self.rule.admit(actor)
        result: R = await self._function(uow, actor, *args, **kwargs)
        return result


class UseCaseRunner(Protocol):
    """Runs commands and queries: the application, as preparations see it."""

    @property
    def services(self) -> Services:
        """What use cases need besides the store."""

    async def read(self, query: Query[P, T], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> T:
        """See ``Application.read``."""

    async def run(self, command: Command[P, T], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> T:
        """See ``Application.run``."""


def command(
    *roles: Role, temporary_password: bool = False, is_durable: bool = True
) -> Callable[[Callable[Concatenate[UnitOfWork, Actor, P], Awaitable[T]]], Command[P, T]]:
    """Turn a function into a command that ``roles`` may call; without roles, only the system itself.
    ``temporary_password`` also admits people who must choose a password of their own first. With ``is_durable=False``
    a store need not wait for the disk: the changes may be undone by a power cut, but by nothing less."""
    rule = Rule(roles, temporary_password)
    return lambda function: Command(function, rule, is_durable=is_durable)


def prepared_command(
    preparation: Callable[Concatenate[UseCaseRunner, Actor, P], Awaitable[V]],
    *roles: Role,
    temporary_password: bool = False,
) -> Callable[[Callable[Concatenate[UnitOfWork, Actor, V, P], Awaitable[T]]], Command[P, T]]:
    """Like ``command``, for a function whose third parameter is the result of ``preparation``, which runs once, before
    the transaction, even if the transaction is retried."""
    rule = Rule(roles, temporary_password)

    def decorate(function: Callable[Concatenate[UnitOfWork, Actor, V, P], Awaitable[T]]) -> Command[P, T]:
        async def prepare(
            app: UseCaseRunner, actor: Actor, /, *args: P.args, **kwargs: P.kwargs
        ) -> Command[P, T]:
            rule.admit(actor)
            prepared = await preparation(app, actor, *args, **kwargs)

            async def unit(uow: UnitOfWork, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
                return await function(uow, actor, prepared, *args, **kwargs)

            return Command(unit, rule)

        unprepared: Command[P, T] = Command(_unprepared, rule, prepare)
        update_wrapper(unprepared, function)
        return unprepared

    return decorate


def query(
    *roles: Role, temporary_password: bool = False
) -> Callable[[Callable[Concatenate[ReadUnit, Actor, P], Awaitable[T]]], Query[P, T]]:
    """Turn a function into a query; the arguments are those of ``command``."""
    rule = Rule(roles, temporary_password)
    return lambda function: Query(function, rule)
