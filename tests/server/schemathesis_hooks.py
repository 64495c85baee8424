"""Tells schemathesis how a query and an update are sent: as they are."""

from __future__ import annotations

import schemathesis


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def plain(_: object, value: object) -> bytes:
    """The text in UTF-8."""
    return str(value).encode("utf-8", "replace")
