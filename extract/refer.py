"""What refers back: "the organisation", "this group", "the Russian leader", "he", "it", "Russian athletes".

The reader's antecedents (`doc._.coref`) decide where it gives any with enough probability; else simple agreement does:
a definite noun phrase takes the last named thing of its type, a pronoun the last subject of its kind. Nothing fitting
means no mention: a wrong antecedent makes a wrong fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from extract.article import Mention, Span
from extract.grammar import GRAMMAR
from extract.kinds import worldwide
from extract.lexical import Words
from extract.names import DEMONYMS, LABEL_OF_TYPE, NameFinder
from extract.positions import Positions
from extract.speech import speech
from extract.words import opening

CREDIT = "©"  # before the name of a picture's owner, which is no part of the story
CERTAIN = 0.5  # probability from which the reader's antecedent is taken
BACK = 220  # tokens that a nominal may look back
BACK_PRONOUN = 60
BACK_NAME = 9  # tokens of the longest name
WIDEST = 6  # tokens from a determiner to its noun
SAYING = frozenset(("say", "tell"))
_SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "nsubj:outer")
_GROUP_LABELS = {"organisation": ("Organization",), "person": ("Person",), "country": ("Location", "NORP")}


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


def nominals(doc: Doc, mentions: tuple[Mention, ...], words: Words, finder: NameFinder) -> Iterator[Mention]:
    """Definite noun phrases with the chain of the name that they stand for, and groups of people of a country."""
    covered = {i for m in mentions for i in range(m.first, m.last)}
    at = Positions(mentions)
    antecedents = antecedents_of(doc)
    following = max((m.chain for m in mentions), default=-1) + 1
    groups: dict[str, int] = {}
    for i in range(len(doc)):
        if i in covered or i == 0:
            continue
        named = list(_groups(i, at, words, finder))
        for first, last, label in named:
            if label.lower() not in groups:
                groups[label.lower()] = following
                following += 1
            yield _made(finder, first, last, i, groups[label.lower()], "NORP", "nominal")
        leader = _leader(i, at, words, finder) if not named else None
        if leader is not None:
            yield _made(finder, leader[0], leader[1], leader[1] - 1, following, "Person", "nominal")
            following += 1
        if named or leader:
            continue
        phrase = _definite(doc, i, words, finder)
        if phrase is None:
            continue
        first, size, kind = phrase
        head = tuple(finder.text[i : i + size])
        given = _linked(antecedents.get(i + size - 1), at)
        if _has_own_name(i + size, at, finder):
            continue
        modifiers = tuple(finder.lower[first + 1 : i])
        says_which = bool(modifiers) and not _says_nothing_new(modifiers, words)
        found = given or (None if says_which else _last_of(doc, first, head, kind, at, words, finder))
        found = found or _known_as(first, modifiers if says_which else (), head, at, words, finder)
        if found is not None and not covered.intersection(range(first, i + size)):
            yield _made(
                finder, first, i + size, i + size - 1, found.chain, LABEL_OF_TYPE.get(kind, "Organization"), "nominal"
            )


def _has_own_name(i: int, at: Positions, finder: NameFinder) -> bool:
    """Whether a phrase goes on to say whose it is: "the board of Mauritius Telecom" is no board named before."""
    if i + 1 >= len(finder.lower) or finder.lower[i] != "of":
        return False
    first = i + 2 if finder.lower[i + 1] == "the" else i + 1
    return bool(at.starting(first))


def pronouns(doc: Doc, mentions: tuple[Mention, ...], words: Words, finder: NameFinder) -> Iterator[Mention]:
    """Pronouns with the chain of what they stand for."""
    antecedents = antecedents_of(doc)
    chains: dict[int, int] = {}
    at = Positions(mentions)
    gender = _genders(doc, mentions, words)
    for token in doc:
        kind = words.pronouns.get(token.lower_)
        if kind is None or (finder.tagged and token.pos_ not in ("PRON", "DET")):
            continue
        if token.lower_ in GRAMMAR.reflexive:
            continue  # the subject once more
        found = _sayer(token, kind, at, gender) or _linked(antecedents.get(token.i), at)
        chain = found.chain if found else chains.get(antecedents.get(token.i, -1))
        differs = kind != "plural" and chain is not None and gender.get(chain, kind) != kind
        if differs or (found is not None and not _may_be(found, kind)):
            chain = None  # the reader's "he" for a woman, for a town
        other = token.i in antecedents and found is None and kind == "thing"  # "it" is a thing that bears no name
        if chain is None and not other:
            chosen = _pronoun_antecedent(doc, token, at, kind, gender) if finder.parsed and kind != "plural" else None
            chain = chosen.chain if chosen else None
        if chain is None:
            continue
        chains[token.i] = chain
        if kind in ("male", "female"):
            gender[chain] = kind
        label = "Person" if kind in ("male", "female") else ""
        yield Mention(
            Span(token.idx, token.idx + len(token)), token.text, label, "pronoun", token.i, token.i + 1, token.i, chain
        )


def _sayer(pronoun: Token, kind: str, at: Positions, gender: dict[int, str]) -> Mention | None:
    """Who says that "he" does something: "Berg said that he had won" is about Berg, but "his lawyer Anna Berg said"."""
    if kind == "thing":
        return _saying_body(pronoun, at)
    clause = pronoun.head
    if kind not in ("male", "female") or pronoun.dep_ not in _SUBJECTS or clause.dep_ != "ccomp":
        return None
    subject = next((c for c in clause.head.children if c.dep_ == "nsubj"), None)
    if subject is None or subject.i > pronoun.i or not speech().kinds(clause.head.lower_) & SAYING:
        return None
    names = (m for m in at.covering(subject.i) if m.label == "Person" and m.kind in ("name", "surname"))
    named = next((m for m in names if m.head == subject.i and gender.get(m.chain, kind) == kind), None)
    if named is None or any(t.text == ";" for t in pronoun.doc[subject.i : pronoun.i]):
        return None
    title = pronoun.doc[named.first - 1].lower_ if named.first else ""
    return named if title not in speech().for_others else None


def _saying_body(pronoun: Token, at: Positions) -> Mention | None:
    """The body that says something of "it" and names no other before: "FIFA said its council had imposed the ban"."""
    clause = next((t for t in (pronoun.head, *pronoun.head.ancestors) if t.dep_ == "ccomp"), None)
    if clause is None or not speech().kinds(clause.head.lower_) & SAYING:
        return None
    subject = next((c for c in clause.head.children if c.dep_ == "nsubj" and c.i < pronoun.i), None)
    bodies = [m for m in at.starting(subject.i - BACK_NAME, pronoun.i) if m.label == "Organization"] if subject else []
    bodies = [m for m in bodies if subject is not None and m.last > subject.i and m.kind in ("name", "acronym")]
    said = bool(bodies) and subject is not None and bodies[0].head == subject.i
    return bodies[0] if said and len({m.chain for m in bodies}) == 1 else None


def _may_be(found: Mention, kind: str) -> bool:
    """Whether what a name stands for can be a "he", a "she", an "it"."""
    if kind in ("male", "female"):
        return found.label in ("Person", "")
    return kind != "thing" or found.label != "Person"


def _genders(doc: Doc, mentions: tuple[Mention, ...], words: Words) -> dict[int, str]:
    """Whether a chain is a "he" or a "she", by the title or the given name, where those tell."""
    found: dict[int, str] = {}
    for mention in mentions:
        if mention.label == "Person" and mention.chain not in found:
            before = doc[mention.first - 1].lower_.rstrip(".") if mention.first else ""
            told = words.gendered_titles.get(before)
            if told is None and mention.last - mention.first > 1:
                told = words.given_names.get(doc[mention.first].lower_)
            if told:
                found[mention.chain] = told
    return found


def antecedents_of(doc: Doc) -> dict[int, int]:
    """The words that the reader ties to earlier ones with enough probability, each with the word that it stands for."""
    given = doc._.coref if doc.has_extension("coref") else ()
    return {word: other for word, other, score in given or () if score >= CERTAIN}


def _linked(token: int | None, at: Positions) -> Mention | None:
    """The mention at or around the token that the reader calls the antecedent."""
    if token is None:
        return None
    over = [m for m in at.covering(token) if m.kind != "demonym"]
    return min(over, key=lambda m: (m.head != token, m.last - m.first)) if over else None


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
    for size in (3, 2, 1):
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


def _known_as(
    first: int, modifiers: tuple[str, ...], head: tuple[str, ...], at: Positions, words: Words, finder: NameFinder
) -> Mention | None:
    """The body that is what its noun and the words before it say: one of countries ("the bloc", "the 27-nation forum"),
    one of the whole world ("the world body"); the last of the paragraph, or the one most named."""
    noun = tuple(word.lower() for word in head)
    if words.nominals.get(noun) != "organisation":
        return None
    counted = len(modifiers) == 3 and modifiers[1] == "-" and modifiers[2] in words.member_counted
    of_countries = counted or (not modifiers and noun in words.of_countries)
    if not of_countries and not (modifiers and all(word in words.worldwide for word in modifiers)):
        return None
    bodies = (m for m in at.starting(first - BACK, first) if m.label == "Organization")
    rows = [(m, c.row) for m in bodies for c in finder.candidates(m.first, m.last)[:1]]
    near = [m for m, row in rows if (row.subtype == "igo" if of_countries else worldwide(row))]
    here = [m for m in near if not any("\n" in text for text in finder.text[m.last : first])]
    counts = Counter(m.chain for m in near)
    return here[-1] if here else max(reversed(near), key=lambda m: counts[m.chain], default=None)


def _last_of(
    doc: Doc,
    before: int,
    head: tuple[str, ...],
    kind: str,
    at: Positions,
    words: Words,
    finder: NameFinder,
) -> Mention | None:
    """The last name that the head noun fits: one that has the word in it ("the union" after "European Union"), a person
    with that title, else for a noun that fits any of its type ("the organisation") the subject of the last sentence."""
    labels = _GROUP_LABELS.get(kind)
    if labels is None:
        return None
    near = [m for m in at.starting(before - BACK, before) if m.last <= before and m.label in labels]
    near = [m for m in near if m.kind != "nominal"]
    near = [
        m
        for m in near
        if (m.first == 0 or doc[m.first - 1].text != CREDIT) and (m.kind != "demonym" or kind == "country")
    ]
    fitting = [m for m in near if _fits(m, head, kind, finder)]
    if fitting and kind == "country":  # the one that the article speaks of most
        counts = Counter(m.chain for m in fitting)
        return max(reversed(fitting), key=lambda m: counts[m.chain])
    if not fitting and kind == "organisation":  # "the league" of a long article
        far = (m for m in at.starting(0, max(before - BACK, 0)) if m.label in labels and m.kind == "name")
        fitting = [m for m in far if head[-1].lower() in m.text.lower().split()]
    if fitting:
        return fitting[-1]
    if head not in words.any_of_type or not near:
        return None
    last = near[-1]
    if finder.parsed and kind != "country":
        sentence = doc[last.head].sent
        subjects = [m for m in near if sentence.start <= m.head < sentence.end and doc[m.head].dep_ in _SUBJECTS]
        return subjects[-1] if subjects else last
    return last


def _fits(mention: Mention, head: tuple[str, ...], kind: str, finder: NameFinder) -> bool:
    """Whether the name, the table's description of it, or the title of the person has the head noun."""
    if kind == "person":
        around = finder.lower[max(0, mention.first - 6) : mention.first] + finder.lower[mention.last : mention.last + 8]
        return any(tuple(around[i : i + len(head)]) == head for i in range(len(around)))
    noun = head[-1]
    if noun in mention.text.lower().split():
        return True
    known = finder.candidates(mention.first, mention.last)[:1]
    return any(
        noun in c.row.description.lower().split() or noun in n.text.lower().split()
        for c in known
        for n in c.row.all_names
    )


