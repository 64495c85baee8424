"""The only place where an IRI is minted or parsed back.

Every IRI of the graph is the base plus a path that names what it stands for:

    {base}/entity/Q159                      an entity of the table, by its id there
    {base}/entity/person/jane-doe           an entity that only articles know, by type and name
    {base}/article/{name}-{digest}          one version of one article; also its named graph
    {base}/fact/{digest}                    a fact, by its content: two articles that report it share it
    {base}/claim/{digest}                   one article's statement of a fact at one place
    {base}/quote/{digest}                   quoted words of one speaker
    {base}/run/{digest}                     software, model, lexicon and table that made a claim
    {any of these}#{part}                   a part that has no life of its own

Digests are of content alone, so the same article read on any machine, in any order, has the same IRIs.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

DEFAULT_BASE = "https://w3id.org/pressgraph"
VOCABULARY = "https://w3id.org/pressgraph/ns#"
WIKIDATA = "http://www.wikidata.org/entity/"
KINDS = ("entity", "article", "fact", "claim", "quote", "run")

_PLAIN_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?")
_QID = re.compile(r"Q[1-9][0-9]*")
_FORBIDDEN = re.compile(r"""[\x00-\x20<>"{}|\\^`]""")
_SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Parsed:
    """What an IRI of ours stands for: its kind, its key under that kind, and the part after `#`, if any."""

    kind: str
    key: str
    part: str = ""


def digest(*content: str) -> str:
    """Twenty hexadecimal digits of SHA-256 over the strings; their borders count ("ab","c" is not "a","bc")."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:20]


@lru_cache(maxsize=8192)
def slug(name: str) -> str:
    """The name in lower-case ASCII with hyphens: "Côte d'Ivoire" -> "cote-d-ivoire".

    A name that leaves nothing (another script) or too much becomes, or ends in, a digest of the whole.
    """
    decomposed = unicodedata.normalize("NFKD", name)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    kept = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    foreign = any(c.isalnum() and not c.isascii() for c in letters)
    if kept and not foreign and len(kept) <= _SLUG_LENGTH:
        return kept
    return "-".join(filter(None, (kept[:_SLUG_LENGTH].strip("-"), digest(name)[:8])))


def minted_id(entity_type: str, label: str) -> str:
    """The id of an entity that the table does not know: "person/bakhtiyor-khakimov"."""
    return f"{slug(entity_type).replace('-', '_')}/{slug(label)}"


def article_key(name: str, text_digest: str) -> str:
    """`{name}-{first 12 digits}`; a name that is no plain path segment is made one and told apart by its digest."""
    plain = name if _PLAIN_NAME.fullmatch(name) else f"{slug(name)}.{digest(name)[:8]}"
    return f"{plain}-{text_digest[:12]}"


def wikidata(qid: str) -> str | None:
    """The Wikidata entity of a Q-id, or None where the id is not one."""
    return WIKIDATA + qid if _QID.fullmatch(qid) else None


def escaped(iri: str) -> str:
    """Another's IRI with the characters that no IRI may have (RFC 3987, section 2.2) in percent-encoding."""
    return _FORBIDDEN.sub(lambda found: quote(found.group()), iri)


def term(name: str) -> str:
    """The IRI of a term of our vocabulary: "memberOf" -> `https://w3id.org/pressgraph/ns#memberOf`."""
    return VOCABULARY + name


def concept(scheme: str, value: str) -> str:
    """The IRI of a SKOS concept: ("status", "founding member") -> `.../ns/status#founding-member`."""
    return f"{concept_scheme(scheme)}#{slug(value)}"


def concept_scheme(scheme: str) -> str:
    """The IRI of a SKOS scheme: "status" -> `https://w3id.org/pressgraph/ns/status`."""
    return f"{VOCABULARY.removesuffix('#')}/{scheme}"


def part(iri: str, *names: str) -> str:
    """A part of the thing (or of the part) that `iri` names: part(claim, "evidence") -> `{claim}#evidence`."""
    return f"{iri}{'-' if '#' in iri else '#'}{'-'.join(slug(name) for name in names)}"


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints and parses the IRIs under one base (no slash at its end)."""

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", self.base.rstrip("/"))

    def of(self, kind: str, key: str) -> str:
        """The IRI of `kind` with this key, as `parse` gave them."""
        return f"{self.base}/{kind}/{key}"

    def entity(self, entity_id: str) -> str:
        return self.of("entity", entity_id)

    def article(self, name: str, text_digest: str) -> str:
        return self.of("article", article_key(name, text_digest))

    def fact(self, *content: str) -> str:
        return self.of("fact", digest(*content))

    def claim(self, article: str, start: int, end: int, fact: str) -> str:
        """The claim that `article` makes of `fact` by its characters `start` to `end`."""
        return self.of("claim", digest(self._relative(article), str(start), str(end), self._relative(fact)))

    def quote(self, speaker: str, text: str) -> str:
        """The words `text` of `speaker` (an entity id, or whatever tells the speaker apart)."""
        return self.of("quote", digest(speaker, " ".join(text.split())))

    def run(self, *content: str) -> str:
        return self.of("run", digest(*content))

    def parse(self, iri: str) -> Parsed | None:
        """What `iri` names, or None where it is not one of ours."""
        path, _, fragment = self._relative(iri).partition("#")
        kind, _, key = path.partition("/")
        if kind not in KINDS or not key or path == iri:
            return None
        return Parsed(kind, key, fragment)

    def _relative(self, iri: str) -> str:
        return iri.removeprefix(f"{self.base}/")
