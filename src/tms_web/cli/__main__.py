"""``python -m tms_web.cli`` is ``tms``."""

import sys

from tms_web.cli.main import main

sys.exit(main())
