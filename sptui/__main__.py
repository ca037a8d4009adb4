"""`python -m sptui`."""

import sys

from sptui.cli import main

sys.exit(main())
