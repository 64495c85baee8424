"""Mentions of a few invented people and bodies, laid on a Doc by their names alone."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from extract.article import Entity, Mention, Span

FULL = ["Anna Berg", "Omar Haddad", "Lucia Moretti", "Peter Novak", "Jonas Lund", "Maria Silva"]
PEOPLE = [*FULL, *(name.split()[1] for name in FULL)]
BODIES = [
    "World Rowing",
    "Norvia",
    "the Norvian ministry of sport",
    "Rowing Federation",
    "NRF",
    "Reuters",
    "TASS",
    "BBC",
]


def mention(doc: Doc, match: re.Match[str], label: str, chain: int) -> Mention | None:
    span = doc.char_span(*match.span())
    if span is None:
        return None
    kind = "surname" if label == "Person" and " " not in match.group() else "name"
    name = (
        next((p for p in PEOPLE if p.endswith(" " + match.group())), match.group())
        if kind == "surname"
        else match.group()
    )
    entity = Entity(
        f"{label}/{name}".lower(), name.removeprefix("the "), "person" if label == "Person" else "organisation"
    )
    return Mention(Span(*match.span()), match.group(), label, kind, span.start, span.end, span.root.i, chain, entity)


def mentions(doc: Doc) -> tuple[Mention, ...]:
    """The names of the lists above where they stand in the text, the longest first; a surname is its person."""
    found: list[Mention] = []
    for label, names in (("Person", PEOPLE), ("Organization", BODIES)):
        for name in sorted(names, key=len, reverse=True):
            chain = (PEOPLE + BODIES).index(next((p for p in PEOPLE if p.endswith(" " + name)), name))
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", doc.text):
                made = mention(doc, match, label, chain)
                if made and not any(m.first < made.last and made.first < m.last for m in found):
                    found.append(made)
    return tuple(sorted(found, key=lambda m: m.first))
