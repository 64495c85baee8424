"""Names that English form gives away: a person after a title, a body by its head noun, an acronym in brackets."""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.name_spans import Found, Names, is_acronym

if TYPE_CHECKING:
    from extract.names import NameFinder

WORDS_OF_A_PERSON = 3  # in a name that may be a person's, at most

JOINERS = frozenset({"of", "for", "the", "-", "–", "&", "de", "du", "la"})
OF_TEXTS = frozenset({"on", "against", "in", "and", "relating", "concerning", "to", "between", "with"})
HEADED = ("of", "for", "on", "against")  # after the noun that tells what a name is of
DAYS = frozenset((*calendar.day_name, *calendar.month_name))
# "U.Khurelsukh", "Ts.Elbegdorj", but "St.Petersburg" is a place
INITIALLED = re.compile(r"(?!St\.|Mt\.|Ft\.|Pt\.|No\.)(?:[A-Z][a-z]?\.)+[A-Z][a-z]{2,}(?:-[A-Z]?[a-z]+)*")
NAMED = frozenset({"Date", "Person", "Location", "NORP", "Organization"})


def patterns(finder: NameFinder) -> Iterator[Found]:
    """Names that English form gives away: a person after an office, a body by its head noun."""
    i = 0
    while i < len(finder.text):
        if INITIALLED.fullmatch(finder.text[i]):
            yield Found(i, i + 1, "Person", "pattern")
        size = finder.title_at(i)
        if size and (finder.capital[i] or i > 0):
            end = _run(finder, i + size, particles=True)
            if end - (i + size) >= 2 and not finder.title_at(i + size):
                yield Found(i + size, end, "Person", "pattern")
                i = end
                continue
        if finder.capital[i] and finder.lower[i] not in finder.openers:
            end = _run(finder, i, particles=False)
            label = head_label(finder, i, end)
            if label and end - i > 1:
                yield Found(i, end, label, "pattern")
            i = max(end, i + 1)
            continue
        i += 1


def _run(finder: NameFinder, i: int, *, particles: bool) -> int:
    """The end of the run of capitalised words from token `i`, joined by name particles or by "of", "for"; what a treaty
    is "on" belongs to its name."""
    joiners = finder.words.particles if particles else JOINERS
    last = i
    while last < len(finder.text):
        if last > i and not particles and _titles_somebody(finder, last) and head_label(finder, i, last):
            break  # "Bank of England | Governor Andrew Bailey"
        if finder.capital[last] and finder.text[last].strip(".'’-").isalnum():
            if not particles and finder.words.heads.get(finder.lower[last]) == "document":
                joiners |= OF_TEXTS
            last += 1
            continue
        step = last
        while step < len(finder.text) and finder.lower[step] in joiners and step - last < 2:
            step += 1
        if step > last and step < len(finder.text) and not particles and finder.title_at(step):
            break  # "the Government of President Bukele"
        bare = step == last or last == i or step >= len(finder.text) or not finder.capital[step]
        other = not bare and (finder.doc[step].ent_type_ in NAMED or finder.text[step] in DAYS)
        if other and finder.lower[last] in OF_TEXTS:
            break  # "the Convention on | Monday", "the Treaty on Open Skies and | Kenya"
        if bare or finder.lower[last] == "the" or finder.ends_dateline(i, last):
            break
        last = step
    return last


def _titles_somebody(finder: NameFinder, i: int) -> bool:
    """Whether a title begins at a token and the reader's name of a person behind it."""
    behind = i + finder.title_at(i)
    return i < behind < len(finder.text) and finder.doc[behind].ent_type_ == "Person"


def head_label(finder: NameFinder, first: int, last: int) -> str:
    if last <= first:
        return ""
    words = finder.lower[first:last]
    if last - first > 1 and _of_national_sport(finder, first, last):
        return "Organization"
    cut = next((n for n, w in enumerate(words) if w in HEADED and n), len(words))
    kind = finder.words.heads.get(words[cut - 1])
    if kind is None or all(w in finder.words.generic or w in finder.words.joiners for w in words):
        return ""
    return "Organization" if kind == "organisation" else "Facility" if kind == "facility" else "Misc"


