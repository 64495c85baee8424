"""`/reconcile`: the W3C Reconciliation Service API 0.2 over the graph's entities, for OpenRefine and its like.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/ (sections in the comments below).
Names are matched against the snapshot that is served; nothing is asked of other machines.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from server import prefixes, queries, vocabulary
from server.display import value
from server.engine import Rows
from server.pages import View
from server.reconciliation import Candidate, Index, Question, class_label, classes_of, ranked

router = APIRouter()
OPEN = {"Access-Control-Allow-Origin": "*"}  # section 3.2: services are asked from pages of other sites
BATCH, LONGEST_LIMIT, SUGGESTED = 500, 50, 10
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,80}")
_indexes: dict[str, Index] = {}
_lock = asyncio.Lock()


class _BadRequest(Exception):
    """What was asked is not as the specification has it; the message says what was expected."""


@router.get("/reconcile", include_in_schema=False)
async def get_reconcile(request: Request) -> Response:
    """The manifest (section 4), or the answers to `queries` (5) or `extend` (7)."""
    return await _answer(request, dict(request.query_params))


@router.post("/reconcile", include_in_schema=False)
async def post_reconcile(request: Request) -> Response:
    """The same with the parameters in a form."""
    form = await request.form(max_fields=10, max_files=0)
    return await _answer(request, {name: str(given) for name, given in form.items()})


@router.options("/reconcile", include_in_schema=False)
async def preflight() -> Response:
    """Leave for scripts of other sites."""
    allowed = {"Access-Control-Allow-Methods": "GET, POST, OPTIONS", "Access-Control-Allow-Headers": "Content-Type"}
    return Response(status_code=204, headers=OPEN | allowed)


async def _answer(request: Request, given: dict[str, str]) -> Response:
    view = View(request)
    try:
        if "queries" in given:
            body: object = await _reconcile(view, _json(given["queries"], "queries"))
        elif "extend" in given:
            body = await _extend(view, _json(given["extend"], "extend"))
        else:
            body = _manifest(view)
    except _BadRequest as error:
        return JSONResponse({"status": "error", "message": str(error)}, 400, headers=OPEN)
    callback = given.get("callback", "")
    if not callback:
        return JSONResponse(body, headers=OPEN)
    if not _CALLBACK.fullmatch(callback):
        return JSONResponse({"status": "error", "message": "callback is no name of a function"}, 400, headers=OPEN)
    script = f"/**/{callback}({json.dumps(body)});".replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Response(script, media_type="application/javascript", headers=OPEN | {"X-Content-Type-Options": "nosniff"})


def _json(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _BadRequest(f"`{name}` is not JSON") from None
    if not isinstance(found, dict):
        raise _BadRequest(f"`{name}` is not a JSON object")
    return found


def _manifest(view: View) -> dict[str, object]:
    """Section 4: what this service is and offers."""
    here = str(view.request.base_url).rstrip("/")
    service = f"{here}/reconcile"
    return {
        "versions": ["0.1", "0.2"],
        "name": "Pressgraph entities",
        "identifierSpace": f"{view.settings.base}/entity/",
        "schemaSpace": f"{vocabulary.NAMESPACE}#",
        "defaultTypes": [{"id": c, "name": class_label(c)} for c in ("Person", "Organisation", "Country", "SportBody")],
        "view": {"url": f"{here}/entity/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": 420, "height": 220},
        "suggest": {
            kind: {"service_url": here, "service_path": f"/reconcile/suggest/{kind}"}
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
        "batchSize": BATCH,
    }


async def _index(view: View) -> Index:
    """The entities of the snapshot that is served now; read once a snapshot."""
    path = view.engine.snapshot_path()
    async with _lock:
        if path not in _indexes:
            rows = await view.rows("reconcile_entities")
            base = f"{view.settings.base}/entity/"
            built = await asyncio.to_thread(Index, rows, base)
            _indexes.clear()
            _indexes[path] = built
        return _indexes[path]


async def _reconcile(view: View, batch: dict[str, Any]) -> dict[str, object]:
    """Section 5: candidates for each query of a batch."""
    if len(batch) > BATCH:
        raise _BadRequest(f"{len(batch)} queries in one batch; at most {BATCH} are answered")
    questions = {name: _question(name, query) for name, query in batch.items()}
    index = await _index(view)
    answers: dict[str, object] = {}
    for name, question in questions.items():
        candidates = index.candidates(question)
        for candidate in candidates[: question.limit + 5]:
            await _compare(view, candidate, question)
        best = ranked(candidates, question.limit)
        answers[name] = {"result": [_result(candidate, certain) for candidate, certain in best]}
    return answers


def _question(name: str, query: object) -> Question:
    if not isinstance(query, dict):
        raise _BadRequest(f"query {name!r} is not an object")
    if not isinstance(query.get("query", ""), str):
        raise _BadRequest(f"`query` of {name!r} is not a string")
    if not query.get("query") and not query.get("properties"):
        raise _BadRequest(f"query {name!r} has neither `query` nor `properties`")
    types, limit, strict = query.get("type", []), query.get("limit", 10), query.get("type_strict", "should")
    kinds = [types] if isinstance(types, str) else types
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise _BadRequest(f"`type` of {name!r} is neither a string nor a list of strings")
    if strict not in ("any", "should", "all"):
        raise _BadRequest(f"`type_strict` of {name!r} is {strict!r}; expected any, should or all")
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not math.isfinite(limit) or limit < 1:
        raise _BadRequest(f"`limit` of {name!r} is no number from 1")
    return Question(
        name=str(query.get("query", ""))[:300],
        types=tuple(k.removeprefix("pg:").removeprefix(f"{vocabulary.NAMESPACE}#") for k in kinds if k),
        strict=strict,
        limit=min(int(limit), LONGEST_LIMIT),
        properties=tuple(_property(name, given) for given in _list(query.get("properties") or [], name)[:10]),
    )


def _list(given: object, name: str) -> list[object]:
    if not isinstance(given, list):
        raise _BadRequest(f"`properties` of {name!r} is not a list")
    return given


def _property(name: str, given: object) -> tuple[str, tuple[str, ...]]:
    if not isinstance(given, dict) or not isinstance(given.get("pid"), str) or "v" not in given:
        raise _BadRequest(f"a property of {name!r} lacks `pid` or `v`")
    values = given["v"] if isinstance(given["v"], list) else [given["v"]]
    return given["pid"], tuple(str(v.get("id", "")) if isinstance(v, dict) else str(v) for v in values)


async def _compare(view: View, candidate: Candidate, question: Question) -> None:
    """Add to the candidate's features whether the values of the query's properties are among its own."""
    for pid, wanted in question.properties:
        rows = await _values(view, candidate.known.id, pid)
        base = f"{view.settings.base}/entity/"
        has = {text.lower() for row in rows for text in (value(row, "value"), value(row, "name")) if text}
        has |= {text.removeprefix(base) for text in has} | {text.rpartition(":")[2] for text in has}
        candidate.features[f"property:{pid}"] = any(text.lower() in has for text in wanted)


async def _values(view: View, identifier: str, pid: str) -> Rows | tuple[()]:
    iri = _expand(pid)
    if not iri or not re.fullmatch(r"[\w./~%-]+", identifier):
        return ()
    return await view.rows("reconcile_values", entity=view.iri("entity", identifier), property=iri)


def _expand(pid: str) -> str:
    """The IRI of a property named by prefix ("owl:sameAs"), by IRI, or by a term of the vocabulary ("memberOf")."""
    prefix, colon, name = pid.partition(":")
    known = prefixes.table().get(prefix)
    if colon and known and re.fullmatch(r"[\w-]+", name):
        return known + name
    if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", pid):
        return pid
    return f"{vocabulary.NAMESPACE}#{pid}" if re.fullmatch(r"\w+", pid) else ""


def _result(candidate: Candidate, certain: bool) -> dict[str, object]:
    known = candidate.known
    found: dict[str, object] = {
        "id": known.id,
        "name": known.label,
        "type": classes_of(known),
        "score": candidate.score,
        "match": certain,
        "features": [{"id": name, "value": given} for name, given in candidate.features.items()],
    }
    return found | ({"description": known.description} if known.description else {})


async def _extend(view: View, asked: dict[str, Any]) -> dict[str, object]:
    """Section 7: the values of properties for entities that were reconciled."""
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids) or len(ids) > BATCH:
        raise _BadRequest(f"`ids` is not a list of at most {BATCH} strings")
    if not isinstance(properties, list) or not all(
        isinstance(p, dict) and isinstance(p.get("id"), str) for p in properties
    ):
        raise _BadRequest("`properties` is not a list of objects with an `id`")
    pids = [p["id"] for p in properties][:20]
    index = await _index(view)
    rows: dict[str, dict[str, list[dict[str, object]]]] = {}
    for identifier in ids:
        cells = {pid: await _values(view, identifier, pid) if identifier in index.entities else () for pid in pids}
        rows[identifier] = {pid: [_cell(view, row, index) for row in found] for pid, found in cells.items()}
    return {"meta": [{"id": pid, "name": _property_name(pid)} for pid in pids], "rows": rows}


def _cell(view: View, row: Any, index: Index) -> dict[str, object]:
    text = value(row, "value")
    identifier = text.removeprefix(f"{view.settings.base}/entity/")
    if identifier != text and identifier in index.entities:
        return {"id": identifier, "name": index.entities[identifier].label}
    return {"str": text}


def _property_name(pid: str) -> str:
    return vocabulary.label(_expand(pid)) if _expand(pid) else pid


@router.get("/reconcile/suggest/entity", include_in_schema=False)
async def suggest_entity(request: Request, prefix: str = "", cursor: int = 0) -> Response:
    """Section 6: entities whose name begins so."""
    index = await _index(View(request))
    start = max(0, min(cursor, 1000))
    found = index.beginning(prefix, start + SUGGESTED)[start:]
    result = [{"id": k.id, "name": k.label, "description": k.description, "notable": classes_of(k)} for k in found]
    return JSONResponse({"result": result}, headers=OPEN)


@router.get("/reconcile/suggest/type", include_in_schema=False)
async def suggest_type(request: Request, prefix: str = "") -> Response:
    """Section 6: classes of the vocabulary that entities of the graph have."""
    index = await _index(View(request))
    named = [(c, class_label(c)) for c in index.classes]
    result = [{"id": c, "name": name} for c, name in named if _begins(prefix, name, c)]
    return JSONResponse({"result": result[:SUGGESTED]}, headers=OPEN)


@router.get("/reconcile/suggest/property", include_in_schema=False)
async def suggest_property(request: Request, prefix: str = "") -> Response:
    """Section 6: properties that entities of the graph have."""
    found = await _properties(View(request), "Entity")
    result = [p for p in found if _begins(prefix, p["name"], p["id"])]
    return JSONResponse({"result": result[:SUGGESTED]}, headers=OPEN)


@router.get("/reconcile/properties", include_in_schema=False)
async def propose(request: Request, type: str = "", limit: int = 20) -> Response:
    """Section 7: properties worth fetching for entities of a class."""
    kind = type if re.fullmatch(r"\w+", type) else "Entity"
    found = await _properties(View(request), kind)
    body = {"type": type, "limit": limit, "properties": found[: max(1, min(limit, 100))]}
    return JSONResponse(body, headers=OPEN)


@router.get("/reconcile/preview", include_in_schema=False)
async def preview(request: Request, id: str = "") -> Response:
    """Section 4: a small page about an entity, for a frame."""
    view = View(request)
    known = (await _index(view)).entities.get(id)
    iri = view.iri("entity", id)
    status = 200 if known else 404
    response = view.html(
        "preview.html", status, title="", known=known, iri=iri, classes=classes_of(known) if known else []
    )
    response.headers.update(OPEN)
    return response


async def _properties(view: View, kind: str) -> list[dict[str, str]]:
    rows = await view.engine.select(
        queries.text("reconcile_properties"), {"class": f"{vocabulary.NAMESPACE}#{kind}"}, client=view.client
    )
    names = [vocabulary.shorten(value(row, "property")) for row in rows]
    return [{"id": name, "name": _property_name(name)} for name in names if name]


def _begins(prefix: str, *names: str) -> bool:
    start = prefix.strip().lower()
    return any(word.startswith(start) for name in names for word in (name.lower(), *re.split(r"[\W_]+", name.lower())))
