"""Entities that only articles know: a stable id from type and name, with context where the name would merge two.

The same full name of the same type is one entity across articles. A surname alone, a body's generic name ("Foreign
Ministry") and a name that the table knows several bearers of are kept apart by a digest of the article's text.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.article import Entity, Link, Mention
from extract.gazetteer import Gazetteer, key
from extract.names import DEMONYMS
from extract.positions import Positions
from extract.words import text_of
from ontology.entity_table import Row
from ontology.iris import minted_id

if TYPE_CHECKING:
    from extract.context import Context

TYPE_OF_LABEL = {
    "Person": "person",
    "Organization": "organisation",
    "Location": "location",
    "NORP": "group",
    "Facility": "facility",
    "Product": "product",
    "Misc": "thing",
    "": "thing",
}


def minted(named: list[Mention], context: Context, *, member_of: Row | None = None) -> Entity:
    """The entity of a chain that is not linked."""
    label = _label(named)
    if member_of is not None:
        return Entity(minted_id("group", label), label, "group", member_of=member_of.id)
    kind = _type(named, label, context)
    owner, own_name = _owned(named, label, context)
    if owner:
        return Entity(
            minted_id(kind, f"{owner.label} {own_name}"),
            label if own_name != label else f"{owner.label} {label}",
            kind,
            aliases=tuple(sorted({m.text for m in named} - {label})),
        )
    identifier = minted_id(kind, label)
    if _shared(kind, label, context):
        identifier += "-" + hashlib.sha256(text_of(context.doc).encode()).hexdigest()[:8]
    aliases = tuple(sorted({m.text for m in named} - {label}))
    return Entity(identifier, label, kind, aliases=aliases)


def _owned(named: list[Mention], label: str, context: Context) -> tuple[Row | None, str]:
    """The country of a body with a generic name ("Russian Foreign Ministry", "Russia's Foreign Ministry"), the name."""
    words = label.split()
    for size in (2, 1):
        rest = words[size:]
        if len(rest) and _generic(" ".join(rest), context):
            country = _country(" ".join(words[:size]), context)
            if country:
                return country, " ".join(rest)
    if not _generic(label, context):
        return None, label
    for mention in named:
        before = next(iter(context.positions.ending(mention.first - 1)), None)
        if before and context.lower[before.last] in ("'s", "’s", "'", "’"):
            country = _country(before.text, context)
            if country:
                return country, label
    return None, label


def _country(text: str, context: Context) -> Row | None:
    found = context.gazetteer.candidates(text)[:1]
    return found[0].row if found and found[0].row.type in ("country", "territory") else None


def _generic(label: str, context: Context) -> bool:
    return all(w in context.words.generic or w in context.words.joiners for w in key(label).split())


def group(mention: Mention, at: Positions, gazetteer: Gazetteer) -> Mention:
    """The mention of a group ("Russian athletes") with its entity, which belongs to the country or body named in it."""
    inner = next((m for m in at.starting(mention.first) if m.last < mention.last and m.kind != "nominal"), None)
    if inner is None:
        return _from_country(mention, at, gazetteer)
    if inner.entity is None or mention.label != "NORP":
        return mention
    noun = mention.text.split()[-1] if inner.kind == "demonym" else mention.text[len(inner.text) :].strip()
    label = f"{inner.text} {noun}"
    aliases = (mention.text,) if mention.text != label else ()
    owner = inner.text if inner.kind == "demonym" else inner.entity.label  # "SCO members" are those of one SCO
    identifier = minted_id("group", f"{owner} {noun}")
    entity = Entity(identifier, label, "group", aliases=aliases, member_of=inner.entity.id)
    return _grouped(mention, entity, gazetteer)


def _from_country(mention: Mention, at: Positions, gazetteer: Gazetteer) -> Mention:
    """The mention of "athletes from Russia" with the entity that "Russian athletes" has."""
    country = next((m.entity for m in at.ending(mention.last) if m.label == "Location"), None)
    row = gazetteer.row(country.id) if country is not None and mention.label == "NORP" else None
    people = next((name.text for name in row.all_names if name.kind in DEMONYMS), "") if row is not None else ""
    if not people or country is None:
        return mention
    label = f"{people} {mention.text.split()[0]}"
    entity = Entity(minted_id("group", label), label, "group", aliases=(mention.text,), member_of=country.id)
    return _grouped(mention, entity, gazetteer)


def _grouped(mention: Mention, entity: Entity, gazetteer: Gazetteer) -> Mention:
    link = Link("group", 1.0, 1.0, (("named after its country", 1.0),), gazetteer.version)
    return replace(mention, entity=entity, link=link)


def _label(named: list[Mention]) -> str:
    """The name that the article uses most of those in full, in the spelling used first; of a person the longest."""
    full = [m.text for m in named if m.kind not in ("acronym", "surname")] or [m.text for m in named]
    if named[0].label == "Person":
        return max(dict.fromkeys(full), key=lambda text: (len(text.split()), len(text)))
    several = [text for text in full if " " in text] or full
    return Counter(several).most_common(1)[0][0]


def _type(named: list[Mention], label: str, context: Context) -> str:
    kind = TYPE_OF_LABEL[named[0].label]
    if kind in ("person", "location", "group"):
        return kind
    words = label.lower().split()
    cut = next((n for n, w in enumerate(words) if w in ("of", "for", "in", "on", "against") and n), len(words))
    told = context.words.heads.get(words[cut - 1])
    if told is None and words[-1].isdigit() and len(words) > 1:
        told = context.words.heads.get(words[-2])
    return told or kind


def _shared(kind: str, label: str, context: Context) -> bool:
    """Whether other articles may mean something else by this very name."""
    if kind == "person":
        return " " not in key(label) or len(context.gazetteer.candidates(label)) > 1
    return kind == "organisation" and _generic(label, context)
