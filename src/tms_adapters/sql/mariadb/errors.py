"""What the errors of MariaDB, and of its driver, mean to a unit of work."""

from typing import Any

from asyncmy.errors import DataError, IntegrityError, NotSupportedError
from asyncmy.errors import Error as DriverError

from tms_adapters.sql.connection import UniqueViolation
from tms_core.errors import TransactionConflict, Unavailable

DUPLICATE = frozenset({1062, 1586})
CONFLICTS = frozenset({1020, 1205, 1213, 1412})
"""Changed since read, lock timeout, deadlock or aborted by another Galera node, table altered meanwhile."""
INTERRUPTED = 1317
"""Somebody's KILL QUERY, or a Galera abort that met the statement while it ran."""
NOT_READY = frozenset({1047, 1053})
"""A Galera node outside its cluster; a server that is shutting down."""
READ_ONLY = frozenset({1290, 1836})
LOST = frozenset({1152, 1158, 1159, 1160, 1161, 1180, 1184, 1927, 4031})
"""The connection broke or was killed, or a commit failed; so do the client's own codes, from 2000 to 2999."""
WRONG_STATEMENTS = frozenset(
    {1052, 1064, 1065, 1066, 1093, 1110, 1111, 1136, 1149, 1210, 1222, 1235, 1241, 1242, 1247, 1248}
    | {1267, 1271, 1300, 1305, 1318, 1365, 1690, 3819, 4025}
)
"""What no state of the server explains: the statement or its values are wrong, and so is the program."""


class Lost(Exception):
    """The connection is of no use any more, and nothing that was done on it since the last commit counts."""


def code_of(error: BaseException) -> int:
    """The server's or the client's number of an error; 0 where it has none."""
    code = error.args[0] if isinstance(error, DriverError) and error.args else 0
    return code if isinstance(code, int) else 0


def reason(error: BaseException) -> str:
    """An error in one line, for the log."""
    if code_of(error) and len(error.args) > 1:
        return f"{error.args[0]} {error.args[1]}".replace("\n", " ")
    return f"{type(error).__name__}: {error}".rstrip(": ").replace("\n", " ")


def is_broken(raw: Any) -> bool:
    """Whether the driver's connection is closed, by either side."""
    return not raw.connected or raw._stream_broken


def translated(error: Exception, raw: Any, host: str, *, in_transaction: bool) -> Exception:
    """What a failed statement means. Errors of the program come back as they are."""
    code = code_of(error)
    text = f"database host {host}: {reason(error)}"
    if code in DUPLICATE:
        return UniqueViolation(str(error.args[1]).rpartition(" for key ")[2].strip("'"))
    if code in CONFLICTS or (code == INTERRUPTED and in_transaction):
        return TransactionConflict(text)
    if is_broken(raw) or code in LOST or code in NOT_READY or 2000 <= code < 3000:
        return Lost(text)
    if not isinstance(error, DriverError):
        return error
    if code == 0:
        return Lost(text)  # the driver's own: packets out of order, not connected
    if code in WRONG_STATEMENTS or isinstance(error, DataError | IntegrityError | NotSupportedError):
        return error
    return Unavailable(cause=text)
