"""The web layer: REST, WebSocket, the command line, and the composition root that connects them to the adapters."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("training-management-system")
except PackageNotFoundError:  # running from a source tree that was never installed
    __version__ = "0.0.0"
