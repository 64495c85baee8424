"""Which name a pronoun, or "the country", stands for, by what speaks for and against each.

Every name before it that agrees in kind and gender is an option, and that it stands for no name at all is one more.
What is seen of an option (how far back it was last spoken of and as what, how often, by which words) is weighed with
weights that were learnt from annotated news (`extract.train.anaphora`); the options of one word compete (mention
ranking, Denis & Baldridge, EMNLP 2008, of all that was said of a thing so far, Rahman & Ng, JAIR 2011).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.tokens import Token

from extract.article import Mention
from extract.discourse import CLAUSES, NAMES, SUBJECTS, Discourse, Spoken
from extract.grammar import GRAMMAR
from extract.lexical import Words
from extract.names import NameFinder
from extract.words import lemma
from ontology.entity_table import Row

WEIGHTS = Path(__file__).parent / "model" / "anaphora.tsv"
NOTHING = -1  # the chain of what bears no name
BACK = 400  # tokens that an option was last spoken of at most before
KEPT = 12  # options looked at: those last spoken of
TITLE = 6  # words on either side of a name that may be the person's title
PERSONS = ("male", "female")
PERSON = "Person"
# the labels of names that a noun for such a thing stands for
LABELS: Mapping[str, frozenset[str]] = {
    "country": frozenset({"Location", "NORP"}),
    "city": frozenset({"Location"}),
    "organisation": frozenset({"Organization", "Misc", "Facility", "NORP"}),
    "person": frozenset({PERSON}),
}

Seen = list[str]  # what is seen of an option, each in a word or some


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A word that stands for something: "he", or the last word of the noun of "the prime minister".

    `kind` is of `Words.pronouns` or `Words.nominals`; the phrase opens at token `first`, its noun has `size` words.
    """

    token: Token
    kind: str
    first: int
    size: int = 1
    pronoun: bool = False

    @property
    def weighed(self) -> str:
        """The name of its weights: "he" and "she" share them."""
        return "person" if self.kind in PERSONS else self.kind if self.pronoun else f"the {self.kind}"

    @property
    def gender(self) -> str:
        return self.kind if self.kind in PERSONS else ""


