"""Whether an extracted fact states what an annotated one does: names, statuses, roles and places in the text compared.

Names are equal when one of the ways the article calls the thing (the annotation's aliases, the extraction's mentions)
is the same on both sides after normalisation; a person's surname is enough. Descriptions ("three officials") are
similar when enough of their words are shared. The statuses of memberships fall into classes (`agree.yaml`).
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml

Record = Mapping[str, Any]

OVERLAP = 0.8  # of a quote's characters, intersection over union
SHARED_OF_SHORTER, SHARED_OF_LONGER = 0.6, 0.3  # words shared by two similar descriptions
DENIED = "none"


class Agreement(enum.IntEnum):
    """How far two facts agree."""

    NONE = 0
    LOOSE = 1  # who and what
    STRICT = 2  # also the status, the role or the speaker


@dataclass(frozen=True, slots=True)
class Names:
    """The names of things in one article, normalised: each group calls the same thing."""

    groups: tuple[frozenset[str], ...] = ()

    @classmethod
    def of(cls, aliases: Mapping[str, Iterable[str]]) -> Self:
        return cls(tuple(frozenset(map(normalised, (name, *forms))) for name, forms in aliases.items()))

    def all(self, name: str) -> frozenset[str]:
        """Every normalised way to call what `name` calls."""
        own = normalised(name)
        return frozenset({own}.union(*(group for group in self.groups if own in group))) - {""}


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotated article."""

    name: str
    text: str
    names: Names
    facts: tuple[Record, ...] = ()
    bans: tuple[Record, ...] = field(default=())

    @classmethod
    def of(cls, name: str, text: str, record: Record) -> Self:
        """From the JSON object beside the article."""
        names = Names.of(record.get("aliases", {}))
        return cls(name, text, names, tuple(record["facts"]), tuple(record.get("must_not", ())))


def agree(wanted: Record, given: Record, names: Names) -> Agreement:
    """How far `given` (extracted) states what `wanted` (annotated, of the same type) does."""
    kind, attrs = wanted["type"], wanted.get("attrs", {})
    if kind == "quote":
        found = _overlap((attrs["start"], attrs["end"]), (given["start"], given["end"])) >= OVERLAP
        return _level(found, _same(wanted["subject"], given.get("subject"), names, person=True))
    if kind == "membership":
        found = _same(wanted["subject"], given["subject"], names) and _same(
            wanted["object"], given.get("object"), names
        )
        want, got = status_class(attrs.get("status", "member"), "member"), _status(given)
        return _level(found and (want == DENIED) == (got == DENIED), want == got)
    if kind == "position":
        found = _same(wanted["subject"], given["subject"], names, person=True)
        want_role, got_role = words(attrs.get("role", "")), words(given.get("role") or "")
        found = found and _similar(wanted["object"], given.get("object"), names)
        return _level(found, not want_role or bool(want_role & got_role))
    return _level(_similar_parties(wanted, given, names), True)


def breaks(ban: Record, given: Record, names: Names) -> bool:
    """Whether `given` states, from the same place in the text, what the annotation says must not be stated."""
    start = ban["evidence_start"]
    apart = given["end"] <= start or given["start"] >= start + len(ban["evidence"])
    if ban["type"] != given["type"] or apart or not _similar_parties(ban, given, names):
        return False
    if ban["type"] != "membership":
        return True
    return _status(given) in {status_class(status, status) for status in ban.get("wrong", ["member"])}


@dataclass(frozen=True, slots=True)
class Rules:
    """`agree.yaml`, ready for use."""

    statuses: Mapping[str, str]  # status -> the class in which it counts
    small_words: frozenset[str]
    dropped: frozenset[str]


@cache
def _rules() -> Rules:
    table = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf8"))
    statuses = {status: name for name, members in table["statuses"].items() for status in members}
    return Rules(statuses, frozenset(table["small_words"]), frozenset(table["dropped"]))


def status_class(status: str, default: str) -> str:
    """The class that a membership's status belongs to: "full member" -> "member"."""
    return _rules().statuses.get(status, default)


def _status(given: Record) -> str:
    if given.get("factuality") == "denied":
        return DENIED
    status = (given.get("status") or "member").lower()
    return status_class(status, status)


@cache
def normalised(name: str) -> str:
    """Lower-case letters and digits without accents, articles and titles: "The U.N.'s" -> "u n"."""
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    plain = plain.replace("organization", "organisation").replace("&", " and ")
    plain = re.sub(r"[’']s\b", "", plain)
    return " ".join(word for word in re.findall(r"[a-z0-9]+", plain) if word not in _rules().dropped)


def words(name: str) -> frozenset[str]:
    """The words of a name that say something."""
    return frozenset(normalised(name).split()) - _rules().small_words


def _names(party: Any) -> frozenset[str]:
    """The normalised names of an extracted party."""
    if not party:
        return frozenset()
    if isinstance(party, str):
        party = {"label": party}
    raw = (party.get("label"), *(party.get("mentions") or ()), party.get("text"))
    return frozenset(normalised(name) for name in raw if name) - {""}


def _same(wanted: str, party: Any, names: Names, *, person: bool = False) -> bool:
    ours, theirs = names.all(wanted), _names(party)
    if ours & theirs:
        return True
    return person and bool({name.split()[-1] for name in ours} & {name.split()[-1] for name in theirs})


def _similar(wanted: str, party: Any, names: Names) -> bool:
    if _same(wanted, party, names):
        return True
    ours = words(wanted)
    return any(_share(ours, words(name)) for name in _names(party))


def _similar_parties(wanted: Record, given: Record, names: Names) -> bool:
    subject, object_ = given.get("subject"), given.get("object")
    return _similar(wanted["subject"], subject, names) and _similar(wanted["object"], object_, names)


def _share(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    if not ours or not theirs:
        return False
    shared, sizes = len(ours & theirs), (len(ours), len(theirs))
    return shared / min(sizes) >= SHARED_OF_SHORTER and shared / max(sizes) >= SHARED_OF_LONGER


def _overlap(ours: tuple[int, int], theirs: tuple[int, int]) -> float:
    union = max(ours[1], theirs[1]) - min(ours[0], theirs[0])
    return max(0, min(ours[1], theirs[1]) - max(ours[0], theirs[0])) / union if union else 0.0


def _level(loose: bool, strict: bool) -> Agreement:
    if not loose:
        return Agreement.NONE
    return Agreement.STRICT if strict else Agreement.LOOSE
