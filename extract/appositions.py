"""Who bears a title and where it is held, read off the words that stand beside it.

"Russian Prime Minister Mikhail Mishustin", "Its president, Anna Berg", "Anna Berg, the Nordic Council secretary",
"ASEAN chairperson President Jan Novak": titles and names stand side by side, and news does it in every other
sentence. The order of the words decides this more surely than a parser; the parse is asked only where a title stands
apart from its bearer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from extract import lexical
from extract.article import Mention
from extract.grammar import GRAMMAR
from extract.speech import speech
from extract.words import closing, lemma, opening

HOLDERS = frozenset(
    (
        "country",
        "territory",
        "region",
        "city",
        "organisation",
        "sport_body",
        "noc",
        "league",
        "outlet",
        "group",
        "location",
        "facility",
    )
)
BEARERS = HOLDERS | {"person"}
RANKS = frozenset(
    ("general", "admiral", "colonel", "major", "lieutenant", "captain", "brigadier", "marshal", "commodore")
)
MODIFIER = frozenset(("ADJ", "NOUN", "PROPN", "NUM", "ADV"))
REACH = 8


@dataclass(frozen=True, slots=True)
class Title:
    """A noun with its bearer and holder, each the head token of a mention, or None where the words beside it do not
    tell."""

    bearer: Token | None = None
    holder: Token | None = None
    beside: bool = False  # the holder's name stands right before the noun


class Appositions:
    """The titles of one Doc, asked for noun by noun."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention]) -> None:
        self.doc = doc
        self.over: dict[int, Mention] = {}
        self.demonym: dict[int, Mention] = {}
        for mention in sorted(mentions, key=lambda m: m.last - m.first):
            if mention.kind in ("name", "acronym", "surname"):
                self.over.update(dict.fromkeys(range(mention.first, mention.last), mention))
            elif mention.kind == "demonym":
                self.demonym.update(dict.fromkeys(range(mention.first, mention.last), mention))

    def of(self, noun: Token, *, depth: int = 0) -> Title:
        """The bearer and the holder of the title that `noun` heads."""
        start, left_holder = self._leftwards(noun)
        end, right_holder = self._rightwards(noun)
        bearer = self._after(noun, end, left_holder is not None or self._definite(start), depth)
        if bearer is None:
            bearer = self._before(start, depth)
            if bearer is not None and noun.tag_ in ("NNS", "NNPS"):
                bearer = self.list_start(bearer)
        elif left_holder is None and right_holder is None:
            right_holder = self.behind(bearer)
        return Title(bearer, left_holder or right_holder, beside=self._beside(noun, left_holder))

    def _beside(self, noun: Token, holder: Token | None) -> bool:
        """Whether the holder's name, with its 's, ends right before the noun."""
        if holder is None:
            return False
        mention = self.over.get(holder.i) or self.demonym.get(holder.i)
        end = mention.last if mention is not None else holder.i + 1
        return end == noun.i or (
            end == noun.i - 1 and (self.doc[end].lower_ in GRAMMAR.possessive or self.doc[end].is_quote)
        )

    def words_before(self, noun: Token) -> list[Token]:
        """The words of the title's phrase before its noun: "former", "Arsenal" of "Former Arsenal forward"."""
        return list(self.doc[self._leftwards(noun)[0] : noun.i])

    def behind(self, bearer: Token) -> Token | None:
        """Where a post is held whose bearer's name stands between: "President Jan Novak of Norway"."""
        mention = self.over.get(bearer.i)
        if mention is None or mention.last + 1 >= len(self.doc) or self.doc[mention.last].lower_ != "of":
            return None
        holder = self.over.get(mention.last + 1)
        return self.doc[holder.head] if holder is not None and self._holds(holder) else None

    def _leftwards(self, noun: Token) -> tuple[int, Token | None]:
        """Where the title's phrase begins, and the name among its modifiers: "Russia's former", "AU", "his Finnish"."""
        i, holder = noun.i - 1, None
        while i >= opening(noun):
            token = self.doc[i]
            mention = self.over.get(i) or self.demonym.get(i)
            if mention is not None and mention.last > noun.i:
                i -= 1  # the name that the noun itself ends
            elif mention is not None and self._in_firm(mention):
                i = mention.first - 1  # "Lazada Malaysia CEO": the firm's
            elif mention is not None and self._holds(mention):
                holder = self.doc[mention.head] if holder is None or self._owns(mention, holder) else holder
                i = mention.first - 1
            elif mention is not None:
                break
            elif token.text == ")" and (bracket := self._bracket(i)) is not None:
                i = bracket - 1  # "the International Olympic Committee's (IOC) recommendations"
            elif token.is_quote and i - 2 >= opening(noun) and self.doc[i - 2].is_quote and i - 1 in self.over:
                i -= 1  # 'American States "OAS" Secretary General'
            elif token.lower_ in GRAMMAR.possessive and self._holds(self.over.get(i - 1)):
                i -= 1
            elif token.lower_ in GRAMMAR.possessive and self.doc[i - 1].pos_ == "NOUN" and i - 2 in self.demonym:
                i -= 2  # "the Danish government's foreign minister"
            elif token.dep_ == "nmod:poss" and token.pos_ == "PRON":
                holder = token if holder is None or holder.i in self.demonym else holder
                i -= 1
            elif lemma(noun) in RANKS and self._is_office(token, noun):
                break  # "Port Authority Chairman Rear Admiral": the authority has a chairman
            elif (
                (token.pos_ in MODIFIER or token.dep_ in ("amod", "compound") or token.text in ("-", "and", "&"))
                and noun.i - i <= REACH
                and self._modifies(token)
            ):
                i -= 1
            else:
                break
        while i + 1 < noun.i and self.doc[i + 1].text in ("and", "-", "&"):
            i += 1
        return i + 1, holder

    def _owns(self, owner: Mention, holder: Token) -> bool:
        """Whether a possessor goes before a nationality: "Chelsea's Russian owner"."""
        return holder.i in self.demonym and self.doc[owner.last].lower_ in GRAMMAR.possessive

    def _is_office(self, token: Token, rank: Token) -> bool:
        """Whether a word is a post of its own before a rank: not in "Secretary General", "Director-General"."""
        apart = self.doc[token.i + 1].text != "-" and (token.i + 1 < rank.i or lemma(rank) != "general")
        return apart and (token.lower_,) in lexical.load().offices and lemma(token) not in RANKS

    def _in_firm(self, place: Mention) -> bool:
        """Whether a place stands right behind the name of a firm or body, which it is a part of."""
        before = self.over.get(place.first - 1)
        return place.label == "Location" and before is not None and before.label == "Organization"

    def _bracket(self, i: int) -> int | None:
        """Where the bracket opens that closes at `i`, with a possessor before it."""
        opening = next((j for j in range(i - 1, max(i - 4, 1), -1) if self.doc[j].text == "("), None)
        owned = opening is not None and self.doc[opening - 1].lower_ in GRAMMAR.possessive
        return opening if owned else None

    def _modifies(self, token: Token) -> bool:
        """ "fish and forest commissioner" goes on across "and"; "Bach and president" does not."""
        if token.text == "-":  # a hyphen, not a dash
            return not token.whitespace_ and not self.doc[token.i - 1].whitespace_
        if token.text not in ("and", "&"):
            return True
        before, after = self.doc[token.i - 1], self.doc[token.i + 1]
        return all(t.i not in self.over and t.tag_ in ("NN", "JJ") for t in (before, after))

    def _rightwards(self, noun: Token) -> tuple[int, Token | None]:
        """Where the title's complements end, and the name among them: "Minister of Finance of El Salvador"."""
        i = noun.i + 1
        end = i
        if any(c.tag_ == "JJS" for c in noun.children) and i < closing(noun) and self.doc[i].lower_ == "in":
            return end, None  # "the youngest mayor in Japan" is no mayor of Japan
        while i < closing(noun) and self.doc[i].lower_ in GRAMMAR.joining:
            beside = self.doc[i].lower_ in GRAMMAR.joining_holders
            i += 1
            while (
                i < closing(noun)
                and (self.doc[i].pos_ in ("DET", "ADJ", "NUM") or self.doc[i].pos_ in ("NOUN", "PROPN"))
                and i not in self.over
            ):
                i += 1
                end = i if self.doc[i - 1].pos_ in ("NOUN", "PROPN") else end
            mention = self.over.get(i)
            if mention is None:
                continue
            if (based := self._based(mention)) is not None:
                i = based
                continue
            after = self.doc[mention.last] if mention.last < len(self.doc) else None
            owner = after is not None and after.lower_ in GRAMMAR.possessive
            if self._holds(mention) and not owner:
                return mention.last, self.doc[mention.head]
            if beside:
                return noun.i + 1, None  # "correspondence with Imam X" is no title of X
            return (end, None) if not owner else (mention.last, None)
        return end, None

    def _based(self, place: Mention) -> int | None:
        """Behind the participle that makes a place an adjective: "the Nairobi-based foundation"."""
        i = place.last
        glued = i + 1 < len(self.doc) and self.doc[i].text == "-" and not self.doc[i].whitespace_
        return i + 2 if glued and self.doc[i + 1].tag_ == "VBN" else None

    def _past_aside(self, i: int) -> int:
        """Behind an aside between brackets or dashes that begins at a token."""
        closing = {"(": ")", "-": "-", "–": "–", "—": "—"}.get(self.doc[i].text if i < len(self.doc) else "")
        if closing is None:
            return i
        end = next(
            (
                j
                for j in range(i + 1, min(i + 15, len(self.doc)))
                if self.doc[j].text == closing and self.doc[j].whitespace_ + closing != "-"
            ),
            None,
        )
        if end is None:
            return i
        # a dash that ends an aside also parts it from the next name of the list
        return end if closing != ")" and self.over.get(end + 1) else end + 1

    def list_start(self, token: Token) -> Token:
        """The first name of the list that the name at `token` ends."""
        first, i = token, (self.over[token.i].first - 1 if token.i in self.over else -1)
        while i > 0 and (self.doc[i].text == "," or self.doc[i].lower_ == "and"):
            while i > 0 and (self.doc[i].text == "," or self.doc[i].lower_ in ("and", "the")):
                i -= 1
            if self.doc[i].text == ")":  # "the Biathlon Union (IBU) and"
                i = next((j - 1 for j in range(i, max(i - REACH, 0), -1) if self.doc[j].text == "("), i)
            mention = self.over.get(i)
            if mention is None or mention.entity is None or mention.last != i + 1:
                break
            first, i = self.doc[mention.head], mention.first - 1
        return first

    def _after(self, noun: Token, end: int, definite: bool, depth: int) -> Token | None:
        """The name that follows: at once, behind another title, or between commas."""
        i = end
        if i >= len(self.doc):
            return None
        person = self._person(i)
        if person is not None:
            return person
        if self.doc[i].text == "," and definite:
            person = self._person(self._past_honorific(i + 1))
            if person is not None and self._closes(self.over[person.i].last):
                return person
        elif (
            depth < 2
            and end == noun.i + 1
            and self.doc[i].pos_ in ("PROPN", "NOUN")
            and i not in self.over
            and self.doc[i].text[:1].isupper()
        ):
            return self._after(self.doc[i], i + 1, definite, depth + 1)
        return None

    def _past_honorific(self, i: int) -> int:
        """Behind the "Mr" that stands before a name."""
        while i + 1 < len(self.doc) and self.doc[i].dep_ == "nmod:desc" and i not in self.over:
            i += 1
        return i

    def _closes(self, i: int) -> bool:
        """Whether an apposition may end here: no list goes on, and the name is not who reports ("backs the treaty, Anna
        Berg said")."""
        if i >= len(self.doc):
            return True
        reports = self.doc[i].tag_ in ("VBD", "VBZ") and self.doc[i].lower_ in speech().verbs
        return self.doc[i].pos_ != "CCONJ" and not reports

    def _before(self, start: int, depth: int) -> Token | None:
        """The name that goes before: "Anna Berg, the Nordic Council secretary"."""
        i = start - 1
        while i >= 0 and (self.doc[i].pos_ == "DET" or self.doc[i].lower_ in GRAMMAR.before_title):
            i -= 1
        if i < 1:
            return None
        if self.doc[i].text == ",":
            i = self._before_aside(i)
        if self.doc[i].text in (",", "—", "–", "(", "-") or self.doc[i].lower_ == "as":
            return self._person(i - 1, last=True)
        if self.doc[i].lower_ == "and" and depth < 2:
            # "sports minister and president of X": the first title's bearer
            for j in range(i - 1, max(i - REACH, 0), -1):
                if self.doc[j].pos_ == "NOUN" and j not in self.over:
                    bearer = self._before(self._leftwards(self.doc[j])[0], depth + 1)
                    if bearer is not None:
                        return bearer
        return self._subject(i) if lemma(self.doc[i + 1]) == "be" else None

    def _subject(self, i: int) -> Token | None:
        """The person whose name ends at a token, where it stands alone: not in "the sister of Anna Berg is"."""
        person = self._person(i, last=True)
        mention = self.over.get(i)
        if person is None or mention is None or mention.label != "Person" or mention.first == 0:
            return None
        return None if self.doc[mention.first - 1].pos_ in ("ADP", "PART", "CCONJ") else person

    def _before_aside(self, i: int) -> int:
        """The "and" before an aside between commas that ends at a token: "minister and, since May, president"."""
        for j in range(i - 1, max(i - REACH, 0), -1):
            if self.doc[j].text == ",":
                return j - 1 if self.doc[j - 1].lower_ == "and" else i
        return i

    def _person(self, i: int, *, last: bool = False) -> Token | None:
        """The head of the name that begins at a token (or, with `last`, ends there)."""
        if last and i >= 0 and self.doc[i].text == ")":
            i = next((j - 1 for j in range(i, max(i - REACH, 0), -1) if self.doc[j].text == "("), i)
        mention = self.over.get(i)
        if mention is None or mention.entity is None or mention.entity.type not in BEARERS:
            return None
        return self.doc[mention.head] if (mention.last == i + 1 if last else mention.first == i) else None

    def head_of(self, token: Token) -> Token:
        """The head of the name that a token belongs to, or the token itself."""
        mention = self.over.get(token.i)
        return self.doc[mention.head] if mention is not None else token

    def list_before(self, word: Token) -> list[Token]:
        """The names listed right before a predicate that has no subject of its own: "with Bahrain, Kuwait and Oman
        all interested".

        Looked through are its auxiliaries, adverbs, "all" and "both"; the list must open a clause or follow "with",
        "while" and the like.
        """
        i = min((c.i for c in word.lefts if c.dep_ in ("cop", "compound", "amod", "det")), default=word.i) - 1
        while i >= opening(word) and (
            self.doc[i].pos_ in ("AUX", "ADV", "PART") or self.doc[i].lower_ in GRAMMAR.summing
        ):
            i -= 1
        found: list[Token] = []
        while i >= opening(word):
            mention = self.over.get(i)
            if mention is None or mention.entity is None or not self._holds(mention):
                break
            found.insert(0, self.doc[mention.head])
            i = mention.first - 1
            while i >= opening(word) and (
                self.doc[i].text == "," or self.doc[i].lower_ in GRAMMAR.linking | GRAMMAR.focusing
            ):
                i -= 1
        if not found:
            return []
        opens = i < opening(word) or self.doc[i].lower_ in GRAMMAR.clause_openers or self.doc[i + 1].text == ";"
        absolute = i >= opening(word) and self.doc[i].lower_ == "with"
        if not opens and i >= opening(word) and self.doc[i].pos_ in ("ADP", "SCONJ"):
            # "the backdrop of Russia and Belarus being frozen out": a preposition takes the whole clause
            opens = absolute = any(t.tag_ == "VBG" for t in self.doc[found[-1].i : word.i + 1])
        return found if opens and (absolute or len(found) > 1 or word.pos_ in ("ADJ", "AUX")) else []

    def list_from(self, i: int) -> list[Token]:
        """The names listed from a token on, or the one name that begins there."""
        i += self.doc[i].pos_ == "DET" if i < len(self.doc) else 0
        mention = self.over.get(i)
        return self.list_after(self.doc[mention.head]) or [self.doc[mention.head]] if mention is not None else []

    def list_after(self, token: Token) -> list[Token]:
        """The names listed on from the one that `token` belongs to: "A, B and C"; [] where no "and" closes a list."""
        mention = self.over.get(token.i)
        if mention is None or mention.entity is None:
            return []
        found, closed, i = [self.doc[mention.head]], False, mention.last
        while i < len(self.doc):
            joints, i = 0, self._past_aside(i)
            while (
                i < len(self.doc)
                and (self.doc[i].text in (",", "-", "–", "—") or self.doc[i].lower_ in GRAMMAR.linking)
                and joints < 3
            ):
                closed = closed or self.doc[i].lower_ in GRAMMAR.coordinating
                joints, i = joints + 1, i + 1
            after = self.over.get(i)
            if (
                not joints
                or after is None
                or after.entity is None
                or after.first != i
                or after.entity.type != mention.entity.type
            ):
                break
            found.append(self.doc[after.head])
            i = after.last
            if closed:
                return found
        return []

    def _holds(self, mention: Mention | None) -> bool:
        if mention is None:
            return False
        return mention.entity is not None and mention.entity.type in HOLDERS

    def _definite(self, start: int) -> bool:
        return start > 0 and self.doc[start - 1].lower_ in GRAMMAR.owners | {"the"}
