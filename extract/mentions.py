"""What an article speaks of, and where: names, acronyms, surnames, demonyms, and what refers back to them.

`find` lays every name on the Doc as a `Mention` and numbers the chains: two mentions in one chain stand for the same
thing ("Shanghai Cooperation Organisation", "SCO", "this group"). Which thing that is, `link.resolve` decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc

from extract import lexical, refer
from extract.article import Mention, Span
from extract.gazetteer import Gazetteer, key
from extract.name_spans import Found, is_acronym
from extract.names import DEMONYMS, NameFinder

PERSON = "Person"
BODY_LABELS = ("Organization", "Misc")


def find(doc: Doc, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """All mentions in the order of the text; those inside a longer name follow it."""
    words = lexical.load()
    finder = NameFinder(doc, gazetteer, words)
    made = named(finder)
    made.extend(refer.find(doc, tuple(made), words, finder))
    return tuple(sorted(made, key=lambda m: (m.first, -m.last)))


def named(finder: NameFinder) -> list[Mention]:
    """The names alone."""
    chains = Chains(finder)
    chains.fill(finder.find())
    return chains.mentions


def mentions_by_token(doc: Doc, mentions: Iterable[Mention]) -> dict[int, Mention]:
    """The outermost mention that covers each token."""
    covered: dict[int, Mention] = {}
    for mention in mentions:
        for token in range(mention.first, mention.last):
            if token not in covered or covered[token].last - covered[token].first < mention.last - mention.first:
                covered[token] = mention
    return covered


def names_of(chain: int, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """The names that the article uses in a chain, the longest first; nominals and pronouns are none."""
    used = {m.text for m in mentions if m.chain == chain and m.kind not in ("nominal", "pronoun")}
    return tuple(sorted(used, key=lambda text: (-len(text), text)))


def by_chain(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    """The mentions of each chain, in the order of the text."""
    chains: dict[int, list[Mention]] = {}
    for mention in mentions:
        chains.setdefault(mention.chain, []).append(mention)
    return chains


def initials(words: tuple[str, ...]) -> str:
    """The letters that an acronym of the name has ("international association of athletics federations" -> "iaaf")."""
    return "".join(w[0] for w in words if w not in lexical.load().joiners)


@dataclass
class Chains:
    """Numbers the chains of names: same name, acronym and long form, surname and full name, short and full body."""

    finder: NameFinder
    mentions: list[Mention] = field(default_factory=list)
    _by_key: dict[tuple[str, str], int] = field(default_factory=dict)  # (family of label, key of name) -> chain
    _surnames: dict[str, list[int]] = field(default_factory=dict)  # closing words of a full name -> who bear it
    _given: dict[int, str] = field(default_factory=dict)  # the first word of a person's full name
    _bodies: dict[str, int] = field(default_factory=dict)  # key of a body's name of several words -> chain
    _ends: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # its first and last word
    _initials: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _acronyms: dict[str, int] = field(default_factory=dict)
    _shortened: set[int] = field(default_factory=set)  # chains that have an acronym
    _next: int = 0

    def fill(self, found: list[Found]) -> None:
        """Make a mention of each name; people's full names are read first, since a headline may open with a surname."""
        chain_at: dict[int, int] = {}
        full = [f for f in found if f.label == PERSON and f.last - f.first > 1]
        self._read_definitions(found, chain_at)
        full += [f for f in found if f.label == "Organization" and f.last - f.first > 2 and not f.inside]
        for name in full:
            if name.first not in chain_at:
                chain_at[name.first] = self._chain(name, self._text(name))
        for name in found:
            chain = (
                chain_at[name.first]
                if name.first in chain_at and not name.inside
                else self._chain(name, self._text(name))
            )
            self.mentions.append(self._mention(name, chain))
        self._repeats(found)

    def _read_definitions(self, found: list[Found], chain_at: dict[int, int]) -> None:
        definitions = {f.defines: f for f in found if f.defines >= 0}
        for name in found:
            short = definitions.get(name.first)
            if short is None or name.inside or short.first == name.first:
                continue
            chain = self._chain(name, self._text(name))
            chain_at[name.first] = chain_at[short.first] = chain
            self._shorten(self._text(short), chain)

    def _shorten(self, acronym: str, chain: int) -> int:
        self._acronyms[acronym] = chain
        self._shortened.add(chain)
        return chain

    def _text(self, name: Found) -> str:
        return self.finder.words_between(name.first, name.last)

    def _chain(self, name: Found, text: str) -> int:
        if text in self._acronyms:
            return self._acronyms[text]
        if name.last - name.first == 1 and is_acronym(text):
            spelled = self._initials.get(text.replace(".", "").lower(), set())
            if len(spelled) == 1:
                return self._shorten(text, next(iter(spelled)))
        family = name.label if name.label in (PERSON, "NORP") else "thing"
        name_key = key(text)
        several = family == PERSON and len(self._surnames.get(name_key, ())) > 1
        chain = None if several else self._by_key.get((family, name_key))
        if chain is None:
            words = tuple(name_key.split())
            chain = self._short_person(name, words) if family == PERSON else self._short_body(name, words)
        if chain is None:
            chain, self._next = self._next, self._next + 1
        self._remember(name, family, name_key, chain)
        return chain

    def _remember(self, name: Found, family: str, name_key: str, chain: int) -> None:
        words = tuple(name_key.split())
        self._by_key.setdefault((family, name_key), chain)
        if family == PERSON:
            if len(words) > 1:
                self._given.setdefault(chain, words[0])
            for start in range(1, len(words)):
                bearers = self._surnames.setdefault(" ".join(words[start:]), [])
                if chain not in bearers:
                    bearers.append(chain)
        elif name.label in BODY_LABELS and len(words) > 1:
            self._bodies.setdefault(name_key, chain)
            self._ends[words[0]].add(chain)
            self._ends[words[-1]].add(chain)
            short = initials(words)
            if short not in words:
                self._initials[short].add(chain)

    def _short_person(self, name: Found, words: tuple[str, ...]) -> int | None:
        """The chain of the fuller name that these words close ("Sisi", "el-Sisi" -> Abdel Fattah el-Sisi); the one name
        of a king or a pope is no surname."""
        before = self.finder.lower[name.first - 1] if name.first else ""
        if before in self.finder.words.sovereigns:
            return None
        return self._bearer(" ".join(words), before)

    def _bearer(self, surname: str, before: str) -> int | None:
        """Whom a surname alone means: of several bearers the first whom the title before it fits, "Mr" or "Mrs"; the
        others of a family are told apart by their given names."""
        bearers = self._surnames.get(surname, [])
        words = self.finder.words
        told = words.gendered_titles.get(before.rstrip("."))
        fitting = [c for c in bearers if told in (None, words.given_names.get(self._given.get(c, ""), told))]
        return next(iter(fitting or bearers), None)

    def _short_body(self, name: Found, words: tuple[str, ...]) -> int | None:
        """The chain of the one body whose name opens or closes with this word, said with "the" ("the Commission"),
        or of the name that this one closes with ("SCO Association of Sports Organisations")."""
        if name.label not in (*BODY_LABELS, "Location"):
            return None
        closing = [self._bodies.get(" ".join(words[start:])) for start in range(1, len(words) - 2)]
        known = [chain for chain in closing if chain is not None]
        if known and not self.finder.in_table(name.first, name.last):
            return known[0]
        before = name.first - 1
        if len(words) != 1 or before < 0 or self.finder.lower[before] not in ("the", "this", "that"):
            return None
        if is_acronym(self._text(name)) or self.finder.candidates(name.first, name.last)[:1]:
            return None
        fuller = self._ends.get(words[0], set())
        return next(iter(fuller)) if len(fuller) == 1 else None

    def _mention(self, name: Found, chain: int) -> Mention:
        text = self._text(name)
        if chain in self._shortened and name.label in ("Location", "NORP", "Person", "Product"):
            name = replace(name, label="Organization")  # places and people are not shortened in brackets
        start = self.finder.start[name.first]
        head = refer.head_of(self.finder.doc, name.first, name.last, parsed=self.finder.parsed)
        kind = self._kind(name, text)
        return Mention(Span(start, start + len(text)), text, name.label, kind, name.first, name.last, head, chain)

    def _kind(self, name: Found, text: str) -> str:
        if name.defines >= 0 or text in self._acronyms or (is_acronym(text) and name.last - name.first == 1):
            return "acronym"
        candidates = self.finder.candidates(name.first, name.last)
        if name.last - name.first <= 2 and any(c.kind in DEMONYMS for c in candidates[:2]):
            return "demonym"
        if name.label == PERSON and (name.last - name.first == 1 or key(text) in self._surnames):
            return "surname"
        return "name"

    def _repeats(self, found: list[Found]) -> None:
        """Names that no rule saw: surnames of people whom the article names in full, acronyms that it defines."""
        taken = {i for f in found for i in range(f.first, f.last)}
        for i, word in enumerate(self.finder.text):
            if i in taken or not self.finder.capital[i]:
                continue
            if word in self._acronyms:
                self.mentions.append(self._mention(Found(i, i + 1, "Organization", "repeat"), self._acronyms[word]))
            elif len(word) > 2 and not word.isupper() and self._is_surname(i, word):
                chain = self._bearer(key(word), self.finder.lower[i - 1] if i else "")
                assert chain is not None  # it is a surname
                self.mentions.append(self._mention(Found(i, i + 1, PERSON, "repeat"), chain))

    def _is_surname(self, i: int, word: str) -> bool:
        if key(word) not in self._surnames or word.lower() in self.finder.words.ordinary:
            return False
        return not self.finder.tagged or self.finder.pos[i] in ("PROPN", "NOUN", "X")
