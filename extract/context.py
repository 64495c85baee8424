"""What an article tells about its names: the countries it speaks of, its year, the titles before people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc

from extract import lexical
from extract.article import Link, Mention, When
from extract.gazetteer import Gazetteer, key
from extract.lexical import Words
from extract.positions import Positions
from ontology.entity_table import Row, Tenure

KNOWN = 60  # weight from which news means this person by the name without more
MINISTER = 45
FAMOUS_PLACE = 75
PLACES = ("country", "territory", "city", "region")


@dataclass(frozen=True, slots=True)
class Title:
    """The words before a person's name: the title, whether it is an office, the country or body named with it."""

    words: tuple[str, ...]
    office: bool
    country: str = ""


@dataclass(slots=True)
class Context:
    """The evidence of one article, gathered once and asked by every decision."""

    doc: Doc
    gazetteer: Gazetteer
    words: Words
    mentions: tuple[Mention, ...]
    year: int | None
    countries: Counter[str] = field(default_factory=Counter)
    lower: list[str] = field(default_factory=list)
    positions: Positions = field(default_factory=lambda: Positions(()))
    _vocabulary: frozenset[str] = frozenset()

    @classmethod
    def of(cls, doc: Doc, mentions: tuple[Mention, ...], gazetteer: Gazetteer, published: When | None) -> Context:
        """The context of an article; its year is that of its date where it has one."""
        day = published.earliest or published.latest if published else None
        made = cls(doc, gazetteer, lexical.load(), mentions, day.year if day else None)
        made.lower = [t.lower_ for t in doc]
        made._vocabulary = frozenset(w for w in made.lower if len(w) > 4)
        made.positions = Positions(mentions)
        made.countries = made._count()
        return made

    def _count(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for mention in self.mentions:
            if mention.kind in ("nominal", "pronoun"):
                continue
            for candidate in self.gazetteer.candidates(mention.text)[:1]:
                row = candidate.row
                if row.type in ("country", "territory"):
                    found[row.id] += 1
                elif row.type in ("region", "city") and row.country and row.weight >= KNOWN:
                    found[row.country] += 1
        return found

    @property
    def main_country(self) -> str:
        """The country that the article names most, "" where none leads."""
        top = self.countries.most_common(2)
        return top[0][0] if top and (len(top) == 1 or top[0][1] > top[1][1]) else ""

    def shares(self, row: Row) -> bool:
        """Whether the row's description has telling words of the article."""
        telling = {w for w in key(row.description).split() if len(w) > 6}
        return len(telling & self._vocabulary) > 1

    def has_words_of(self, row: Row, *, but: str = "") -> bool:
        """Whether a telling word of the row's label (`but` aside), or its country, is in the article."""
        public = bool(row.subtype) or row.type != "organisation"
        return self.has_own_words_of(row, but=but) or (public and row.country in self.countries)

    def has_own_words_of(self, row: Row, *, but: str = "") -> bool:
        """Whether a telling word of the row's label (`but` aside) is in the article."""
        telling = {w for w in row.label.lower().split() if len(w) > 4 and w != but and w not in self.words.generic}
        return bool(telling & self._vocabulary)

    # -- people -------------------------------------------------------------------------------------------------

    def titles(self, named: Iterable[Mention]) -> list[Title]:
        """The titles that the article puts before, or in apposition after, the names of a person."""
        found: list[Title] = []
        for mention in named:
            found.extend(t for t in (self._title_before(mention.first), self._title_after(mention.last)) if t)
        return found

    def _title_after(self, last: int) -> Title | None:
        """The title in "Jan Novak, Norway's Minister of Sport" and "Maria Zakharova, the spokeswoman"."""
        if last + 1 >= len(self.lower) or self.lower[last] not in (",", "(", "-", "–"):
            return None
        for start in range(last + 1, min(last + 6, len(self.lower))):
            if self.lower[start] in (",", ".", ")", "said", "who", "which"):
                return None
            for size in range(4, 0, -1):
                words = tuple(self.lower[start : start + size])
                if words in self.words.offices or words in self.words.occupations:
                    end = start + size
                    while end < len(self.lower) and end < start + 8 and self.lower[end] not in (",", ".", ")"):
                        end += 1
                    return Title(tuple(self.lower[start:end]), words in self.words.offices, self._country_before(start))
        return None

    def _title_before(self, first: int) -> Title | None:
        for size in range(min(5, first), 0, -1):
            words = tuple(self.lower[first - size : first])
            office = words in self.words.offices
            if office or words in self.words.occupations:
                start = first - size
                while start > 0 and self.lower[start - 1] in self.words.title_modifiers:
                    start -= 1
                return Title(words, office, self._country_before(start))
        return None

    def _country_before(self, token: int) -> str:
        end = token - 1 if token > 0 and self.lower[token - 1] in ("'s", "’s", "'", "’") else token
        for mention in self.positions.ending(end):
            if mention.kind not in ("nominal", "pronoun"):
                found = self.gazetteer.candidates(mention.text)
                if found and found[0].row.type in ("country", "territory", "region"):
                    return found[0].row.id
        return ""

    def person(self, row: Row, named: list[Mention], kind: str) -> Iterable[tuple[str, float]]:
        """The parts that speak for or against a person of the table."""
        titles = self.titles(named)
        agrees = row.country in self.countries or any(t.country in self.countries for t in row.offices)
        office = any(t.office for t in titles)
        held = [self._held(title, row.offices) for title in titles if title.office]
        if any(title.country and not _serves(title.country, row) for title in titles if title.office):
            yield "office of another country", 0.5
        if held and max(held) > 0:
            yield "office", 1.25
        elif titles and not office:
            yield "another occupation", 0.6 if row.weight >= KNOWN else 0.2
        if row.weight < MINISTER:
            yield "little known", 1.6 if agrees and held and max(held) > 0 else 1.0 if agrees and office else 0.4
        elif row.weight < KNOWN:
            yield "support", 1.2 if agrees else 0.5
        elif not agrees and not (held and max(held) > 0):
            yield "country not named", 0.8
        if kind == "surname":
            yield "surname alone", 1.1 if agrees and (office or row.weight >= 75) else 0.5
        if self._other_sex(row, named):
            yield "title of the other sex", 0.2
        if self.year is not None:
            yield "time", self._time(row)

    def _other_sex(self, row: Row, named: Iterable[Mention]) -> bool:
        """Whether the article calls a person "Mrs", and the table's bears a man's given name, or the other way."""
        known = self.words.gender(row.label, row.country)
        before = (self.lower[m.first - 1].rstrip(".") for m in named if m.first)
        told = {self.words.gendered_titles[word] for word in before if word in self.words.gendered_titles}
        return known is not None and bool(told) and known not in told

    def _held(self, title: Title, offices: Iterable[Tenure]) -> float:
        """1 where the person held the office named, in the year of the article; less at another time."""
        best = 0.0
        for tenure in offices:
            if title.country and tenure.country != title.country:
                continue
            if not set(title.words) & set(key(tenure.office).split()):
                continue
            valid = self.year is None or _during(tenure, self.year)
            best = max(best, 1.0 if valid else 0.5)
        return best

    def _time(self, row: Row) -> float:
        born = dict(row.dates).get("born", "")[:4]
        if self.year is None or not born.isdigit():
            return 1.0
        return 1.0 if 17 <= self.year - int(born) <= 110 else 0.3

    def leaders(self, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """Mentions with "the Russian leader" joined to the one person of the article who leads that country."""
        if not any(m.kind == "nominal" and m.entity is None for m in mentions):
            return mentions
        people = {
            m.entity.id: m for m in mentions if m.entity is not None and m.label == "Person" and m.kind != "nominal"
        }
        at = Positions(mentions)
        return tuple(
            self._leader(m, people, at) if m.kind == "nominal" and m.label == "Person" else m for m in mentions
        )

    def _leader(self, mention: Mention, named: dict[str, Mention], at: Positions) -> Mention:
        inside = at.starting(mention.first + 1, mention.last)
        inner = next((m for m in inside if m.kind == "demonym"), None)
        if mention.entity is not None or inner is None or inner.entity is None:
            return mention
        head = tuple(self.lower[inner.last : mention.last])
        wanted = self.words.leaders.get(head, ())
        people: dict[int, Mention] = {}
        for identifier, other in named.items():
            row = self.gazetteer.row(identifier)
            if row and any(_leads(t, inner.entity.id, wanted, self.year) for t in row.offices):
                people[other.chain] = other
        if len(people) != 1:
            return mention
        (chosen,) = people.values()
        link = Link("office", 0.8, 1.0, (("only holder of the office in the article", 0.8),), self.gazetteer.version)
        return replace(mention, entity=chosen.entity, chain=chosen.chain, link=link)

    # -- places -------------------------------------------------------------------------------------------------

    def place(self, row: Row, named: list[Mention]) -> Iterable[tuple[str, float]]:
        """The parts that speak for or against a place: the country named, a far better known place of that name, the
        place named after a comma."""
        agrees = row.country in self.countries
        if row.country:
            known = 0.95 if row.weight >= FAMOUS_PLACE else 0.6 if self.countries else 0.85
            yield "country", 1.15 if agrees else known if row.weight >= KNOWN else 0.5
        rivals = [c.row for c in self.gazetteer.candidates(named[0].text) if c.row.id != row.id]
        if row.type == "region" and self._is_state(named):
            yield "officers of a state", 1.3
        elif any((r.type in PLACES and r.weight >= row.weight + 15) or r.type == "country" for r in rivals):
            yield "overshadowed", 0.6
        for mention in named:
            after = self._after_comma(mention)
            if after:
                yield "said to lie there", 1.2 if row.country == after else 0.3
                break

    def no_state(self, row: Row, named: list[Mention]) -> Iterable[tuple[str, float]]:
        """The part that speaks against a city or country where the article means the state of that name."""
        if row.type not in ("city", "country") or not self._is_state(named):
            return
        if any(c.row.type == "region" for c in self.gazetteer.candidates(named[0].text)):
            yield "officers of a state", 0.5

    def _is_state(self, named: Iterable[Mention]) -> bool:
        """Whether a name stands with an officer that states have: "Georgia's governor", "senator for New York"."""
        return any(self._opens(m.last) or self._closes(m.first) for m in named)

    def _opens(self, token: int) -> bool:
        start = token + (self.lower[token : token + 1] in (["'s"], ["’s"]))
        return any(tuple(self.lower[start : start + n]) in self.words.of_states for n in (1, 2))

    def _closes(self, token: int) -> bool:
        end = token - 1
        if end < 1 or self.lower[end] not in ("of", "for", "from"):
            return False
        people = (m.first for m in self.positions.ending(end) if m.label == "Person")  # "Rep. Jan Novak of New York"
        return any(tuple(self.lower[at - n : at]) in self.words.of_states for at in (end, *people) for n in (1, 2))

    def _after_comma(self, mention: Mention) -> str:
        """The country of the place after "Birmingham, England", "" without one."""
        if mention.last + 1 >= len(self.lower) or self.lower[mention.last] != ",":
            return ""
        for other in self.positions.starting(mention.last + 1):
            if other.label == "Location":
                found = self.gazetteer.candidates(other.text)
                if found and found[0].row.type in ("country", "territory"):
                    listed = other.last < len(self.lower) and self.lower[other.last] in ("and", "or", ",")
                    return "" if listed else found[0].row.id
                if found and found[0].row.type == "region":
                    return found[0].row.country
        return ""


def _during(tenure: Tenure, year: int) -> bool:
    return (tenure.start or "0")[:4] <= str(year) <= (tenure.end or "9999")[:4]


def _serves(country: str, row: Row) -> bool:
    return country == row.country or any(t.country == country for t in row.offices) or not row.offices


def _leads(tenure: Tenure, country: str, wanted: tuple[str, ...], year: int | None) -> bool:
    title = tenure.office.lower()
    named = any(title == w or title.startswith((w + " of", w + " for")) for w in wanted)
    return tenure.country == country and named and (year is None or _during(tenure, year))
