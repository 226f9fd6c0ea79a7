"""The event feed: delivers every change, in order and exactly once, to the readers who may see it."""
