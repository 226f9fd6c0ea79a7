"""MariaDB and MySQL through asyncmy: one host, or several of which one is used at a time.

``database`` provides connections for units of work and reads; ``connection`` runs statements on one of them;
``errors`` classifies the server's errors; ``pool`` holds the connections to one host; ``hosts`` chooses the
host, after probing its state.
"""

from tms_adapters.sql.mariadb.connection import DIALECT, MariaConnection
from tms_adapters.sql.mariadb.database import POOL_SIZE, SQL_MODE, MariaDatabase, connect_options
from tms_adapters.sql.mariadb.hosts import Rank, probe
from tms_adapters.sql.mariadb.pool import CONNECT_TIMEOUT

__all__ = [
    "CONNECT_TIMEOUT",
    "DIALECT",
    "POOL_SIZE",
    "SQL_MODE",
    "MariaConnection",
    "MariaDatabase",
    "Rank",
    "connect_options",
    "probe",
]
