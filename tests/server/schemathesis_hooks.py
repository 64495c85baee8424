"""Tells schemathesis how a query and an update are sent: as they are.

Run as `python -m tests.server.schemathesis_hooks URL` it sends what schemathesis can think of to the server there, and
prints how often each status was the answer.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections import Counter

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation.modes import GenerationMode

CASES = 190  # of each operation and each mode; few of them have so many


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def plain(_: object, value: object) -> bytes:
    """The text in UTF-8."""
    return str(value).encode("utf-8", "replace")


def statuses(url: str) -> Counter[int]:
    """How often each status was answered."""
    found: Counter[int] = Counter()
    few = settings(
        max_examples=CASES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with requests.Session() as session:
        for operation in schemathesis.openapi.from_url(f"{url}/openapi.json").get_all_operations():
            for mode in GenerationMode:

                @seed(1)
                @few
                @given(case=operation.ok().as_strategy(generation_mode=mode))
                def send(case: schemathesis.Case) -> None:
                    found[case.call(session=session).status_code] += 1

                with contextlib.suppress(Unsatisfiable):  # there is nothing wrong to send where nothing can be sent
                    send()
    return found


if __name__ == "__main__":
    json.dump(statuses(sys.argv[1]), sys.stdout)
