"""uvicorn's protocols, with limits on what one connection may cost: memory, time and file descriptors. The only package
that depends on the server's internals."""

from tms_web.uvicorn_protocols.http import HttpProtocol
from tms_web.uvicorn_protocols.websocket import SocketProtocol

__all__ = ["HttpProtocol", "SocketProtocol"]
