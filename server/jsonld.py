"""Quads -> JSON-LD under the project's one context, a subject at a time, so that a large graph needs little memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from server import prefixes

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the context: its name, and how it coerces values (`@id`, `@vocab`, a datatype's IRI or nothing)."""

    name: str
    coerce: str | None = None
    language: str | None = None


@cache
def context() -> dict[str, Any]:
    """The context's object: `ontology/context.jsonld`, or the prefixes alone where there is no such file."""
    try:
        text = resources.files("ontology").joinpath("context.jsonld").read_text(encoding="utf-8")
    except FileNotFoundError:
        return dict(prefixes.table())
    found = json.loads(text)["@context"]
    assert isinstance(found, dict), "ontology/context.jsonld: expected one object as @context"
    return found


def write(quads: Iterable[ox.Quad] | Iterable[ox.Triple], out: Any) -> None:
    """Write one JSON-LD document: the context, and `@graph` with a node object for each run of one subject."""
    writer = _Writer(context())
    out.write(b'{"@context":' + _bytes(context()) + b',\n"@graph":[')
    items: Iterator[ox.Quad | ox.Triple] = iter(quads)
    for place, (_, group) in enumerate(groupby(items, key=lambda item: item.subject)):
        out.write((b",\n" if place else b"\n") + _bytes(writer.node(list(group))))
    out.write(b"\n]}\n")


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class _Writer:
    """Node objects under a context, of which terms with `@id`, `@type`, `@language` and prefixes are used."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._language: str | None = context.get("@language")
        plain = {name: value for name, value in context.items() if isinstance(value, str) and name[0] != "@"}
        # JSON-LD 1.1, section 4.1.5: a simple term is a prefix only where its IRI ends in a gen-delim.
        self._spaces = {name: value for name, value in plain.items() if value[-1] in ":/?#[]@"}
        self._aliases = {value: name for name, value in plain.items() if value in ("@id", "@type")}
        self._terms: dict[str, list[Term]] = {}
        for name, value in context.items():
            if name in self._spaces or name.startswith("@") or value in ("@id", "@type"):
                continue
            value = {"@id": value} if isinstance(value, str) else value
            if "@id" in value and "@reverse" not in value and "@container" not in value:
                term = Term(name, value.get("@type"), value.get("@language", self._language))
                self._terms.setdefault(self._expand(value["@id"]), []).append(self._coerced(term))

    def _coerced(self, term: Term) -> Term:
        return Term(term.name, self._expand(term.coerce) if term.coerce else None, term.language)

    def _expand(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        if colon and not local.startswith("//") and prefix in self._spaces:
            return self._expand(self._spaces[prefix]) + local
        return name

    def node(self, quads: list[ox.Quad | ox.Triple]) -> dict[str, Any]:
        """The node object of one subject's quads."""
        made: dict[str, Any] = {self._aliases.get("@id", "@id"): _reference(quads[0].subject)}
        for key, value in self._pairs(quads):
            if key not in made:
                made[key] = value
            elif isinstance(made[key], list):
                made[key].append(value)
            else:
                made[key] = [made[key], value]
        return made

    def _pairs(self, quads: Iterable[ox.Quad | ox.Triple]) -> Iterator[tuple[str, Any]]:
        for quad in quads:
            iri, node = quad.predicate.value, quad.object
            if iri == TYPE and isinstance(node, ox.NamedNode):
                yield self._aliases.get("@type", "@type"), self._compact(node.value)
            else:
                yield self._pair(iri, node)

    def _pair(self, iri: str, node: Any) -> tuple[str, Any]:
        for term in self._terms.get(iri, ()):
            if (value := self._under(term, node)) is not None:
                return term.name, value
        plain = Term(self._compact(iri, known=False), None, self._language)
        return plain.name, self._value(plain, node)

    def _under(self, term: Term, node: Any) -> Any:
        """The value under a term, or None where the term's coercion would change its meaning."""
        if isinstance(node, ox.Literal):
            if term.coerce is None:
                return self._value(term, node)
            return node.value if node.datatype.value == term.coerce and not node.language else None
        if term.coerce == "@id":
            return _reference(node)
        return {"@id": _reference(node)} if term.coerce is None else None

    def _value(self, term: Term, node: Any) -> Any:
        if not isinstance(node, ox.Literal):
            return {"@id": _reference(node)}
        if node.language:
            if node.language == term.language:
                return node.value
            return {"@value": node.value, "@language": node.language}
        if node.datatype.value == STRING:
            return node.value if term.language is None else {"@value": node.value}
        return {"@value": node.value, "@type": self._compact(node.datatype.value)}

    def _compact(self, iri: str, *, known: bool = True) -> str:
        """A term's name or a compact IRI that expands to the IRI and nothing else, else the IRI."""
        if known and iri in self._terms:
            return self._terms[iri][0].name
        for prefix, space in self._spaces.items():
            local = iri[len(space) :]
            if (
                iri.startswith(space)
                and local
                and not local.startswith("//")
                and f"{prefix}:{local}" not in self._spaces
            ):
                return f"{prefix}:{local}"
        return iri


def _reference(node: Any) -> str:
    if isinstance(node, ox.BlankNode):
        return f"_:{node.value}"
    if isinstance(node, ox.NamedNode):
        return str(node.value)
    raise ValueError(f"JSON-LD has no way to write a triple as a term: {node}")
