"""uvicorn's HTTP protocol, which tells the application when the server is being stopped."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tms_web.middleware.edge import Edge


class HttpProtocol(HttpToolsProtocol):
    """One connection."""

    def shutdown(self) -> None:
        """uvicorn calls this for every connection, waits for running requests, and cancels what has not finished."""
        super().shutdown()
        if isinstance(self.app, Edge):
            self.app.begin_shutdown()
