"""What hatchling asks before it packs: the client is built, so that the package serves it on machines without Node."""

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ClientHook(BuildHookInterface[Any]):
    """Builds the client from a checkout. A source package carries it built already, and has no sources of it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; ``version`` is "editable" where nothing is packed."""
        root = Path(self.root)
        if version != "editable" and (root / "client" / "package.json").exists():
            subprocess.run(["bash", "scripts/client.sh", "build"], cwd=root, check=True)
