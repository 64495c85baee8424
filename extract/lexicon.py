"""The frame files: how English says each relation, read from `ontology/frames/*.yaml` and checked as they are read.

A file names the type, the roles its sides may take, and patterns. A pattern has a trigger (verbs, nouns or adjectives
by lemma, phrasal verbs with their particle), where its subject and object stand, and what it means:

    - name: join
      verb: [join, accede]
      subject: [subj]
      object: [obj, to]          # alternatives, the first that yields a party of the right type is taken
      status: member

A trigger `verb: ["*"]` is any verb that no other pattern took, `entity: [event]` the name of any entity of that type
("the Winter Games in Cortina").

A place is an argument role of `extract.clauses` or a path of them ("obj.of": the of-phrase of the object), "trigger"
(the trigger's own noun phrase) or "context" (what the article was speaking of last, of the right type), "spoken" (the
same, but only out of a fact of this type), "salient" (what the article is about), "body" (the body whose members it
speaks of), "leading" (the body of members that it named most so far), "homeland" (the country of whoever owns the
trigger: "Putin's minister"), "modified" (the noun that the trigger stands before: "the 27-nation union") or "unnamed"
(nobody that the text names). "bearer.of" starts at the subject found, "post.of" at the noun of the post that `role:
{at: ..., words: ...}` finds.

Words are a list, or "@name" of a set in the file's `words`, "@type.name" of one in the file of another type.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from extract.errors import PressgraphError
from ontology import frame_files
from ontology.frame_files import FRAMES

WORDSETS = FRAMES.parent / "wordsets.yaml"  # sets of words that every frame file may name
KINDS = ("verb", "noun", "adjective", "entity")


class FrameError(PressgraphError, ValueError):
    """A frame file says something the matcher cannot read; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Side:
    """What may stand as subject or object: entity `types` (empty: any), and whether mere words will do."""

    types: frozenset[str] = frozenset()
    phrases: bool = False
    dates: bool = False  # whether a date may stand for a party
    nouns: frozenset[str] = frozenset()  # lemmas of head nouns that make a phrase acceptable where `phrases` is false
    named: frozenset[str] = frozenset()  # words of which a name must have one, where there are any ("court")
    single: bool = False  # a singular noun has one bearer
    counted: frozenset[str] = frozenset()  # nouns that, with a number, name a party that nobody lists ("27 states")
    known: bool = False  # an entity of the table, or one that the article names more than once
    continents: bool = True  # whether "region" means continents and their parts too
    unnamed: str = ""  # what a party is called that the text leaves out ("authority (not named)")
    voice: str = "alone"  # of which pronouns the speaker of a quotation may stand here: "none", "alone" (I), "all" (we)
    topical: bool = False  # a body without a name ("the organisation") is the one whose members the article speaks of


