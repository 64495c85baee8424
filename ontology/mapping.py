"""How each type of fact, entity and attribute is written in RDF: read from data files, so that a new one needs no code.

`frames/*.yaml` say it for facts (their `rdf:` section; the rest of such a file is the lexicon's), `types.yaml` for
entities, `attributes.yaml` for what more a fact may carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pyoxigraph import NamedNode

from ontology import frame_files
from ontology.terms import DETAIL, ENTITY, FACT, HERE, OBJECT, SUBJECT, THING, expand

_KEYS = {
    *("class", "also", "subject", "object", "label", "label_alone", "default_status"),
    *("identity", "plain", "plain_by_object"),
}
_LABEL = "{subject} – {type} – {object}"


class MappingError(ValueError):
    """A data file says something that no RDF can be written from; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class FactMapping:
    """How one type of fact is written.

    `plain` maps a status ("default": any other) to the properties of the plain triple, `plain_by_object` an object's
    entity type to those used in their stead. `identity` names attributes (or "relation") that tell two facts of the
    same parties apart. `label` is a pattern over subject, object, status, role, relation, type and the attributes;
    `label_alone` is that of a fact without an object.
    `default_status` is meant where the text gives no status.
    """

    type: str
    classes: tuple[NamedNode, ...]
    subject: NamedNode
    object: NamedNode
    label: str = _LABEL
    label_alone: str = ""
    default_status: str = ""
    identity: tuple[str, ...] = ()
    plain: Mapping[str, tuple[NamedNode, ...]] = field(default_factory=dict)
    plain_by_object: Mapping[str, tuple[NamedNode, ...]] = field(default_factory=dict)

    def plain_properties(self, status: str, object_type: str) -> tuple[NamedNode, ...]:
        """The properties of the plain triple of a fact with this status and this type of object, if any."""
        if self.plain and object_type in self.plain_by_object:
            return self.plain_by_object[object_type]
        return self.plain.get(status, self.plain.get("default", ()))


@dataclass(frozen=True, slots=True)
class AttributeMapping:
    """How one attribute is written: as words, as the entity they name, as a concept of a scheme, or as a number.

    `words` are (value, pattern) pairs by which facts of `types` that do not give it have it from their verb phrase.
    """

    property: NamedNode
    entity: NamedNode | None = None
    scheme: str = ""
    integer: bool = False
    types: frozenset[str] = frozenset()
    words: tuple[tuple[str, re.Pattern[str]], ...] = ()

    def told(self, relation: str) -> str | None:
        """The value that the words of a verb phrase tell, if any."""
        return next((value for value, pattern in self.words if pattern.search(relation)), None)


UNKNOWN_ATTRIBUTE = AttributeMapping(DETAIL)


def facts(folder: Path = frame_files.FRAMES, own: Path | None = None) -> Mapping[str, FactMapping]:
    """Type of fact -> how it is written, from every frame file of the folder and of the user's own."""
    return _facts(frame_files.files(folder, own or frame_files.own_folder()))


@cache
def _facts(paths: tuple[Path, ...]) -> Mapping[str, FactMapping]:
    return {mapping.type: mapping for path in paths for mapping in _fact_mappings(path)}


def fact(fact_type: str) -> FactMapping:
    """How facts of this type are written; a type without a frame file is a plain `pg:Fact` without a plain triple."""
    return _fact(fact_type, frame_files.own_folder())


@cache  # the folders are listed once: each fact of an article asks
def _fact(fact_type: str, own: Path | None) -> FactMapping:
    return facts(own=own).get(fact_type) or FactMapping(fact_type, (FACT,), SUBJECT, OBJECT)


@cache
def entity_types(path: Path = HERE / "types.yaml") -> Mapping[str, tuple[NamedNode, ...]]:
    """Type of entity -> its classes, the most precise first."""
    return {name: (*_terms(path, name, curies), ENTITY) for name, curies in _load(path).items()}


def entity_classes(entity_type: str) -> tuple[NamedNode, ...]:
    return entity_types().get(entity_type, (THING, ENTITY))


@cache
def attributes(path: Path = HERE / "attributes.yaml") -> Mapping[str, AttributeMapping]:
    """Name of an attribute -> how it is written."""
    return {name: _attribute(path, name, row) for name, row in _load(path).items()}


def attribute(name: str) -> AttributeMapping:
    return attributes().get(name, UNKNOWN_ATTRIBUTE)


def told(fact_type: str, relation: str, given: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Attributes, beside those given, that the words of a fact's verb phrase tell."""
    for name, how in attributes().items():
        if fact_type in how.types and name not in given and (value := how.told(relation)):
            yield name, value


def _fact_mappings(path: Path) -> Iterator[FactMapping]:
    frame = _load(path)
    section = frame.get("rdf")
    if section is None:
        return
    if not isinstance(section, dict) or "class" not in section or "type" not in frame:
        raise MappingError(f"{path}: expected `type:` and an `rdf:` section with `class:`")
    if unknown := set(section) - _KEYS:
        raise MappingError(
            f"{path}: rdf: has the unknown key {sorted(unknown)[0]!r}; known are {', '.join(sorted(_KEYS))}"
        )
    yield FactMapping(
        type=frame["type"],
        classes=(*_terms(path, "class", section["class"]), *_terms(path, "also", section.get("also", [])), FACT),
        subject=_terms(path, "subject", section.get("subject", "pg:subject"))[0],
        object=_terms(path, "object", section.get("object", "pg:object"))[0],
        label=section.get("label", _LABEL),
        label_alone=section.get("label_alone", ""),
        default_status=section.get("default_status", ""),
        identity=tuple(section.get("identity", ())),
        plain=_properties(path, section.get("plain", {})),
        plain_by_object=_properties(path, section.get("plain_by_object", {})),
    )


def _properties(path: Path, table: dict[str, Any]) -> dict[str, tuple[NamedNode, ...]]:
    return {key or "": _terms(path, key, curies) for key, curies in table.items()}


def _attribute(path: Path, name: str, row: dict[str, Any]) -> AttributeMapping:
    entity = row.get("entity")
    return AttributeMapping(
        property=_terms(path, name, row["property"])[0],
        entity=_terms(path, name, entity)[0] if entity else None,
        scheme=row.get("scheme", ""),
        integer=row.get("integer", False),
        types=frozenset(row.get("types", ())),
        words=tuple((value, _pattern(path, name, text)) for value, text in row.get("words", {}).items()),
    )


def _pattern(path: Path, name: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(rf"\b(?:{text})\b", re.IGNORECASE)
    except re.error as error:
        raise MappingError(f"{path}: {name}: words: {text!r} is no regular expression: {error}") from error


def _terms(path: Path, key: str, curies: str | list[str]) -> tuple[NamedNode, ...]:
    try:
        return tuple(expand(curie) for curie in ([curies] if isinstance(curies, str) else curies))
    except KeyError as error:
        raise MappingError(f"{path}: {key}: {curies}: prefix {error} is not in prefixes.ttl") from error


def _load(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise MappingError(f"{path}: expected a table, found {type(content).__name__}")
    return content
