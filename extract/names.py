"""Where the names are: the reader's spans, cleaned and parted, and what the entity table and name patterns add.

The reader errs (it joins "IOC President Thomas Bach" or misses an acronym), so its spans are cut at titles, brackets
and possessives, widened to a longer name of the table, and complemented by capitalised names that the table knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Doc

from extract import name_forms
from extract.gazetteer import PEOPLE, Candidate, Gazetteer, plain
from extract.grammar import GRAMMAR
from extract.lexical import Words
from extract.name_spans import Found, Names, is_acronym
from extract.words import text_of

LABELS = frozenset({"Person", "Organization", "Location", "NORP", "Facility", "Product", "Misc"})
LABEL_OF_TYPE = {
    "person": "Person",
    "country": "Location",
    "territory": "Location",
    "city": "Location",
    "region": "Location",
    "location": "Location",
    "facility": "Facility",
    "event": "Misc",
    "office": "Misc",
    "document": "Misc",
    "award": "Misc",
    "thing": "Misc",
    "product": "Product",
    "group": "NORP",
}
ARTICLES = frozenset({"the", "a", "an"})
DASHES = ("-", "–", "—")
LONGEST = 9  # words in a name of the table
SMALL = 3  # words in one that is written without capitals
CONSIDERABLE = 55  # weight from which a single word is taken for the name without the reader's word for it
DEMONYMS = ("demonym", "adjective", PEOPLE)
FAMOUS = 75  # weight from which a body's name of one word counts where any word would have a capital
BODIES = frozenset({"organisation", "sport_body", "noc", "outlet", "league"})
_COMPOUNDED = re.compile(r"\.-[a-z]+$")  # "U.S.-born", which the tokenizer leaves whole
_YEAR = re.compile(r"[12]\d{3}")


class NameFinder:
    """Finds the names of one Doc; holds the token facts that every rule asks for."""

    def __init__(self, doc: Doc, gazetteer: Gazetteer, words: Words) -> None:
        self.doc, self.gazetteer, self.words = doc, gazetteer, words
        self.whole = text_of(doc)
        tokens = list(doc)
        self.text = [t.text for t in tokens]
        self.start = [t.idx for t in tokens]
        self.lower = [t.lower() for t in self.text]
        self.capital = [t[:1].isupper() for t in self.text]
        self.tagged, self.parsed = doc.has_annotation("POS"), doc.has_annotation("DEP")
        self.pos = [t.pos_ for t in tokens] if self.tagged else [""] * len(doc)
        people = [ent for ent in doc.ents if ent.label_ == "Person" and len(ent) > 1]
        self.described: set[str] = set()  # acronyms that the text defines by words that are no name
        self.openers = ARTICLES | words.determiners | words.pronouns.keys()
        self._surnames = frozenset(self.lower[self.trimmed(ent.start, ent.end)[1] - 1] for ent in people)

    def find(self) -> list[Found]:
        """All names in order, each free of overlap but for those `inside` another."""
        reader = [piece for ent in self.doc.ents if ent.label_ in LABELS
                  for piece in self.pieces(ent.start, ent.end, ent.label_)]  # fmt: skip
        kept = _merge(reader, self.known(), self)
        _add(kept, name_forms.patterns(self))
        _add(kept, list(name_forms.acronyms(self, kept)))
        names = kept.listed()
        names = [f for f in names if f.last - f.first > 1 or not self._is_no_name(f.first)]
        return sorted(name_forms.agreed(self, names), key=lambda f: (f.first, f.inside, -f.last))

    def _is_no_name(self, i: int) -> bool:
        """Whether a single word only looks like a name: an acronym of words that are none, a currency at its sum."""
        beside = self.doc[max(i - 1, 0) : i + 2]
        money = self.text[i] in self.words.currencies and any(t.like_num for t in beside)
        return money or self.text[i] in self.described

    def words_between(self, first: int, last: int) -> str:
        """The text of tokens `first`..`last` (exclusive)."""
        return self.whole[self.start[first] : self.start[last - 1] + len(self.text[last - 1])]

    # -- the reader's spans -------------------------------------------------------------------------------------

    def pieces(self, first: int, last: int, label: str) -> Iterator[Found]:
        """The names in a span of the reader: without article, title and possessive, parted where it joined two."""
        first, last = self.trimmed(first, last)
        if first >= last:
            return
        cut = self._cut(first, last)
        if cut is not None:
            if cut[0] == cut[1]:
                while first > 0 and self.capital[first - 1] and self.lower[first - 1] not in self.openers:
                    first -= 1
            yield from self.pieces(first, cut[0], label if label != "Person" else self._label_at(first, cut[0]))
            yield from self.pieces(cut[1], last, label)
            return
        title = self._title_inside(first, last)
        if title is not None and (label == "Person" or title[0] > first) and not self.in_table(first, last):
            if title[0] > first:
                yield from self.pieces(first, title[0], self._label_at(first, title[0]))
            if title[1] < last:
                yield from self.pieces(title[1], last, "Person")
            return
        if any(self.capital[i] or self.text[i][:1].isdigit() for i in range(first, last)):
            label = self._relabelled(first, last, label)
            if label:
                yield Found(first, last, label, "reader")

    def _relabelled(self, first: int, last: int, label: str) -> str:
        """The label of a span, "" for none: the reader errs on single words, where a well-known name of the table
        decides, and takes adjectives for peoples."""
        known = self.candidates(first, last)
        if last - first == 1:
            honorific = self.lower[first].rstrip(".") in self.words.honorifics
            titled = self.title_at(first, last) or self.title_at(first) > 1  # "Cabinet Secretary"
            if honorific or titled or _COMPOUNDED.search(self.text[first]):
                return ""
            if self.lower[first] in self._surnames:
                return "Person"
            least = CONSIDERABLE
            if label == "Person" and is_acronym(self.text[first]) and len(self.text[first]) > 2:
                known = tuple(c for c in known if c.row.type in BODIES and c.kind == "acronym") or known
            elif label == "Person":
                least = CONSIDERABLE if self.title_at(last) else FAMOUS  # "Kremlin spokesman"
                least = least if self.lower[first] not in self.words.given_names else 101
            told = [c for c in known if c.row.weight >= least or c.row.type == "country"]
            told = [c for c in told if c.kind != "surname" and c.row.type != "office"]
            if label == "Location" and told and told[0].row.type in BODIES and not is_acronym(self.text[first]):
                return label  # "the Atlantic" is no magazine
            if told and self._trusted(first, last, told) and self._label_of(told[0]) != label:
                return self._label_of(told[0])
        elif known:
            best = known[0]
            if best.row.type == "country" or (label != "Person" and best.row.type not in ("person", "office")):
                return self._label_of(best)
        if (
            last - first > 2
            and not known
            and self.lower[first + 1] in ("for", "of")
            and self.title_at(first, first + 1)
        ):
            return ""  # "Commissioner for Human Rights"
        if "$" in self.text[first] or (not known and last - first == 1 and self.lower[first] in self.words.ordinary):
            return ""
        told_by_head = name_forms.head_label(self, first, last) if label not in ("Person", "NORP") else ""
        if told_by_head and last - first > 1:
            return told_by_head
        if label == "Person" and last - first == 1 and self._is_body(first) and not known:
            return "Organization"
        if label == "NORP" and not known and not self.lower[last - 1].endswith("s"):
            return ""
        return label

    def _is_body(self, i: int) -> bool:
        """Whether an acronym stands behind a noun for a body or before a title: "the governing body LEN", "LEN
        president"; "President AMLO" is a person."""
        behind = i > 0 and self.words.nominals.get((self.lower[i - 1],)) == "organisation"
        return is_acronym(self.text[i]) and len(self.text[i]) > 2 and (behind or self.title_at(i + 1) > 0)

    def _label_of(self, candidate: Candidate) -> str:
        return "NORP" if candidate.kind in DEMONYMS else LABEL_OF_TYPE.get(candidate.row.type, "Organization")

    def trimmed(self, first: int, last: int) -> tuple[int, int]:
        """The span without leading articles, adverbs, honorifics and marks, trailing possessives and punctuation."""
        while first < last and (
            (self.pos[first] == "ADV" and last - first > 1 and not self.in_table(first, last))
            or self.lower[first] in (*ARTICLES, "'s", "’s", "its", "their", "his", "her")
            or self.text[first] in self.words.stray
            or (
                self.lower[first].rstrip(".") in self.words.honorifics
                and last - first > 1
                and not self.in_table(first, last)
            )
            or (not self.text[first][:1].isalnum() and self.text[first] not in ("'", "’"))
            or (self._prefixed(first) and self.in_table(first + 2, last))
        ):
            first += 1
        while first < last and (
            self.lower[last - 1] in ("'s", "’s", "the", "of", "and")
            or not any(c.isalnum() for c in self.text[last - 1])
            or (self.lower[last - 1] in self.words.title_openings and self.title_at(last))
        ):
            last -= 1
        return first, last

    def _prefixed(self, i: int) -> bool:
        """Whether a token is a prefix that makes the contrary of a name: "non-EU members"."""
        return self.lower[i] in GRAMMAR.negating_prefixes and i + 1 < len(self.text) and self.text[i + 1] == "-"

    def _cut(self, first: int, last: int) -> tuple[int, int] | None:
        """Where a span falls into two names: the end of the first, the start of the second."""
        for i in range(first, last):
            if self.text[i] in "()[]" or "\n" in self.text[i]:
                return i, i + 1
            goes_on = first > 0 and self.capital[first - 1]  # "the State Great Khural | G.Zandanshatar"
            if goes_on and i > first and name_forms.INITIALLED.fullmatch(self.text[i]):
                return i, i
            if not first < i < last - 1 or self.in_table(first, last):
                continue
            if self.ends_dateline(first, i):
                return i, i + 1
            owner = self.lower[i] in ("'s", "’s") and not self._inner(first, i)
            listed = self.lower[i] in ("and", ",") and self.in_table(first, i) and self.in_table(i + 1, last)
            if owner or listed:
                return i, i + 1
        return None

    def ends_dateline(self, first: int, i: int) -> bool:
        """Whether a dash parts a dateline from the story: "NEW DELHI - The Supreme Court", not "Health – Abu Dhabi"."""
        spaced = self.text[i] in DASHES and bool(self.doc[i].whitespace_) and bool(self.doc[i - 1].whitespace_)
        return spaced and (self.lower[i + 1] in ARTICLES or self.doc[first:i].text.isupper())

    def _inner(self, first: int, i: int) -> bool:
        """Whether a possessive belongs to the name: "Writers' Union", "Prosecutor's Office"."""
        if self.lower[i - 1] in self.words.inner_possessives:
            return True
        return any(self.title_at(start, i) == i - start for start in range(first, i))

    def _title_inside(self, first: int, last: int) -> tuple[int, int] | None:
        """The last title in the span and where it ends ("IOC [President] Thomas Bach")."""
        found = None
        i = first
        while i < last:
            size = self.title_at(i, last)
            if size:
                found = (found[0] if found and found[1] == i else i, i + size)
                i += size
            else:
                i += 1
        if found is None or (found[1] >= last and found[0] == first):
            return None
        if found[1] < last and self.lower[found[1]] in ("'s", "’s"):
            return None  # "Public Prosecutor's Office"
        start = found[0]
        while start > first and self.lower[start - 1] in self.words.title_modifiers:
            start -= 1
        return start, found[1]

    def title_at(self, i: int, last: int | None = None) -> int:
        """How many tokens of a title stand at token `i` (0 for none), the longest that fits."""
        end = len(self.text) if last is None else last
        if i >= end or self.lower[i].rstrip(".") not in self.words.opening_titles:
            return 0
        for size in range(min(5, end - i), 0, -1):
            words = tuple(word.rstrip(".") for word in self.lower[i : i + size])  # "Sen."
            if words in self.words.offices or words in self.words.occupations:
                return size
        return 0

    def _label_at(self, first: int, last: int) -> str:
        candidates = self.candidates(first, last)
        return self._label_of(candidates[0]) if candidates else "Organization"

    # -- the table's names --------------------------------------------------------------------------------------

    def candidates(self, first: int, last: int) -> tuple[Candidate, ...]:
        if last - first > LONGEST or first >= last:
            return ()
        return self.gazetteer.candidates(self.words_between(first, last))

    def in_table(self, first: int, last: int) -> bool:
        return bool(self.candidates(first, last))

    def known(self) -> Iterator[Found]:
        """Names of the table at capitalised words, the longest first; single words only where they hardly mean else."""
        i = 0
        while i < len(self.text):
            match = self._known_at(i) if self._may_open(i) else None
            if match:
                yield match
            i = match.last if match else i + 1

    def _may_open(self, i: int) -> bool:
        text = self.text[i]
        if self.lower[i] in ARTICLES:
            return False
        if text in self.gazetteer.openers:
            return True
        return self.capital[i] or (_YEAR.fullmatch(text) is not None and i + 1 < len(self.text) and self.capital[i + 1])

    def _known_at(self, i: int) -> Found | None:
        last = i + 1
        ends = []
        small = self.text[i] in self.gazetteer.openers  # "euro area"
        while last <= len(self.text) and last - i <= LONGEST:
            word = self.text[last - 1]
            head = last - 1 > i and word in self.words.heads  # "Schengen area"
            if (
                self.capital[last - 1]
                or _YEAR.fullmatch(word)
                or head
                or (small and word.isalpha() and last - i <= SMALL)
            ):
                ends.append(last)
            elif last - 1 > i and (self.lower[last - 1] not in self.words.joiners or "\n" in word):
                break
            last += 1
        for end in reversed(ends):
            found = [c for c in self.candidates(i, end) if c.kind != "surname" and c.row.type != "office"]
            if found and self._trusted(i, end, found):
                label = self._label_of(found[0])
                return Found(i, end, label, "table")
        return None

    def _trusted(self, first: int, last: int, candidates: list[Candidate]) -> bool:
        text = self.words_between(first, last)
        if last - first > 1:
            if candidates[0].row.type != "person" and (self._goes_on(last) or self._began_before(first)):
                return (
                    False  # "World Boxing" of "World Boxing Championship", "Bank of India" of "Reserve Bank of India"
                )
            if candidates[0].row.type == "person" and (self._glued(first - 1) or self._glued(last)):
                return False  # "Adolf-Hitler-Strasse"
            return not all(w in self.words.ordinary or w in self.words.generic for w in self.lower[first:last])
        best = candidates[0]
        if self.lower[first] in self.words.ordinary and not (
            text.isupper() and len(text) > 1 and best.kind == "acronym"
        ):
            return False
        if self.tagged and self.pos[first] in ("VERB", "AUX", "ADP", "ADV", "PRON", "DET", "NUM"):
            return False
        if best.kind in DEMONYMS:
            return True
        if text.isupper() or best.kind == "acronym" or best.text.isupper():
            shown = text.replace(".", "")
            same = any(c.text.replace(".", "") == shown for c in candidates)
            spelled = len(shown) > 3 and shown.istitle() and best.row.weight >= CONSIDERABLE
            needed = 50 if len(shown) > 2 or best.row.type == "country" else 65
            return (same and len(shown) > 1 and best.row.weight >= needed) or spelled
        if not any(
            plain(c.text.removeprefix("The ")) == plain(text) and c.kind in ("label", "alias") for c in candidates
        ):
            return False
        if self._in_longer_name(first):
            return best.row.type in ("country", "territory") and self.title_at(first + 1) > 0
        if best.row.type in BODIES and self._opens_sentence(first):
            return best.row.weight >= FAMOUS
        return best.row.weight >= (0 if best.row.type in ("country", "outlet") else CONSIDERABLE)

    def _goes_on(self, last: int) -> bool:
        """Whether a name's head follows that ends a longer name; one with "of" after it opens a name of its own."""
        if last + 1 >= len(self.text) or not self.capital[last] or self.lower[last] not in self.words.heads:
            return False
        return self.lower[last + 1] not in ("of", "for")

    def _began_before(self, first: int) -> bool:
        """Whether a capitalised word before a head noun belongs to the name: no country's, no title, no opener."""
        if first == 0 or self.lower[first] not in self.words.heads or not self.capital[first - 1]:
            return False
        before = first - 1
        plain_word = self.text[before].isalpha() and self.lower[before] not in self.openers
        return plain_word and not (
            self.in_table(before, first) or self.title_at(before) or self._opens_sentence(before)
        )

    def _glued(self, i: int) -> bool:
        """Whether token `i` is a hyphen with no space on either side."""
        if not 0 < i < len(self.text) - 1 or self.text[i] not in ("-", "–"):
            return False
        return self.start[i - 1] + len(self.text[i - 1]) == self.start[i] and self.start[i] + 1 == self.start[i + 1]

    def _in_longer_name(self, i: int) -> bool:
        after = i + 1 < len(self.text) and self.capital[i + 1] and self.text[i + 1].isalpha()
        before = i > 0 and self.capital[i - 1] and self.text[i - 1].isalpha() and not self.title_at(i - 1)
        before = before and self.lower[i - 1] not in (
            "the",
            "in",
            "on",
            "at",
            "but",
            "and",
            "as",
            "for",
            "with",
            "if",
            "when",
            "while",
        )
        return after or (before and not self._opens_sentence(i))

    def _opens_sentence(self, i: int) -> bool:
        return i == 0 or self.text[i - 1] in ".!?\n\"“”'‘’:" or "\n" in self.text[i - 1]