@dataclass(frozen=True, slots=True)
class Post:
    """Where the noun of a post stands, and which nouns are one: "elected her chair of the board"."""

    at: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entailed:
    """The fact that another brings with it: who was elected holds the post `since` the day of it."""

    type: str
    status: str = ""
    time: str = ""  # the relation to that fact of the time at which this one happened


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to say a relation; `triggers` maps a lemma to the status or role it means ("" where the pattern says
    it)."""

    type: str
    name: str
    kind: str
    triggers: Mapping[str, str]
    subject: tuple[str, ...]
    object: tuple[str, ...]
    subject_side: Side
    object_side: Side
    status: str = ""
    role: str = ""
    factuality: str = ""
    confidence: float = 0.9
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unless: Mapping[str, frozenset[str]] = field(default_factory=dict)
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stances: Mapping[str, str] = field(default_factory=dict)
    modifiers: Mapping[str, str] = field(default_factory=dict)
    family: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    echoes: bool = False
    yields_to: frozenset[str] = frozenset()  # types that, found in the same word, leave nothing to add
    finite: bool = False  # only an active verb with a tense, not "to save" or "drawing"
    passive: bool = False  # what is done to somebody: "was banned", "the banned club"
    several: bool = False  # only with two subjects or more: who founds a body together belongs to it
    also: bool = False  # tried where another pattern of the type found something, too: of others beside its subject
    some_name: bool = False  # one of the two sides bears a name
    not_aimed: bool = False  # what something was merely for is no such fact: "used its powers to block the deal"
    phrase: bool = False  # the relation is called by all words from the verb to its object
    post: Post = Post()
    reciprocal: bool = False
    alone: bool = False
    entails: tuple[Entailed, ...] = ()
    time: str = ""  # what "in May" means for the fact: "since" (it began), "until" (it ended)
    lasting: bool = False  # a state: without a time it is known to hold when the article was published


@dataclass(frozen=True, slots=True)
class Frame:
    """One relation type: its patterns and the sentences for and against."""

    type: str
    patterns: tuple[Pattern, ...]
    examples: tuple[Mapping[str, Any], ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All frames, with the patterns by the kind and lemma of their trigger."""

    frames: tuple[Frame, ...]
    by_trigger: Mapping[tuple[str, str], tuple[Pattern, ...]]

    def patterns(self, kind: str, word: str) -> tuple[Pattern, ...]:
        return self.by_trigger.get((kind, word), ())


def load(folder: Path = FRAMES, own: Path | None = None, further: tuple[Path, ...] = ()) -> Lexicon:
    """The lexicon of a folder of frame files, with those of the user's own folder, and further files."""
    try:
        paths = frame_files.files(folder, own or frame_files.own_folder())
    except frame_files.FrameFileError as error:
        raise FrameError(str(error)) from error
    names = {path.name for path in further}
    return _load((*(path for path in paths if path.name not in names), *further))


@lru_cache(maxsize=4)
def _load(paths: tuple[Path, ...]) -> Lexicon:
    try:
        files = [(path, frame_files.read(path)) for path in paths]
    except frame_files.FrameFileError as error:
        raise FrameError(str(error)) from error
    sets = {f"{raw['type']}.{name}": words for path, raw in files for name, words in _sets(path, raw).items()}
    frames = tuple(_frame(path, raw, sets) for path, raw in files)
    index: dict[tuple[str, str], list[Pattern]] = defaultdict(list)
    for frame in frames:
        for pattern in frame.patterns:
            for word in pattern.triggers:
                index[pattern.kind, word].append(pattern)
    # those that yield to others come last
    return Lexicon(frames, {key: tuple(sorted(value, key=lambda p: bool(p.yields_to))) for key, value in index.items()})


