"""The operator's settings, read from environment variables."""

from tms_web.settings.environment import Settings, SettingsError

__all__ = ["Settings", "SettingsError"]
