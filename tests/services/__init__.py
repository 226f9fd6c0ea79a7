"""Private servers for tests: each starts from nothing, and none outlives the test run."""

from tests.services.mariadb import MariaDB
from tests.services.product import RunningProduct
from tests.services.redis import Redis

__all__ = ["MariaDB", "Redis", "RunningProduct"]