def _of_national_sport(finder: NameFinder, first: int, last: int) -> bool:
    """Whether a name is that of a country with a sport: "Sri Lanka Cricket", "Swimming Australia"."""
    for sport, start, end in ((last - 1, first, last - 1), (first, first + 1, last)):
        if finder.lower[sport] in finder.words.sports:
            country = next(iter(finder.candidates(start, end)), None)
            return country is not None and country.row.type == "country" and country.kind in ("label", "alias")
    return False


def acronyms(finder: NameFinder, names: Names) -> Iterator[Found]:
    """Acronyms in brackets after the name they shorten ("African Union (AU)"), and that name where it is new."""
    for i in range(1, len(finder.text) - 2):
        if finder.text[i] != "(" or finder.text[i + 2] != ")" or not finder.capital[i + 1]:
            continue
        short = finder.text[i + 1]
        before = i - 1 if finder.lower[i - 1] not in ("'s", "’s", "'", "’") else i - 2
        ending = names.ending(before + 1)
        long = next((f for f in ending if not f.inside and f.label != "Person"), None)
        start = _spelled(finder, short, before + 1)
        if long is not None and start is None and _belongs_before(finder, long, short):
            start = long.first - 1
        if start is not None and (long is None or start < long.first):
            long = Found(start, before + 1, long.label if long else "Organization", "acronym")
            yield long
        if long is None and start is None and _spelled(finder, short, before + 1, small=True) is not None:
            finder.described.add(short)  # "independent power producer (IPP)" is no name
        known = finder.candidates(i + 1, i + 2)
        if long is None or (start is None and not _looks_short(short)):
            continue
        if start is None and long.label in ("Location", "NORP") and not head_label(finder, long.first, long.last):
            continue  # "Seoul, South Korea (CP)"
        if start is None and known and known[0].row.type in ("country", "territory", "city", "person"):
            continue
        yield Found(i + 1, i + 2, long.label, "acronym", defines=long.first)


def _belongs_before(finder: NameFinder, long: Found, short: str) -> bool:
    """Whether the capitalised word before a name opens its acronym and the name does not ("African Continental Free
    Trade Area (AfCFTA)")."""
    if long.first == 0 or not finder.capital[long.first - 1] or not is_acronym(short):
        return False
    before, first = finder.lower[long.first - 1], finder.lower[long.first]
    return before[0] == short[0].lower() != first[0] and before not in finder.openers


def _spelled(finder: NameFinder, short: str, end: int, *, small: bool = False) -> int | None:
    """The token at which a name that ends before `end` starts, whose initials are the acronym; None without one.
    With `small` its words may be in small letters."""
    letters = [c for c in short.lower() if c.isalpha()]
    i, left = end - 1, len(letters)
    while i >= 0 and left and end - i <= len(letters) + 5:
        word = finder.lower[i]
        if (finder.capital[i] or small) and word[:1] == letters[left - 1]:
            left -= 1
        elif word not in finder.words.joiners:
            return None
        i -= 1
    return i + 1 if left == 0 and len(letters) > 1 else None


def _looks_short(text: str) -> bool:
    return is_acronym(text) or (text.istitle() and text.isalpha() and len(text) < 8)


def agreed(finder: NameFinder, names: list[Found]) -> list[Found]:
    """The names, those that the reader alone tells given one label throughout: "Ndlala" is no firm where the article
    has the name of a person oftener."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        if _told_by_reader(finder, name):
            votes[finder.lower[name.last - 1]][name.label] += 1
    labels = {word: label for word, counted in votes.items() if (label := _of_most(counted))}
    # a body may be called by one word of its name, a person told by the whole of it is one
    told = (n for n in names if _told_by_reader(finder, n) and (n.label == "Organization" or n.last - n.first == 1))
    changed = {n: labels[word] for n in told if (word := finder.lower[n.last - 1]) in labels}
    return [replace(n, label=changed.get(n, n.label)) for n in names]


def _told_by_reader(finder: NameFinder, name: Found) -> bool:
    """Whether nothing but the reader's word says whose name it is, a person's or a body's."""
    first, last = name.first, name.last
    own = name.by == "reader" and not name.inside and name.label in ("Person", "Organization")
    formed = finder.text[last - 1].istitle() and last - first <= WORDS_OF_A_PERSON
    return own and formed and not head_label(finder, first, last) and not finder.in_table(first, last)


def _of_most(counted: Counter[str]) -> str:
    """The label that most of several have; "" where they do not differ, or no label has most."""
    (label, most), *others = counted.most_common()
    return label if others and most > others[0][1] else ""
