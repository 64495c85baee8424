"""The Reconciliation API against its specification's own JSON schemas and examples.

They are not part of this project, and no package brings them: `PRESSGRAPH_RECONCILIATION` names a clone of
github.com/reconciliation-api/specs. What they demand is restated in test_reconcile.py, which needs nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from tests.server.conftest import Running, Serve

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERIES: dict[str, dict[str, object]] = {
    "name": {"query": "Russia"},
    "type": {"query": "Shanghai Cooperation Organisation", "type": ["Organisation"], "type_strict": "any", "limit": 3},
    "values": {
        "query": "Mishustin",
        "properties": [{"pid": "pg:holdsPositionIn", "v": [{"id": "Q159", "name": "Russia"}]}],
    },
    "nothing": {"query": "Atlantis"},
}
EXTENDED = {"ids": ["Q159", "Q485207", "Q0"], "properties": [{"id": "owl:sameAs"}, {"id": "pg:memberOf"}]}


@pytest.fixture(scope="module")
def specification() -> Path:
    given = os.environ.get("PRESSGRAPH_RECONCILIATION")
    if not given or not (path := Path(given) / "0.2").is_dir():
        pytest.skip("PRESSGRAPH_RECONCILIATION names no clone of github.com/reconciliation-api/specs")
    return path


@pytest.fixture(scope="module")
def server(serve: Serve, built: Path) -> Running:
    return serve(built)


@pytest.fixture(scope="module")
def check(specification: Path) -> Callable[[str, object], None]:
    """Holds an answer against the schema of this name."""
    schemas = {path.stem: json.loads(path.read_text("utf8")) for path in (specification / "schemas").glob("*.json")}
    resources = [
        (s["$id"], Resource.from_contents(s, default_specification=DRAFT7)) for s in schemas.values() if "$id" in s
    ]
    registry: Registry[Any] = Registry().with_resources(resources)

    def held(name: str, answer: object) -> None:
        jsonschema.Draft7Validator(schemas[name], registry=registry).validate(answer)

    return held


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("manifest", "/reconcile"),
        ("suggest-entities-response", "/reconcile/suggest/entity?prefix=R"),
        ("suggest-types-response", "/reconcile/suggest/type?prefix=co"),
        ("suggest-properties-response", "/reconcile/suggest/property?prefix=s"),
        ("data-extension-response", "/reconcile?extend=" + quote(json.dumps(EXTENDED))),
        ("reconciliation-result-batch", "/reconcile?queries=" + quote(json.dumps(QUERIES))),
    ],
)
def test_answers_keep_to_the_schemas(
    server: Running, check: Callable[[str, object], None], schema: str, path: str
) -> None:
    answer = server.ask(path).json()
    check(schema, answer)
    with pytest.raises(jsonschema.ValidationError):
        check(schema, {"q0": 1, "versions": 1, "result": 1, "rows": 1})


def test_the_examples_of_batches_are_answered_or_refused(
    server: Running, specification: Path, check: Callable[[str, object], None]
) -> None:
    examples = sorted((specification / "examples" / "reconciliation-query-batch").glob("*/*.json"))
    assert examples
    for path in examples:
        body = urlencode({"queries": path.read_text("utf8")})
        reply = server.ask("/reconcile", method="POST", body=body, headers=FORM)
        assert reply.status == (200 if path.parent.name == "valid" else 400), path.name
        if reply.status == 200:
            check("reconciliation-result-batch", reply.json())
            assert reply.json().keys() == json.loads(path.read_text("utf8")).keys()
