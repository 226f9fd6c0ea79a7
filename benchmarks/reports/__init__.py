"""Reports against the usual libraries on the same rows, and the latency of other requests meanwhile."""
