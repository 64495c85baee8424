"""What refers back: "the organisation", "this group", "the Russian leader", "he", "it", "Russian athletes".

Which name a pronoun or a definite phrase stands for, `extract.anaphora` weighs. None being likely enough means no
mention: a wrong antecedent makes a wrong fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from spacy.tokens import Doc, Token

from extract import regional
from extract.anaphora import LABELS, NOTHING, PERSON, Anaphor, Options, ranker
from extract.article import Mention, Span
from extract.discourse import Discourse
from extract.grammar import GRAMMAR
from extract.kinds import worldwide
from extract.lexical import Words
from extract.names import DEMONYMS, LABEL_OF_TYPE, NameFinder
from extract.positions import Positions
from extract.words import lemma

TIED = 0.5  # probability from which the reader's own antecedent is taken
# from which the name is taken that an anaphor is weighed to stand for, by the kind of its weights: of those taken 80 to
# 90 of 100 are right
CERTAIN = {
    "person": 0.5,
    "thing": 0.5,
    "plural": 0.75,
    "the country": 0.6,
    "the city": 0.6,
    "the organisation": 0.65,
    "the person": 0.8,
}
KNOWN = 0.8  # share of the body that "the 27-nation bloc" describes
BACK = 220  # tokens that "the bloc" may look back
WIDEST = 6  # tokens from a determiner to its noun


def head_of(doc: Doc, first: int, last: int, *, parsed: bool) -> int:
    """The head token of a name: by the tree where there is one, else the last word before "of", "for", "in"."""
    if parsed:
        for i in range(first, last):
            if not first <= doc[i].head.i < last or doc[i].head.i == i:
                return i
    for i in range(first + 1, last):
        if doc[i].lower_ in ("of", "for", "in", "on", "against"):
            return i - 1
    return last - 1


def find(doc: Doc, mentions: tuple[Mention, ...], words: Words, finder: NameFinder) -> Iterator[Mention]:
    """Groups of people of a country, and pronouns and definite noun phrases with the chain that they stand for."""
    at = Positions(mentions)
    covered = {i for m in mentions for i in range(m.first, m.last)}
    chains = count(max((m.chain for m in mentions), default=-1) + 1)
    groups: dict[str, int] = {}
    spoken = Discourse(doc, mentions, words, finder.text)
    options = Options(spoken, words, finder)
    for i in (i for i in range(len(doc)) if i not in covered):
        named = list(_groups(i, at, words, finder)) if i else []
        for first, last, label in named:
            if label.lower() not in groups:
                groups[label.lower()] = next(chains)
            yield _made(finder, first, last, i, groups[label.lower()], "NORP", "nominal")
        leader = _leader(i, at, words, finder) if i and not named else None
        if leader is not None:
            yield _made(finder, leader[0], leader[1], leader[1] - 1, next(chains), "Person", "nominal")
        country = regional.country_at(i, at, words, finder) if i and not named else None
        if country is not None:
            first, end, meant = country
            spoken.settle(doc[end - 1], meant)
            yield _made(finder, first, end, end - 1, meant, "Location", "nominal")
            continue
        anaphor = None if named or leader else anaphor_at(doc, i, words, finder)
        if anaphor is None or covered.intersection(range(anaphor.first, i)):
            continue
        chain, share = _meant(anaphor, at, options)
        if chain is not None:
            spoken.settle(anaphor.token, chain, gender=anaphor.gender)
            made = _made(finder, anaphor.first, anaphor.token.i + 1, anaphor.token.i, chain, *_as_mention(anaphor))
            yield replace(made, share=round(share, 3))


def anaphor_at(doc: Doc, i: int, words: Words, finder: NameFinder) -> Anaphor | None:
    """The pronoun at token `i`, or the definite phrase whose noun opens there, where it may stand for a name."""
    kind = words.pronouns.get(finder.lower[i])
    if kind is not None:
        reflexive = finder.lower[i] in GRAMMAR.reflexive  # the subject once more
        is_one = not reflexive and (not finder.tagged or finder.pos[i] in ("PRON", "DET"))
        return Anaphor(doc[i], kind, i, pronoun=True) if is_one else None
    phrase = _definite(doc, i, words, finder) if i else None
    if phrase is None or phrase[2] not in LABELS:
        return None
    first, size, kind = phrase
    return None if _has_own_name(i + size, finder) else Anaphor(doc[i + size - 1], kind, first, size=size)


def _meant(anaphor: Anaphor, at: Positions, options: Options) -> tuple[int | None, float]:
    """The chain that an anaphor stands for where one is likely enough, with its share."""
    known = None if anaphor.pronoun else _known_as(anaphor, at, options.words, options.finder)
    if known is not None or not options.finder.parsed:
        return known, KNOWN
    chain, share = ranker().best(anaphor, options.of(anaphor))
    return (chain if likely(anaphor, chain, share) else None), share


def likely(anaphor: Anaphor, chain: int, share: float) -> bool:
    """Whether a chain with this share is taken for what an anaphor stands for."""
    return chain != NOTHING and share >= CERTAIN[anaphor.weighed]


def _as_mention(anaphor: Anaphor) -> tuple[str, str]:
    """The label and the kind of an anaphor as a mention."""
    if anaphor.pronoun:
        return (PERSON if anaphor.gender else "", "pronoun")
    return LABEL_OF_TYPE.get(anaphor.kind, "Organization"), "nominal"


def _has_own_name(i: int, finder: NameFinder) -> bool:
    """Whether a phrase goes on to say whose it is or of whom: "the board of Mauritius Telecom", "the panel of experts"
    are none named before."""
    if i + 2 >= len(finder.lower) or finder.lower[i] != "of":
        return False
    if finder.tagged and finder.doc[i + 1].tag_ in ("JJ", "NNS"):
        return True
    first = i + 2 if finder.lower[i + 1] == "the" else i + 1
    return finder.capital[first]


def antecedents_of(doc: Doc) -> dict[int, int]:
    """The words that the reader ties to earlier ones with enough probability, each with the word that it stands for."""
    given = doc._.coref if doc.has_extension("coref") else ()
    return {word: other for word, other, score in given or () if score >= TIED}


def _leader(i: int, at: Positions, words: Words, finder: NameFinder) -> tuple[int, int] | None:
    """The span of "the Russian leader" whose noun opens at `i`; None where a name follows or no country precedes."""
    before = next((m for m in at.ending(i) if m.kind == "demonym"), None)
    if before is None or before.first == 0 or finder.lower[before.first - 1] not in words.determiners:
        return None
    for size in (2, 1):
        if tuple(finder.lower[i : i + size]) in words.leaders:
            follows = i + size < len(finder.text) and finder.capital[i + size]
            return None if follows else (before.first - 1, i + size)
    return None


def _definite(doc: Doc, i: int, words: Words, finder: NameFinder) -> tuple[int, int, str] | None:
    """A definite phrase whose head noun opens at `i`: its first token, the size of the head, the type meant."""
    for size in (3, 2, 1) if finder.lower[i] in words.opening_nominals else ():
        kind = words.nominals.get(tuple(finder.lower[i : i + size]))  # "the League", too
        if kind is None:
            continue
        if i + size < len(doc) and (finder.pos[i + size] in ("NOUN", "PROPN") or finder.capital[i + size]):
            return None
        first = i - 1
        while first > 0 and i - first < WIDEST and _modifies(first, words, finder):
            first -= 1
        return (first, size, kind) if finder.lower[first] in GRAMMAR.definite else None
    return None


def _modifies(i: int, words: Words, finder: NameFinder) -> bool:
    """Whether the word at `i` can stand between a determiner and its noun: no name but "Zurich" of "Zurich-based", no
    owner but the sport."""
    if finder.lower[i] in GRAMMAR.definite:
        return False
    if finder.lower[i] in GRAMMAR.possessive:
        return finder.lower[i - 1] in words.worldwide
    joined = finder.text[i + 1] == "-" and finder.lower[i + 2] in words.placed
    return joined or (not finder.capital[i] and finder.pos[i] in ("ADJ", "NOUN", "NUM", "PUNCT", "VERB"))


def _says_nothing_new(modifiers: tuple[str, ...], words: Words) -> bool:
    """Whether the words before a noun leave it open which is meant: "the same panel", "the Zurich-based body"."""
    return modifiers[-1] in words.placed or all(word in words.repeating for word in modifiers)


def _known_as(anaphor: Anaphor, at: Positions, words: Words, finder: NameFinder) -> int | None:
    """The chain of the body that is what its noun and the words before it say: one of countries ("the bloc", "the
    27-nation forum"), one of the whole world ("the world body"); the last of the paragraph, or the one most named."""
    if anaphor.kind != "organisation":
        return None
    opens = anaphor.token.i + 1 - anaphor.size
    noun, modifiers = tuple(finder.lower[opens : opens + anaphor.size]), tuple(finder.lower[anaphor.first + 1 : opens])
    if modifiers and _says_nothing_new(modifiers, words):
        modifiers = ()
    counted = len(modifiers) == 3 and modifiers[1] == "-" and modifiers[2] in words.member_counted
    of_countries = counted or (not modifiers and noun in words.of_countries)
    if not of_countries and not (modifiers and all(word in words.worldwide for word in modifiers)):
        return None
    bodies = (m for m in at.starting(anaphor.first - BACK, anaphor.first) if m.label == "Organization")
    rows = [(m, c.row) for m in bodies for c in finder.candidates(m.first, m.last)[:1]]
    near = [m for m, row in rows if (row.subtype == "igo" if of_countries else worldwide(row))]
    here = [m for m in near if not any("\n" in text for text in finder.text[m.last : anaphor.first])]
    counts = Counter(m.chain for m in near)
    meant = here[-1] if here else max(reversed(near), key=lambda m: counts[m.chain], default=None)
    return meant.chain if meant is not None else None


def _groups(i: int, at: Positions, words: Words, finder: NameFinder) -> Iterator[tuple[int, int, str]]:
    """The groups that a plural noun for people at `i` names, the borders and the label of each ("Russian and Belarusian
    athletes", "athletes from Russia and Belarus" are two; "SCO members" are one)."""
    word = finder.lower[i]
    if word not in words.group_heads and word not in words.member_heads:
        return
    end = i
    if word in ("states", "countries", "nations") and finder.lower[i - 1] == "member":
        body = next((m for m in at.ending(i - 1) if m.label == "Organization"), None)
        if body is not None:
            yield body.first, i + 1, finder.words_between(body.first, i + 1)
        return
    if word in words.group_heads:
        yield from ((i, last, f"{people} {finder.text[i]}") for last, people in _from_where(i, at, finder))
    while True:
        before = next(iter(at.ending(end)), None)
        if before is None:
            return
        if before.kind == "demonym" and word in words.group_heads:
            yield before.first, i + 1, f"{before.text} {finder.text[i]}"
        elif before.label == "Organization" and word == "members" and end == i:
            yield before.first, i + 1, finder.words_between(before.first, i + 1)
            return
        else:
            return
        end = before.first - 1
        if end <= 0 or finder.lower[end] not in ("and", "or", ","):
            return


def _from_where(i: int, at: Positions, finder: NameFinder) -> Iterator[tuple[int, str]]:
    """The countries that people are "from", the end of each name and the adjective of it."""
    at_country = i + 2
    if finder.lower[i + 1 : i + 2] != ["from"] or _brought_back(finder.doc[i]):
        return
    while at_country < len(finder.lower):
        at_country += finder.lower[at_country] in GRAMMAR.definite | GRAMMAR.summing
        country = next(iter(at.starting(at_country)), None)
        rows = finder.candidates(country.first, country.last)[:1] if country is not None else []
        people = next((n.text for c in rows for n in c.row.all_names if n.kind in DEMONYMS), "")
        if country is None or not people or rows[0].row.type != "country":
            return
        yield country.last, people
        joint = finder.lower[country.last] if country.last < len(finder.lower) else ""
        if joint != "," and joint not in GRAMMAR.coordinating:
            return
        at_country = country.last + 1


def _brought_back(people: Token) -> bool:
    """Whether people are somebody's own, or taken away, so that "from" tells the place that they leave: "withdrew its
    troops from Mali"."""
    owned = any(c.dep_ == "nmod:poss" for c in people.children)
    return owned or (people.dep_ in ("obj", "nsubj:pass") and lemma(people.head) in GRAMMAR.removing)


def _made(finder: NameFinder, first: int, last: int, head: int, chain: int, label: str, kind: str) -> Mention:
    text = finder.words_between(first, last)
    start = finder.start[first]
    return Mention(Span(start, start + len(text)), text, label, kind, first, last, head, chain)
