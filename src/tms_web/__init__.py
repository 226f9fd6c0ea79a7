"""The web around the core: REST, the command line, and the composition root that wires them to adapters."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("training-management-system")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0.0.0"
