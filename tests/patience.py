"""How long a test waits for what must come: long, for a busy machine is no finding."""

from __future__ import annotations

PATIENCE_SECONDS = 120.0
