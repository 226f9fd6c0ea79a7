"""``python -m benchmarks.baseline URL PORT``: one worker, with uvicorn's fastest components and no access log."""

import sys

import uvicorn

from benchmarks.baseline.app import create_app

uvicorn.run(
    create_app(sys.argv[1]),
    host="127.0.0.1",
    port=int(sys.argv[2]),
    loop="uvloop",
    http="httptools",
    access_log=False,
    log_level="warning",
    ws_ping_interval=None,  # saturated with 5,000 sockets it would be too slow for its own pongs, and drop clients
)