def _pronoun_antecedent(doc: Doc, token: Token, at: Positions, kind: str, gender: dict[int, str]) -> Mention | None:
    near = [m for m in at.starting(token.i - BACK_PRONOUN, token.i) if m.last <= token.i]
    near = [m for m in near if m.kind not in ("demonym", "nominal")]
    if kind == "thing":
        here = [m for m in near if m.label == "Organization" and m.head >= opening(token)]
        chains = {m.chain for m in here}
        subject = token.dep_ in _SUBJECTS or token.lower_ == "its"
        return here[-1] if len(chains) == 1 and subject else None
    people = [m for m in near if m.label == "Person" and gender.get(m.chain, kind) == kind]
    people = [m for m in people if gender.get(m.chain)] or people
    if not people:
        return None
    for sentence_start in sorted({opening(doc[m.head]) for m in people}, reverse=True):
        here = [m for m in people if opening(doc[m.head]) == sentence_start]
        subjects = [m for m in here if doc[m.head].dep_ in _SUBJECTS]
        if subjects:
            return subjects[-1]
        if len({m.chain for m in here}) == 1:
            return here[-1]
    return None


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
    if finder.lower[i + 1 : i + 2] != ["from"]:
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


def _made(finder: NameFinder, first: int, last: int, head: int, chain: int, label: str, kind: str) -> Mention:
    text = finder.words_between(first, last)
    start = finder.start[first]
    return Mention(Span(start, start + len(text)), text, label, kind, first, last, head, chain)