class Options:
    """What the anaphors of one Doc may stand for."""

    def __init__(self, discourse: Discourse, words: Words, finder: NameFinder) -> None:
        self.spoken_of = discourse
        self.words, self.finder = words, finder

    def of(self, anaphor: Anaphor) -> list[tuple[int, Seen]]:
        """Each chain that the anaphor may stand for with what is seen of it, the last spoken of first; then nothing."""
        told = self.spoken_of
        token = anaphor.token
        near = [s for s in told.before(token.i, within=BACK) if self._fits(s, anaphor) and not self._acts_on(s, token)]
        near = near[:KEPT]
        often = {s.chain: rank for rank, s in enumerate(sorted(near, key=lambda s: -len(s.places)))}
        around, speakers = told.around(token), told.speakers(token)
        found: list[tuple[int, Seen]] = []
        for rank, one in enumerate(near):
            seen = [f"rank {min(rank, 5)}", f"often {min(often[one.chain], 3)}", *self._where(one, token)]
            seen += self._how(one, anaphor, around)
            if one.chain in speakers:
                seen.append(f"speaker quoted {told.quoted[token.i]:d}")
            if not anaphor.pronoun:
                seen += self._fit(one, anaphor)
            found.append((one.chain, seen))
        near_by = sum(told.apart(s, token) <= 1 for s in near)
        return [*found, (NOTHING, [f"nothing options {min(near_by, 3)}", *self._nothing(anaphor)])]

    def _fits(self, spoken: Spoken, anaphor: Anaphor) -> bool:
        if not anaphor.pronoun:
            return spoken.label in LABELS[anaphor.kind] and not self._is_strange(spoken, anaphor)
        if anaphor.gender:
            told = self.spoken_of.gender.get(spoken.chain, anaphor.gender)
            return spoken.label in (PERSON, "") and told == anaphor.gender
        if anaphor.token.dep_ == "nmod:poss" and lemma(anaphor.token.head) in self.words.posts_of_bodies:
            return spoken.label not in ("Location", PERSON)  # no country has a chairman
        return anaphor.kind != "thing" or spoken.label != PERSON

    def _is_strange(self, spoken: Spoken, anaphor: Anaphor) -> bool:
        """Whether nobody calls what bears a name by that noun: no union of states is "the company", and what is "the
        court" has that in its name, if it is written out."""
        noun, row = anaphor.token.lower_, self._row(spoken)
        kinds = self.words.strange.get(noun, frozenset())
        strange = row is not None and not kinds.isdisjoint((row.type, row.subtype))
        unsaid = noun in self.words.in_names and not any(name.text.isupper() for name in spoken.names)
        return (strange or unsaid) and self._said_of(spoken, anaphor) == "no"

    def _row(self, spoken: Spoken) -> Row | None:
        """What the table has for the first name of a chain that it knows."""
        found = (self.finder.candidates(name.first, name.last)[:1] for name in spoken.names)
        return next((c[0].row for c in found if c), None)

    def _acts_on(self, spoken: Spoken, token: Token) -> bool:
        """Whether what was last spoken of does to the token what is done: nobody does it to "him" who is himself."""
        last = self.spoken_of.doc[spoken.last]
        return token.dep_ == "obj" and last.dep_ == "nsubj" and last.head.i == token.head.i

    def _where(self, spoken: Spoken, token: Token) -> Iterator[str]:
        """How near it was last spoken of, and how much."""
        told, last = self.spoken_of, spoken.last
        apart, role = told.apart(spoken, token), told.role(told.doc[last])
        yield f"sentences {_steps(apart)}"
        yield f"sentences {min(apart, 2)} as {role}"
        yield f"paragraphs {min(told.paragraph[token.i] - told.paragraph[last], 3)}"
        yield f"times {min(len(spoken.places), 6)}"
        yield f"lately {min(told.since(spoken, told.sentence[token.i] - 3), 4)}"
        yield f"quoted {told.quoted[token.i]:d}{told.quoted[last]:d} sentences {min(apart, 2)}"
        if told.opens(token):
            yield f"opens sentences {min(apart, 2)} as {role}"
        if not apart and token.i - last < 6:
            yield f"close {(token.i - last) // 2} as {told.role(token)}"

    def _how(self, spoken: Spoken, anaphor: Anaphor, around: Mapping[int, str]) -> Iterator[str]:
        """As what it was last spoken of, beside what the anaphor is."""
        told, token = self.spoken_of, anaphor.token
        last = told.doc[spoken.last]
        role, own, apart = told.role(last), told.role(token), told.apart(spoken, token)
        yield f"as {role} for {own}"
        yield f"form {spoken.form if spoken.form in NAMES else 'same' if spoken.form == token.lower_ else 'other'}"
        yield f"label {spoken.label}"
        yield f"tied {_share(told.tie(spoken, token))}"
        if told.gender.get(spoken.chain) == anaphor.kind:
            yield "gender"
        if told.says(token):
            yield f"said {min(apart, 2)} {told.says(last):d}"
        if apart:
            return
        if told.clause(last).i == told.clause(token).i:
            judged = " judged" if lemma(told.clause(token)) in GRAMMAR.judging else ""  # "rejected its proposal"
            yield f"same clause {role} for {own}{judged}"
        if last.i in around:
            yield f"around {around[last.i]}"
            yield f"around {around[last.i]} for {own}"
        if last.head.i == token.i or token.head.i == last.i:
            yield "within"

    def _fit(self, spoken: Spoken, anaphor: Anaphor) -> Iterator[str]:
        """Whether the noun is said of the name, and what the table knows the name for."""
        token, row = anaphor.token, self._row(spoken)
        kind, finer = (row.type, row.subtype) if row is not None else ("unknown", "")
        fit = self._said_of(spoken, anaphor)
        yield f"fit {fit}"
        yield f"fit {fit} told {self._told_more(token):d}"
        yield f"fit {fit} sentences {min(self.spoken_of.apart(spoken, token), 3)}"
        yield f"row {kind} {finer}".rstrip()
        yield f"{token.lower_} row {kind}"

    def _said_of(self, spoken: Spoken, anaphor: Anaphor) -> str:
        """How a noun is said of a name: beside a person as a "title", in the "name", in the other names or the
        description that the "table" has; "no" where it is not."""
        end = anaphor.token.i + 1
        noun = tuple(self.finder.lower[end - anaphor.size : end])
        name = spoken.names[0]
        if anaphor.kind == "person":
            if any(self._beside(noun, name) for name in spoken.names):
                return "title"
        elif noun[-1] in name.text.lower().split() or any(self._opens(noun, name) for name in spoken.names):
            return "name"
        row = self._row(spoken)
        told = (row.description, *(n.text for n in row.all_names)) if row is not None else ()
        return "table" if any(noun[-1] in text.lower().split() for text in told) else "no"

    def _opens(self, noun: tuple[str, ...], name: Mention) -> bool:
        """Whether a noun stands right before a name: "the club | Municipal"."""
        return tuple(self.finder.lower[max(0, name.first - len(noun)) : name.first]) == noun

    def _beside(self, noun: tuple[str, ...], name: Mention) -> bool:
        lower = self.finder.lower
        around = lower[max(0, name.first - TITLE) : name.first] + lower[name.last : name.last + TITLE]
        return any(tuple(around[i : i + len(noun)]) == noun for i in range(len(around)))

    def _nothing(self, anaphor: Anaphor) -> Iterator[str]:
        """What is seen of the anaphor by itself."""
        told, token = self.spoken_of, anaphor.token
        own = told.role(token)
        yield "nothing"
        yield f"nothing {token.lower_}"
        yield f"nothing {own}"
        yield f"nothing quoted {told.quoted[token.i]:d}"
        if token.dep_ == "expl":
            yield "nothing expletive"
        if token.i in told.tied and told.tied[token.i][0] not in told.at:
            yield f"nothing tied {_share(told.tied[token.i][1])}"
        siblings = list(token.head.children)
        if token.head.pos_ in ("ADJ", "NOUN") and any(c.dep_ == "cop" for c in siblings):
            yield f"nothing is {token.head.pos_}"
        yield from (f"nothing {c.dep_} {own}" for c in siblings if c.i > token.i and c.dep_ in CLAUSES | SUBJECTS)
        if not anaphor.pronoun:
            yield f"nothing {next((c.lower_ for c in token.lefts if c.dep_ in ('det', 'nmod:poss')), '')}".rstrip()
            yield f"nothing told {self._told_more(token):d}"
            after = {c.dep_.split(":")[0] for c in token.rights}
            yield from (f"nothing {relation} after" for relation in sorted(after & {"nmod", "acl"}))

    def _told_more(self, noun: Token) -> bool:
        """Whether words before a noun say more of what it is: "the same body" is told no more of."""
        more = (c for c in noun.lefts if c.pos_ in ("ADJ", "NOUN", "NUM", "PROPN", "VERB"))
        return any(c.lower_ not in self.words.repeating and c.lower_ not in self.words.placed for c in more)


