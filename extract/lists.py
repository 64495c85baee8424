"""Names joined in a list, read off the words between them: "A, B and C", "with Bahrain and Oman both interested".

Of a list a parser often makes appositions, compounds or two clauses; commas and "and" between names tell it surely.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from extract.article import Mention
from extract.grammar import GRAMMAR
from extract.kinds import holds
from extract.positions import by_token
from extract.syntax import has
from extract.words import opening

NAMING = ("name", "acronym", "surname")
REACH = 8  # words back in which a bracket opens
ASIDE = 15  # words on in which an aside closes
CLOSING = {"(": ")", "-": "-", "–": "–", "—": "—"}
DASHES = ("-", "–", "—")


class Lists:
    """The names of one Doc, and the lists that they form."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention]) -> None:
        self.doc = doc
        self.names = by_token(m for m in mentions if m.kind in NAMING)

    def start(self, token: Token) -> Token:
        """The first name of the list that the name at `token` ends."""
        first, i = token, (self.names[token.i].first - 1 if token.i in self.names else -1)
        if i > 0 and self.doc[i].lower_ == "the":
            i -= 1
        while i > 0 and (self.doc[i].text == "," or self.doc[i].lower_ == "and"):
            while i > 0 and (self.doc[i].text == "," or self.doc[i].lower_ in ("and", "the")):
                i -= 1
            i = self.before_bracket(i)  # "the Biathlon Union (IBU) and"
            mention = self.names.get(i)
            if mention is None or mention.entity is None or mention.last != i + 1:
                break
            first, i = self.doc[mention.head], mention.first - 1
        return first

    def before_bracket(self, i: int) -> int:
        """The token before the bracket that closes at a token; the token itself where none does."""
        if self.doc[i].text != ")":
            return i
        return next((j - 1 for j in range(i, max(i - REACH, 0), -1) if self.doc[j].text == "("), i)

    def before(self, word: Token) -> list[Token]:
        """The names listed right before a predicate that has no subject of its own: "with Bahrain, Kuwait and Oman
        all interested".

        Looked through are its auxiliaries, adverbs, "all" and "both"; the list must open a clause or follow "with",
        "while" and the like.
        """
        found, i = self._ending(self._past_helpers(word), opening(word))
        if not found:
            return []
        inside = i >= opening(word)
        opens = not inside or self.doc[i].lower_ in GRAMMAR.clause_openers or self.doc[i + 1].text == ";"
        absolute = inside and self.doc[i].lower_ == "with"
        if not opens and inside and self.doc[i].pos_ in ("ADP", "SCONJ"):
            # "the backdrop of Russia and Belarus being frozen out": a preposition takes the whole clause
            between = self.doc[found[-1].i : word.i + 1]
            # "spent a week in Israel lobbying" is no such clause
            opens = absolute = any(t.tag_ == "VBG" and (t != word or len(found) > 1) for t in between)
        return found if opens and (absolute or len(found) > 1 or word.pos_ in ("ADJ", "AUX")) else []

    def _past_helpers(self, word: Token) -> int:
        """The last token before a predicate's auxiliaries, adverbs, "all" and "both"."""
        i = min((c.i for c in word.lefts if c.dep_ in ("cop", "compound", "amod", "det")), default=word.i) - 1
        while i >= opening(word) and (
            self.doc[i].pos_ in ("AUX", "ADV", "PART") or self.doc[i].lower_ in GRAMMAR.summing
        ):
            i -= 1
        return i

    def _ending(self, i: int, start: int) -> tuple[list[Token], int]:
        """The names listed up to a token, from `start` on, and the token before them."""
        found: list[Token] = []
        while i >= start:
            mention = self.names.get(i)
            if mention is None or not holds(mention):
                break
            found.insert(0, self.doc[mention.head])
            i = mention.first - 1
            while i >= start and (self.doc[i].text == "," or self.doc[i].lower_ in GRAMMAR.linking | GRAMMAR.focusing):
                i -= 1
        return found, i

    def starting(self, i: int) -> list[Token]:
        """The names listed from a token on, or the one name that begins there."""
        if i < len(self.doc) and self.doc[i].pos_ == "DET":
            i += 1
        mention = self.names.get(i)
        return self.after(self.doc[mention.head]) or [self.doc[mention.head]] if mention is not None else []

    def after(self, token: Token) -> list[Token]:
        """The names listed on from the one that `token` belongs to: "A, B and C"; [] where no "and" closes a list."""
        mention = self.names.get(token.i)
        if mention is None or mention.entity is None:
            return []
        found, closed, i = [self.doc[mention.head]], False, mention.last
        while i < len(self.doc):
            start = self._past_aside(i)
            i = self._past_joints(start)
            closed = closed or any(t.lower_ in GRAMMAR.coordinating for t in self.doc[start:i])
            after = self.names.get(i)
            if i == start or after is None or after.entity is None or after.first != i:
                break
            if after.entity.type != mention.entity.type:
                break
            found.append(self.doc[after.head])
            i = after.last
            if closed:
                return found
        return []

    def beside_all(self, noun: Token) -> list[Token]:
        """The names that one list joins to all whom a plural noun means, and who are none of them: "the EU states, |
        Norway and Peru met". Where the names say who they are, the noun is counted, a comma closes the list, or the
        sentence ends and the noun does not mean all."""
        i = noun.i + 1
        if noun.tag_ != "NNS" or i >= len(self.doc) or self.doc[i].text != "," or has(noun, "nummod"):
            return []
        found = self.starting(i + 1)
        if len(found) < 2:
            return []
        closing = self.doc[self.names[found[-1].i].last : noun.sent.end][:1].text
        if closing in (",", ";", ":", ")", *DASHES):
            return []
        all_meant = any(c.lower_ == "the" for c in noun.lefts) and not has(noun, "amod")
        return found if all_meant or closing not in ("", ".") else []

    def _past_joints(self, i: int) -> int:
        """Behind the commas, dashes and conjunctions, three at most, that begin at a token."""
        start = i
        while i < min(start + 3, len(self.doc)) and (
            self.doc[i].text == "," or self.doc[i].text in DASHES or self.doc[i].lower_ in GRAMMAR.linking
        ):
            i += 1
        return i

    def _past_aside(self, i: int) -> int:
        """Behind an aside between brackets or dashes that begins at a token."""
        closing = CLOSING.get(self.doc[i].text if i < len(self.doc) else "")
        if closing is None:
            return i
        ends = (j for j in range(i + 1, min(i + ASIDE, len(self.doc))) if self._ends_aside(j, closing))
        end = next(ends, None)
        if end is None:
            return i
        # a dash that ends an aside also parts it from the next name of the list
        return end if closing != ")" and self.names.get(end + 1) else end + 1

    def _ends_aside(self, i: int, closing: str) -> bool:
        """Whether a token closes an aside; a hyphen that is glued to the next word does not."""
        return self.doc[i].text == closing and (closing != "-" or bool(self.doc[i].whitespace_))
