"""How many queries a client may ask: a token bucket for each address."""

from __future__ import annotations

import time
from collections import OrderedDict

MOST = 20_000  # addresses remembered; the one unseen for longest is forgotten, and then has a full bucket


class Buckets:
    """`rate` queries a second, after `burst` at once; a rate of 0 is no limit."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, float(burst)
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, now: float | None = None) -> float:
        """0 where the client may ask now, else the seconds until it may."""
        if not self._rate:
            return 0.0
        now = time.monotonic() if now is None else now
        level, since = self._levels.pop(client, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._rate)
        allowed = level >= 1
        self._levels[client] = (level - 1 if allowed else level, now)
        if len(self._levels) > MOST:
            self._levels.popitem(last=False)
        return 0.0 if allowed else (1 - level) / self._rate