class Ranker:
    """The weights of what is seen, by the kind of anaphor."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self.weights = weights

    def shares(self, anaphor: Anaphor, options: Sequence[tuple[int, Seen]]) -> list[float]:
        """The probability of each option."""
        weights = self.weights.get(anaphor.weighed, {})
        scores = [sum(weights.get(one, 0.0) for one in seen) for _, seen in options]
        highest = max(scores)
        raised = [math.exp(score - highest) for score in scores]
        whole = sum(raised)
        return [value / whole for value in raised]

    def best(self, anaphor: Anaphor, options: Sequence[tuple[int, Seen]]) -> tuple[int, float]:
        """The likeliest chain with its probability."""
        shares = self.shares(anaphor, options)
        number = max(range(len(options)), key=shares.__getitem__)
        return options[number][0], shares[number]


@cache
def ranker(path: Path = WEIGHTS) -> Ranker:
    """The weights of a file of lines "kind TAB seen TAB weight"."""
    weights: dict[str, dict[str, float]] = {}
    for line in path.read_text("utf8").splitlines():
        kind, seen, weight = line.split("\t")
        weights.setdefault(kind, {})[seen] = float(weight)
    return Ranker(weights)


def _steps(apart: int) -> int:
    return next((step for step in (0, 1, 2, 5, 11) if apart <= step), 12)


def _share(score: float) -> int:
    """A probability in five steps."""
    return sum(score >= bound for bound in (0.1, 0.25, 0.5, 0.75, 0.9))
