"""Hints between processes and hosts that the event log has grown."""

from tms_adapters.bus.redis import RedisBus, ping

__all__ = ["RedisBus", "ping"]
