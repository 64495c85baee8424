"""`/entity/...`: an entity, as a page or as RDF."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response

from server import display, pages, vocabulary
from server.display import Row, number, value
from server.engine import Rows
from server.pages import View

router = APIRouter()
_NEIGHBOURS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim's sentence: where it stands, whose word it is, how sure the reading is."""

    claim: str
    article: str
    headline: str
    sentence: str
    start: str
    confidence: float
    factuality: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Party:
    """The other party of a fact, with the fact that joins it to the entity."""

    fact: str
    label: str
    iri: str = ""
    detail: str = ""


@dataclass(slots=True)
class Group:
    """Facts of one kind and status that the same sentences state: one line of the page."""

    phrase: str
    parties: list[Party] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """All facts of one kind on one side of the entity; `role` is what the other parties are in them."""

    title: str
    role: str
    groups: list[Group]

    @property
    def size(self) -> int:
        return sum(len(group.parties) for group in self.groups)


@router.api_route("/entity/{key:path}", methods=["GET", "HEAD"], include_in_schema=False)
async def entity(request: Request, key: str) -> Response:
    """The entity with this key: its facts with their sentences, its links, what it is joined to, who names it."""
    key, suffix = pages.split_suffix(key)
    view = View(request)
    iri = view.iri("entity", key)
    form = pages.wanted(request, suffix)
    return await pages.resource(view, iri, form, "entity_rdf", "entity", lambda: _page(view, iri))


async def _page(view: View, iri: str) -> Response:
    about = _about(await view.rows("about", thing=iri))
    if "rdfs:label" not in about:
        return view.missing(iri)
    neighbours = await view.rows("entity_neighbours", entity=iri)
    label = value(about["rdfs:label"][0], "value")
    return view.html(
        "entity.html",
        title=label,
        iri=iri,
        about=about,
        types=_types(about),
        links=[value(row, "value") for row in about.get("owl:sameAs", ())],
        sections=sections(
            await view.rows("entity_facts", entity=iri),
            await view.rows("entity_claims", entity=iri),
            await view.rows("entity_speakers", entity=iri),
        ),
        neighbours=neighbours,
        picture=json.dumps(_picture(view, iri, label, neighbours)).replace("</", "<\\/"),
        articles=[_article(row) for row in await view.rows("entity_articles", entity=iri)],
    )


def _about(rows: Rows) -> Mapping[str, list[Row]]:
    about: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        about[vocabulary.shorten(value(row, "property"))].append(row)
    return dict(about)


def _types(about: Mapping[str, list[Row]]) -> list[str]:
    named = [value(row, "value") for row in about.get("rdf:type", ())]
    return [iri for iri in named if iri.startswith(vocabulary.NAMESPACE) and not iri.endswith("#Entity")]


def sections(facts: Iterable[Row], claims: Iterable[Row], speakers: Iterable[Row] = ()) -> list[Section]:
    """The facts by kind and side; within, those of one status that the same sentences state are one group."""
    evidence = _evidence(claims, {value(row, "claim"): value(row, "speaker") for row in speakers})
    kinds: dict[tuple[str, str, str], dict[tuple[object, ...], Group]] = defaultdict(dict)
    for row in {(value(row, "fact"), value(row, "side")): row for row in facts}.values():
        phrase, stated = _phrase(row), evidence.get(value(row, "fact"), [])
        key = (phrase, *sorted((one.article, one.sentence, one.factuality) for one in stated))
        role = vocabulary.label(value(row, "otherRole")) if "otherRole" in row else ""
        groups = kinds[value(row, "class"), value(row, "side"), role]
        group = groups.setdefault(key, Group(phrase, evidence=stated))
        group.parties.append(_party(row))
    found = [Section(vocabulary.label(kind), role, list(groups.values())) for (kind, _, role), groups in kinds.items()]
    return sorted(found, key=lambda section: -section.size)


def _party(row: Row) -> Party:
    label = value(row, "otherLabel") or value(row, "label")
    return Party(value(row, "fact"), label, value(row, "other"), value(row, "role"))


def _evidence(claims: Iterable[Row], speakers: Mapping[str, str]) -> dict[str, list[Evidence]]:
    """Fact -> its claims, the surest first."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in claims:
        found[value(row, "fact")].append(
            Evidence(
                claim=value(row, "claim"),
                article=value(row, "article"),
                headline=value(row, "headline"),
                sentence=value(row, "sentence"),
                start=value(row, "start"),
                confidence=number(row, "confidence"),
                factuality=vocabulary.label(value(row, "factuality")),
                speaker=speakers.get(value(row, "claim"), ""),
            )
        )
    for stated in found.values():
        stated.sort(key=lambda one: (-one.confidence, one.headline, one.claim))
    return found


def _phrase(row: Row) -> str:
    told = [value(row, "status"), value(row, "measure")]
    when = display.time(value(row, "timeRelation"), value(row, "earliest"), value(row, "latest"))
    return ", ".join(filter(None, (*told, when)))


def _article(row: Row) -> dict[str, str]:
    when = display.published(value(row, "earliest"), value(row, "latest"), display.truth(row, "inferred"))
    shown = {name: value(row, name) for name in ("article", "label", "source", "times", "words")}
    shown["words"] = ", ".join(sorted(filter(None, shown["words"].split("|"))))
    return {**shown, "published": when}


def _picture(view: View, iri: str, label: str, neighbours: Rows) -> list[dict[str, object]]:
    """What cytoscape draws: the entity, its neighbours, and one edge for all that joins two of them one way."""
    names: dict[str, str] = {}
    edges: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for row in neighbours:
        other = value(row, "other")
        if len(names) < _NEIGHBOURS_SHOWN or other in names:
            names[other] = value(row, "label")
            edges[other, display.truth(row, "out")].append(vocabulary.label(value(row, "property")))
    nodes: list[dict[str, object]] = [{"data": {"id": iri, "label": label, "centre": True}}]
    nodes += [{"data": {"id": other, "label": name, "href": view.href(other)}} for other, name in names.items()]
    for (other, out), said in edges.items():
        source, target = (iri, other) if out else (other, iri)
        nodes.append({"data": {"source": source, "target": target, "label": ", ".join(dict.fromkeys(said))}})
    return nodes
