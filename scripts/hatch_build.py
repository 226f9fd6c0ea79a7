"""The hatchling build hook: builds the client first, so that the package can serve it on machines without Node."""

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ClientHook(BuildHookInterface[Any]):
    """Builds the client from a checkout. A source distribution contains the built client, and no client sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; ``version`` is "editable" for an editable install."""
        root = Path(self.root)
        if version != "editable" and (root / "client" / "package.json").exists():
            subprocess.run(["bash", "scripts/client.sh", "build"], cwd=root, check=True)
