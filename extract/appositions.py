"""Who bears a title and where it is held, read off the words that stand beside it.

"Russian Prime Minister Mikhail Mishustin", "Its president, Anna Berg", "Anna Berg, the Nordic Council secretary",
"ASEAN chairperson President Jan Novak": titles and names stand side by side, and news does it in every other
sentence. The order of the words decides this more surely than a parser; the parse is asked only where a title stands
apart from its bearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from extract import lexical
from extract.article import Mention
from extract.grammar import GRAMMAR
from extract.kinds import BEARERS, holds, type_meant
from extract.lists import DASHES, Lists
from extract.speech import speech
from extract.syntax import succeeded
from extract.title_phrases import COMPLEMENT, TitlePhrases
from extract.words import lemma, opening

REACH = 8  # words back in which a first title or an aside may begin
BRACKET = 4  # tokens of an acronym in brackets, with them


@dataclass(frozen=True, slots=True)
class Title:
    """A noun with its bearer and holder, each the head token of a mention, or None where the words beside it do not
    tell."""

    bearer: Token | None = None
    holder: Token | None = None
    beside: bool = False  # the holder's name stands right before the noun


class Appositions:
    """The titles of one Doc, asked for noun by noun."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention], lists: Lists) -> None:
        self.doc = doc
        self.lists = lists
        self.names = lists.names
        self.phrases = TitlePhrases(doc, mentions, lists.names)

    def of(self, noun: Token, *, depth: int = 0) -> Title:
        """The bearer and the holder of the title that `noun` heads."""
        start, left_holder = self.phrases.leftwards(noun)
        end, right_holder = self.phrases.rightwards(noun)
        held_under = self._is_bare_title_of(start)  # "Adviser to the President, Anna Berg"
        bearer = None if held_under else self._after(noun, end, left_holder is not None or self._definite(start), depth)
        if bearer is None or self._begins_clause(bearer, end):
            bearer = self._before(start, depth) or bearer
            if bearer is not None and _stands_in_front(bearer, noun):
                bearer = None
            if bearer is not None and noun.tag_ in ("NNS", "NNPS"):
                bearer = self.lists.start(bearer)
        elif left_holder is None and right_holder is None:
            listed = self.lists.after(bearer) if noun.tag_ in ("NNS", "NNPS") else []
            right_holder = self.behind(listed[-1] if listed else bearer, loosely=_is_profession(noun))
        return Title(bearer, left_holder or right_holder, beside=self._beside(noun, left_holder))

    def _begins_clause(self, name: Token, end: int) -> bool:
        """Whether the name behind a title and a comma goes on with a verb, as no apposition does: "For Jan Novak, a UN
        envoy, | Chile was home"."""
        mention = self.names[name.i]
        behind = self.doc[mention.last : mention.last + 1].text
        parted = any(t.text == "," for t in self.doc[end : mention.first])
        return parted and name.dep_.startswith("nsubj") and behind not in (",", ";", ")", *DASHES)

    def _beside(self, noun: Token, holder: Token | None) -> bool:
        """Whether the holder's name, with its 's, ends right before the noun."""
        if holder is None:
            return False
        mention = self.phrases.at(holder.i)
        end = mention.last if mention is not None else holder.i + 1
        if self.doc[end].text == "(" and self.doc[noun.i - 1].text == ")" and noun.i - end <= BRACKET:
            return True  # "the African Union (AU) Commission"
        return end == noun.i or (
            end == noun.i - 1 and (self.doc[end].lower_ in GRAMMAR.possessive or self.doc[end].is_quote)
        )

    def words_before(self, noun: Token) -> list[Token]:
        """The words of the title's phrase before its noun: "former", "Arsenal" of "Former Arsenal forward"."""
        return list(self.doc[self.phrases.leftwards(noun)[0] : noun.i])

    def behind(self, bearer: Token, *, loosely: bool = False) -> Token | None:
        """Where a post is held whose bearer's name stands between: "President Jan Novak of Norway", "Professor Anna
        Berg, of Yale University", of a profession also "analyst Jan Novak with Greenpeace"."""
        mention = self.names.get(bearer.i)
        at = mention.last if mention is not None else len(self.doc)
        apart = at + 2 < len(self.doc) and self.doc[at].text == "," and self.lists.start(bearer) == bearer
        at += apart
        if at + 1 >= len(self.doc):
            return None
        joined = loosely and self.doc[at].lower_ in GRAMMAR.joining_workplaces
        if self.doc[at].lower_ != "of" and not joined:
            return None
        holder = self.names.get(at + (2 if self.doc[at + 1].lower_ in GRAMMAR.definite else 1))
        if holder is None or not holds(holder) or (apart and self.doc[holder.head].dep_ == "compound"):
            return None  # "Judge Anna Berg, of the Lima court"
        if joined and holder.label != "Organization":
            return None
        return self.doc[holder.head]

    def _after(self, noun: Token, end: int, definite: bool, depth: int) -> Token | None:
        """The name that follows: at once, behind another title, or between commas."""
        i = end
        if i >= len(self.doc) or self._names_other(noun, i):
            return None
        person = self._person(self._past_honorific(i))
        if person is not None:
            return person
        i = self._past_places(i) if definite else i
        if self.doc[i].text == "," and definite:
            person = self._person(self._past_honorific(i + 1))
            if person is not None and self._closes(self.names[person.i].last):
                return person
        elif (
            depth < 2
            and end == noun.i + 1
            and self.doc[i].pos_ in ("PROPN", "NOUN")
            and i not in self.names
            and self.doc[i].text[:1].isupper()
        ):
            return self._after(self.doc[i], i + 1, definite, depth + 1)
        return None

    def _names_other(self, noun: Token, i: int) -> bool:
        """Whether the name at a token bears the title in the phrase of another: "a spokesman for President | Anna
        Berg"."""
        title = self.doc[i - 1]
        if title.i <= noun.i or title.dep_ != "nmod:desc" or (title.lower_,) not in lexical.load().offices:
            return False
        start = self.phrases.leftwards(title)[0]
        return start > noun.i + 1 and self.doc[start - 1].lower_ in GRAMMAR.joining and title.text[:1].isupper()

    def _is_bare_title_of(self, start: int) -> bool:
        """Whether a title that begins at a token stands in the phrase of one who acts for an officer, without an
        article, which says what the name behind both is: "Adviser to the | President"."""
        i = start - 1
        if i < 2 or self.doc[i].pos_ != "DET" or self.doc[i - 1].lower_ not in GRAMMAR.joining:
            return False
        outer = self.doc[i - 2]
        first = self.phrases.leftwards(outer)[0]
        bare = first == opening(outer) or self.doc[first - 1].pos_ not in ("DET", "PRON", "PART")
        return bare and outer.lower_ in GRAMMAR.deputies

    def _past_places(self, i: int) -> int:
        """Behind the phrases that say where or for whom a post is held, beside its body: "the head of FIFA | in Asia,
        Anna Berg"."""
        start = i
        while i + 1 < len(self.doc) and self.doc[i].lower_ in GRAMMAR.joining | GRAMMAR.posted:
            i += 1
            while i + 1 < len(self.doc) and (i in self.names or self.doc[i].pos_ in COMPLEMENT):
                i += 1
        return i if self.doc[i].text == "," else start

    def _past_honorific(self, i: int) -> int:
        """Behind the "Mr" that stands before a name."""
        known = lexical.load().honorifics
        while i + 1 < len(self.doc) and i not in self.names:
            if self.doc[i].dep_ != "nmod:desc" and self.doc[i].lower_.rstrip(".") not in known:
                break
            i += 1
        return i

    def _closes(self, i: int) -> bool:
        """Whether an apposition may end here: no list goes on, and the name is not who reports ("backs the treaty, Anna
        Berg said")."""
        if i >= len(self.doc):
            return True
        reports = self.doc[i].tag_ in ("VBD", "VBZ") and self.doc[i].lower_ in speech().verbs
        goes_on = self.doc[i].pos_ == "CCONJ" and self.doc[i + 1 : i + 2].text.lower() != "the"
        return not goes_on and not reports

    def _before(self, start: int, depth: int) -> Token | None:
        """The name that goes before: "Anna Berg, the Nordic Council secretary"."""
        i = start - 1
        while i >= 0 and (self.doc[i].pos_ == "DET" or self.doc[i].lower_ in GRAMMAR.before_title):
            i -= 1
        if i < 1:
            return None
        if self.doc[i].text == ",":
            i = self._before_aside(i)
        aside = self.doc[i].text in ("—", "–", "(", "-")
        if aside or self.doc[i].text == "," or self.doc[i].lower_ == "as":
            person = self._person(i - 1, last=True)
            if person is None or (not aside and self._is_beside_others(person)):
                return None
            return None if self.doc[i].lower_ == "as" and succeeded(person) else person
        if self.doc[i].lower_ == "and" and depth < 2:
            # "sports minister and president of X": the first title's bearer
            for j in self._back(i):
                if self.doc[j].pos_ == "NOUN" and j not in self.names:
                    bearer = self._before(self.phrases.leftwards(self.doc[j])[0], depth + 1)
                    if bearer is not None:
                        return bearer
        return self._subject(i) if lemma(self.doc[i + 1]) == "be" else None

    def _is_beside_others(self, name: Token) -> bool:
        """Whether a name only stands beside whoever bears the title: "Kenya, like Ghana, is a member"."""
        first = self.names[name.i].first
        before = self.doc[max(first - 3, 0) : first].text.lower()
        return before.endswith(tuple(f" {words}" for words in (*GRAMMAR.comitative, *GRAMMAR.likening, "unlike")))

    def _back(self, i: int) -> Iterator[int]:
        """The tokens before one, near by; a name counts for one however long."""
        left = REACH
        while left and i > 0:
            i -= 1
            yield i
            name = self.names.get(i)
            left -= name is None or name.first == i

    def _subject(self, i: int) -> Token | None:
        """The person whose name ends at a token, where it stands alone: not in "the sister of Anna Berg is"."""
        person = self._person(i, last=True)
        mention = self.names.get(i)
        if person is None or mention is None or mention.label != "Person" or mention.first == 0:
            return None
        return None if self.doc[mention.first - 1].pos_ in ("ADP", "PART", "CCONJ") else person

    def _before_aside(self, i: int) -> int:
        """The "and" before an aside between commas that ends at a token: "minister and, since May, president"; the
        comma before somebody's age: "Anna Berg, 54, the secretary"."""
        if i > 1 and self.doc[i - 1].tag_ == "CD" and self.doc[i - 2].text == ",":
            return i - 2
        for j in range(i - 1, max(i - REACH, 0), -1):
            if self.doc[j].text == ",":
                return j - 1 if self.doc[j - 1].lower_ == "and" else i
        return i

    def _person(self, i: int, *, last: bool = False) -> Token | None:
        """The head of the name that begins at a token (or, with `last`, ends there)."""
        if last and i >= 0:
            i = self.lists.before_bracket(i)
        mention = self.names.get(i)
        if mention is None or type_meant(mention) not in BEARERS:
            return None
        return self.doc[mention.head] if (mention.last == i + 1 if last else mention.first == i) else None

    def _definite(self, start: int) -> bool:
        return start > 0 and self.doc[start - 1].lower_ in GRAMMAR.owners | {"the"}


def _is_profession(noun: Token) -> bool:
    """Whether a title names what somebody does, and no office: "professor"."""
    return (noun.lower_,) in lexical.load().occupations


def _stands_in_front(name: Token, noun: Token) -> bool:
    """Whether a name ends the phrase in front of the clause whose subject a noun is: "In a talk with Anna Berg, the
    candidate said"."""
    if noun.dep_ != "nsubj" or noun.head.pos_ != "VERB":
        return False
    outer = next((t for t in (name, *name.ancestors) if t.head == noun.head), name)
    return outer.dep_.startswith("obl") and outer.i < noun.i and outer.left_edge.i == opening(noun)