def _sets(path: Path, raw: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {name: _expand(str(path), words, {}) for name, words in (raw.get("words") or {}).items()}


def _frame(path: Path, raw: Mapping[str, Any], shared: Mapping[str, Mapping[str, str]]) -> Frame:
    """The frame of a file; `shared` are the word sets of all files, as "type.name"."""
    sets = {**wordsets(), **shared, **_sets(path, raw)}
    patterns = tuple(p for entry in raw.get("patterns") or () for p in _patterns(path, raw, entry, sets))
    return Frame(raw["type"], patterns, tuple(raw.get("examples") or ()), tuple(raw.get("against") or ()))


@lru_cache(maxsize=1)
def wordsets() -> dict[str, dict[str, str]]:
    """The sets of `ontology/wordsets.yaml`."""
    raw = frame_files.loaded(WORDSETS)
    return {name: _expand(str(WORDSETS), words, {}) for name, words in raw.items()}


def _patterns(
    path: Path, raw: Mapping[str, Any], entry: Mapping[str, Any], sets: Mapping[str, Mapping[str, str]]
) -> Iterator[Pattern]:
    where = f"{path}, pattern {entry.get('name', '?')!r}"
    unknown = entry.keys() - frame_files.pattern_keys()
    if unknown or not any(kind in entry for kind in KINDS):
        raise FrameError(
            f"{where}: unknown keys {sorted(unknown)}; expected a trigger, {', '.join(KINDS)}, and keys that are in "
            f"{frame_files.SCHEMA}"
        )
    roles = raw.get("roles") or {}
    role = entry.get("role", raw.get("role", ""))
    post = role if isinstance(role, Mapping) else {}
    for kind in KINDS:
        if kind not in entry:
            continue
        yield Pattern(
            type=raw["type"],
            name=f"{raw['type']}/{entry['name']}",
            kind=kind,
            triggers=_expand(where, entry[kind], sets),
            subject=_places(entry.get("subject", ["subj"])),
            object=_places(entry.get("object", ["obj"])),
            subject_side=_side(roles.get("subject") or {}, entry.get("subject_types"), sets),
            object_side=_side(
                {**(roles.get("object") or {}), **({"named": named} if (named := entry.get("object_named")) else {})},
                entry.get("object_types"),
                sets,
                known=bool(entry.get("known")),
            ),
            status=str(entry.get("status", "")),
            role="" if post else str(role),
            post=Post(_places(post.get("at", ())), frozenset(_expand(where, post.get("words", ()), sets))),
            factuality=str(entry.get("factuality", "")),
            confidence=float(entry.get("confidence", raw.get("confidence", 0.9))),
            where={k: frozenset(_expand(where, v, sets)) for k, v in (entry.get("where") or {}).items()},
            unless={k: frozenset(_expand(where, v, sets)) for k, v in (entry.get("unless") or {}).items()},
            attributes={
                k: _places(v) for k, v in {**(raw.get("attributes") or {}), **(entry.get("attributes") or {})}.items()
            },
            stances={**(raw.get("stances") or {}), **(entry.get("stances") or {})},
            modifiers=dict(raw.get("modifiers") or {}),
            family=frozenset(raw.get("family") or ()),
            requires=frozenset(entry.get("requires") or ()),
            echoes=bool(entry.get("echoes")),
            yields_to=frozenset(raw.get("yields_to") or ()),
            several=bool(entry.get("several")),
            also=bool(entry.get("also")),
            finite=bool(entry.get("finite")),
            passive=bool(entry.get("passive")),
            phrase=entry.get("relation") == "phrase",
            reciprocal=bool(entry.get("reciprocal")),
            alone=bool(entry.get("alone")),
            time=str(entry.get("time", "")),
            lasting=bool(raw.get("lasting")),
            some_name=bool(entry.get("some_name", raw.get("some_name"))),
            not_aimed=bool(raw.get("not_aimed")),
            entails=tuple(Entailed(**fact) for fact in entry.get("entails", raw.get("entails")) or ()),
        )


def _expand(where: str, words: Any, sets: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Words as a list, a mapping to what they mean, or "@name" of a set in the file's `words` or in `wordsets.yaml`."""
    if isinstance(words, str):
        words = [words]
    if isinstance(words, Mapping):
        return {str(word): str(meaning or "") for word, meaning in words.items()}
    found: dict[str, str] = {}
    for word in words:
        if str(word).startswith("@"):
            if word[1:] not in sets:
                raise FrameError(f"{where}: no word set {word!r}; expected one of {sorted(sets)}")
            found.update(sets[word[1:]])
        else:
            found[str(word)] = ""
    return found


def _places(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(v) for v in value)


def _side(role: Mapping[str, Any], types: Any, sets: Mapping[str, Mapping[str, str]], *, known: bool = False) -> Side:
    named = frozenset(types or role.get("types") or ())
    nouns = frozenset(_expand("roles", role.get("nouns") or [], sets))
    phrases = "words" in named if types else bool(role.get("phrases"))
    words = frozenset(_expand("roles", role.get("named") or [], sets))
    counted = frozenset(_expand("roles", role.get("counted") or [], sets))
    return Side(
        named - {"words"},
        phrases,
        bool(role.get("dates")),
        nouns,
        words,
        bool(role.get("single")),
        counted,
        known,
        bool(role.get("continents", True)),
        str(role.get("unnamed", "")),
        str(role.get("voice", "alone")),
        bool(role.get("topical")),
    )
