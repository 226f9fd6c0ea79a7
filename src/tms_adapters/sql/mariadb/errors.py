"""Classifies errors of MariaDB and of its driver."""

from typing import Any

from asyncmy.errors import DataError, IntegrityError, NotSupportedError
from asyncmy.errors import Error as DriverError

from tms_adapters.sql.feature import UniqueViolation
from tms_core.errors import TransactionConflict, Unavailable

DUPLICATE = frozenset({1062, 1586})
CONFLICTS = frozenset({1020, 1205, 1213, 1412})
"""Row changed since it was read, lock timeout, deadlock or Galera abort, table altered meanwhile."""
INTERRUPTED = 1317
"""KILL QUERY, or a Galera abort that hit a running statement."""
NOT_READY = frozenset({1047, 1053})
"""A Galera node outside its cluster, or a server that is shutting down."""
READ_ONLY = frozenset({1290, 1836})
LOST = frozenset({1152, 1158, 1159, 1160, 1161, 1180, 1184, 1927, 4031})
"""The connection broke or was killed, or a commit failed. The client's own
codes, 2000 to 2999, mean the same."""
WRONG_STATEMENTS = frozenset(
    {1052, 1064, 1065, 1066, 1093, 1110, 1111, 1136, 1149, 1210, 1222, 1235, 1241, 1242, 1247, 1248}
    | {1267, 1271, 1300, 1305, 1318, 1365, 1690, 3819, 4025}
)
"""Programming errors: the statement or its values are wrong, whatever the state of the server."""


class Lost(Exception):
    """The connection is unusable, and nothing since the last commit took effect."""


def code_of(error: BaseException) -> int:
    """The server's or client's error number; 0 if there is none."""
    code = error.args[0] if isinstance(error, DriverError) and error.args else 0
    return code if isinstance(code, int) else 0


def reason(error: BaseException) -> str:
    """An error as a single line, for the log."""
    if code_of(error) and len(error.args) > 1:
        return f"{error.args[0]} {error.args[1]}".replace("\n", " ")
    return f"{type(error).__name__}: {error}".rstrip(": ").replace("\n", " ")


def is_broken(raw: Any) -> bool:
    """Whether the driver's connection has been closed by either side."""
    return not raw.connected or raw._stream_broken


def translated(error: Exception, raw: Any, host: str, *, in_transaction: bool) -> Exception:
    """The exception to raise for a failed statement. Programming errors are returned unchanged."""
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
        return Lost(text)  # driver errors, such as packets out of order or not connected
    if code in WRONG_STATEMENTS or isinstance(error, DataError | IntegrityError | NotSupportedError):
        return error
    return Unavailable(cause=text)
