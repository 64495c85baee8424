"""The sentences for and against that each frame file carries, read by the whole pipeline (`pressgraph frames check`).

A sentence for must yield the fact it names (subject, object, and the status or role where given); one against, no fact
of that type that the text vouches for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from extract import pipeline
from extract.agree import Agreement, Names, agree
from extract.article import Article, Fact, Party
from extract.evaluate import UNASSERTED
from extract.lexicon import Frame, Lexicon

NAMES = Names()


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence: what was expected of it, which facts came, and by which paths."""

    type: str
    text: str
    expected: str  # "" for a sentence against
    passed: bool
    found: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


def checks(lexicon: Lexicon, *, only: Iterable[str] = ()) -> Iterator[Check]:
    """Every sentence of every frame, or of the types in `only`, in the order of the files."""
    wanted = frozenset(only)
    for frame in lexicon.frames:
        if not wanted or frame.type in wanted:
            yield from (stated(frame, example, lexicon) for example in frame.examples)
            yield from (silent(frame, text, lexicon) for text in frame.against)


def stated(frame: Frame, example: Mapping[str, Any], lexicon: Lexicon) -> Check:
    """Whether a sentence for yields the fact that it names."""
    attrs = {name: example[name] for name in ("status", "role") if name in example}
    wanted = {"type": frame.type, "subject": example["subject"], "object": example.get("object", ""), "attrs": attrs}
    facts = _facts(frame.type, example["text"], lexicon)
    passed = any(_fits(wanted, fact, example.get("factuality")) for fact in facts)
    detail = [str(example[name]) for name in ("status", "role", "factuality") if name in example]
    expected = " | ".join([*filter(None, (wanted["subject"], wanted["object"])), *detail])
    return _check(frame.type, example["text"], expected, passed, facts)


def silent(frame: Frame, text: str, lexicon: Lexicon) -> Check:
    """Whether a sentence against yields no fact of the type that the text vouches for."""
    facts = _facts(frame.type, text, lexicon)
    return _check(frame.type, text, "", all(fact.factuality in UNASSERTED for fact in facts), facts)


def _fits(wanted: Mapping[str, Any], fact: Fact, factuality: str | None) -> bool:
    given = {"type": fact.type, "subject": _party(fact.subject), "object": fact.object and _party(fact.object)}
    given |= {"status": fact.status, "role": fact.role, "factuality": fact.factuality}
    if not wanted["object"] and fact.object is None:  # the sentence names no other party, nor does the fact
        wanted, given = {**wanted, "object": wanted["subject"]}, {**given, "object": given["subject"]}
    if factuality is not None and fact.factuality != factuality:
        return False
    return agree(wanted, given, NAMES) is Agreement.STRICT


def _party(party: Party) -> dict[str, Any]:
    return {"label": party.label, "text": party.text, "mentions": party.mentions}


def _facts(type: str, text: str, lexicon: Lexicon) -> list[Fact]:
    reading = pipeline.read_article(Article("example", text), using=lexicon)
    return [fact for fact in reading.facts if fact.type == type]


def _check(type: str, text: str, expected: str, passed: bool, facts: list[Fact]) -> Check:
    found = tuple(_shown(fact) for fact in facts)
    return Check(type, text, expected, passed, found, tuple(sorted({fact.path for fact in facts})))


def _shown(fact: Fact) -> str:
    sides = [fact.subject.label, *([fact.object.label] if fact.object else [])]
    return " | ".join([*sides, *filter(None, (fact.status, fact.role)), fact.factuality])