def _merge(reader: list[Found], known: Iterable[Found], finder: NameFinder) -> Names:
    """The reader's names and the table's, the longer of two that overlap; those inside an unknown name kept as such."""
    kept = Names(reader)
    for match in known:
        rivals = [f for f in kept.over(match) if not f.inside]
        if not rivals:
            kept.add(match)
        elif any(f.holds(match) for f in rivals):
            outer = next(f for f in rivals if f.holds(match))
            if (outer.first, outer.last) != (match.first, match.last) and not finder.in_table(outer.first, outer.last):
                kept.add(replace(match, inside=True))
        elif all(match.holds(f) for f in rivals) or match.last - match.first > 1:
            _displace(kept, rivals, match, finder)
    return kept


def _displace(kept: Names, rivals: list[Found], match: Found, finder: NameFinder) -> None:
    """Put a longer name of the table in the place of those it overlaps, and keep what stands out on either side."""
    for rival in rivals:
        kept.drop(rival)
        if not finder.capital[match.first] and match.holds(rival):
            kept.add(replace(rival, inside=True))  # "Ukraine" in "war in Ukraine"
    kept.add(match)
    for rival in rivals:
        for first, last in ((rival.first, match.first), (match.last, rival.last)):
            for piece in finder.pieces(first, last, rival.label) if first < last else ():
                kept.add(piece)


def _add(kept: Names, more: Iterable[Found]) -> None:
    """Add those of `more` that overlap no name of the reader; a longer one takes in what the table or a form found."""
    for new in more:
        rivals = kept.over(new)
        if any((f.by == "reader" and not new.holds(f)) or f.holds(new) for f in rivals):
            if new.defines < 0:
                continue
            rivals = [f for f in rivals if (f.first, f.last) == (new.first, new.last)]
        for rival in rivals:
            kept.drop(rival)
            if new.by != "acronym" and (rival.by == "table" or rival.label in ("NORP", "Location")):
                kept.add(replace(rival, inside=True))
        kept.add(new)
