"""Settings of the property tests: no deadline, since machines are busy; in CI the same examples each time, so that a change alone can break them."""
from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("everywhere", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("everywhere")
