"""The treebank's documents as Docs: words, tags, trees, and its named mentions with their Wikipedia titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

LABELS = {"person": "Person", "organization": "Organization", "place": "Location", "event": "Misc", "abstract": "Misc",
          "object": "Product"}  # fmt: skip
_PART = re.compile(r"\([^()]+\)?|[^()]+\)")


@dataclass
class _Reading:
    """One document while its lines are read: `opened` are the entities whose last token has not come."""

    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    opened: list[tuple[str, str, str, int]] = field(default_factory=list)
    closed: list[tuple[int, int, str, str]] = field(default_factory=list)

    def entities(self, value: str) -> None:
        """Read an `Entity=` value: brackets that open (group-type-...-title) and close (group) mentions."""
        here = len(self.words) - 1
        for part in _PART.findall(value):
            if part.startswith("("):
                fields = part.strip("()").split("-", 7)
                title = fields[7] if len(fields) > 7 else ""
                if part.endswith(")"):
                    self.closed.append((here, here + 1, fields[1] if len(fields) > 1 else "", title))
                else:
                    self.opened.append((fields[0], fields[1] if len(fields) > 1 else "", title, here))
                continue
            group = part.strip(")")
            for n in range(len(self.opened) - 1, -1, -1):
                if self.opened[n][0] == group:
                    _, kind, title, first = self.opened.pop(n)
                    self.closed.append((first, here + 1, kind, title))
                    break


def docs(path: Path) -> Iterator[tuple[Doc, list[tuple[int, int, str]]]]:
    """Each document of a CoNLL-U file, its names as the reader would label them; (first, last, title) of the names."""
    reading, offset = _Reading(), 0
    for line in path.read_text(encoding="utf8").splitlines():
        if line.startswith("# newdoc"):
            if reading.words:
                yield _finished(reading)
            reading = _Reading()
        elif line[:1].isdigit():
            cells = line.split("\t")
            if not cells[0].isdigit():
                continue
            if cells[0] == "1":
                offset = len(reading.words)
            reading.words.append(cells[1])
            reading.pos.append(cells[3])
            reading.tags.append(cells[4])
            head = int(cells[6])
            reading.heads.append(offset + head - 1 if head else len(reading.words) - 1)
            reading.deps.append(cells[7] if head else "ROOT")
            misc = dict(item.split("=", 1) for item in cells[9].split("|") if "=" in item)
            reading.spaces.append(misc.get("SpaceAfter") != "No")
            if "Entity" in misc:
                reading.entities(misc["Entity"])
    if reading.words:
        yield _finished(reading)


def _finished(reading: _Reading) -> tuple[Doc, list[tuple[int, int, str]]]:
    doc = Doc(
        Vocab(),
        words=reading.words,
        spaces=reading.spaces,
        tags=reading.tags,
        pos=reading.pos,
        heads=reading.heads,
        deps=reading.deps,
    )
    named: dict[tuple[int, int], tuple[str, str]] = {}
    for first, last, kind, title in reading.closed:
        span = _core(reading, first, last)
        if span is not None and kind in LABELS:
            named[span] = (LABELS[kind], title or named.get(span, ("", ""))[1])
    outer = [s for s in named if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in named)]
    doc.ents = [Span(doc, first, last, label=named[first, last][0]) for first, last in sorted(outer)]
    return doc, [(first, last, named[first, last][1]) for first, last in sorted(outer) if named[first, last][1]]


def _core(reading: _Reading, first: int, last: int) -> tuple[int, int] | None:
    """A mention that is a name: proper nouns only, without article and possessive; None for descriptions."""
    while first < last and reading.pos[first] in ("DET", "PUNCT"):
        first += 1
    while first < last and reading.words[last - 1] in ("'s", "’s", "'", "’"):
        last -= 1
    if first >= last or last - first > 8:
        return None
    head = next((i for i in range(first, last) if not first <= reading.heads[i] < last or reading.heads[i] == i), first)
    fits = reading.pos[head] == "PROPN" and reading.words[first][:1].isupper()
    rest = all(p in ("PROPN", "ADP", "NUM", "PUNCT", "CCONJ", "ADJ", "NOUN", "DET") for p in reading.pos[first:last])
    return (first, last) if fits and rest else None
