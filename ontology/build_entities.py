"""Builds the entity table: `python -m ontology.build_entities KB.jsonl`.

Reads the gathered rows (one JSON object an entity), keeps what English text can name, classifies the names, weighs the
entities, and writes `ontology/entities/*.rows.tsv` sorted by id and `sources.tsv`. `overrides.tsv` is not touched.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from ontology.entity_table import COLUMNS, DBPEDIA, FOLDER, Name, Row, Tenure, link_iri, write
from ontology.iris import minted_id

Raw = Mapping[str, Any]

RENAMED_TYPES = {
    "position": "office",
    "former_country": "country",
    "former_region": "region",
    "class": "thing",
}
GROUPS = {
    "person": "persons",
    "office": "offices",
    "event": "events",
    "facility": "places",
    "country": "countries",
    "territory": "countries",
    "region": "places",
    "city": "places",
}
CODES = ("iso2", "iso3", "ioc", "fifa", "lei")
PLACES = ("country", "territory", "region", "city")
BODIES = ("organisation", "sport_body", "noc", "outlet", "league")
ACRONYM = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Z][A-Za-z0-9.&+-]{1,9}")
PEOPLE = re.compile(r"[A-Z][a-zé]+(?:ian|an|ish|ese|ic|i)s?")  # a one-word alias of a place in this form is a demonym
ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\s+")
MEMBER = re.compile(r"member|deputy|representative|senator|councillor|lawmaker", re.IGNORECASE)


def main(arguments: list[str] | None = None) -> int:
    """Write the table; the exit code is 0 when every row was read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("kb", type=Path, help="gathered rows, one JSON object a line")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the table")
    options = parser.parse_args(arguments)
    rows = build(options.kb, options.out)
    sizes = sum(path.stat().st_size for path in options.out.glob("*.rows.tsv"))
    sys.stdout.write(f"{len(rows)} entities, {sizes / 1e6:.1f} MB in {options.out}\n")
    return 0


def build(kb: Path, out: Path) -> list[Row]:
    """Read, clean and write; the rows written, sorted by id."""
    with kb.open(encoding="utf8") as lines:
        raw = [json.loads(line) for line in lines]
    lands = [r for r in raw if r["type"] in ("country", "territory") and "iso2" in r["codes"]]
    countries = {r["codes"]["iso2"]: r["id"] for r in lands}
    sources = _source_codes(raw)
    weights = _weights(out / "weights.tsv")
    labels = {r["label"]: r["id"] for r in raw if r["type"] in PLACES}
    editions: dict[str, set[str]] = defaultdict(set)
    for r in raw:
        if r.get("subtype") == "olympic_games" and r.get("host") and r["label"].endswith("Olympics"):
            editions[r["host"]].update({str(r["year"])} if str(r["year"]) > "1980" else ())
    latest = {host: next(iter(years)) for host, years in editions.items() if len(years) == 1}
    made = (row(r, countries, sources, weights, labels, latest) for r in raw)
    rows = _unique(r for r in made if r is not None)
    rows = _one_link_each(_without_shared_demonyms(_placed(rows)))
    known = {r.id for r in rows}
    rows = [r if r.country in known else r._replace(country="") for r in rows]
    _write(rows, sources, out)
    _write_given_names(raw, out)
    return rows


def row(
    raw: Raw,
    countries: Mapping[str, str],
    sources: Mapping[str, str],
    weights: Mapping[tuple[str, str], int],
    labels: Mapping[str, str],
    latest: Mapping[str, str],
) -> Row | None:
    """The table's row of a gathered one, or None where English text cannot name it."""
    label = _clean(unquote(raw["label"]))
    if not label or not _latin(label):
        return None
    if raw["type"] in BODIES and not any(c.isupper() for c in label):
        return None  # a kind of body ("intelligence agency"), not one
    kind = RENAMED_TYPES.get(str(raw["type"]), str(raw["type"]))
    identifier = raw["id"] or minted_id(kind, label)
    return Row(
        id=identifier,
        label=label,
        type=kind,
        subtype=raw.get("subtype") or ("former" if raw["type"].startswith("former") else ""),
        country=_country(raw, countries),
        weight=_weight(raw, kind, weights),
        dates=tuple((k, str(raw[k])) for k in ("born", "founded", "year") if raw.get(k)),
        names=tuple(_names(raw, kind, label, labels, latest)),
        codes=tuple((k, raw["codes"][k].strip()) for k in CODES if raw["codes"].get(k, "").strip()),
        links=tuple(_links(raw, label)),
        offices=tuple(_offices(raw)),
        description=_clean(raw["description"] or "")[:90],
        source=",".join(sorted(sources[s] for s in raw["source"].split("; "))),
    )


def _country(raw: Raw, countries: Mapping[str, str]) -> str:
    if raw.get("country"):
        return str(raw["country"])
    codes = raw["codes"]
    code = codes.get("country_iso2") or codes.get("country") or (raw.get("part_of") or "").upper()[:2]
    found = countries.get(code, "")
    if not found and raw.get("roles"):
        held = Counter(r.get("country") for r in raw["roles"] if r.get("country"))
        found = held.most_common(1)[0][0] if held else ""
    return found if found != raw["id"] else ""


def _edition_names(raw: Raw, latest: Mapping[str, str]) -> Iterator[str]:
    """What news calls one Olympic or Paralympic Games: by year, by host, by both ("Athens Olympics", "Paris 2024")."""
    if raw.get("subtype") != "olympic_games" or not raw.get("host"):
        return
    host, year = _clean(raw["host"]), str(raw["year"])
    series = "Paralympic" if "Paralympic" in raw["label"] else "Youth Olympic" if "Youth" in raw["label"] else "Olympic"
    season = "Winter " if "Winter" in raw["label"] else ""
    yield from (f"{year} {host} {series}s", f"{host} {year} {series}s", f"{year} {season}{series} Games")
    if series == "Olympic":
        yield f"{host} {year}"
    if not season:
        yield from (f"{year} {series}s", f"{year} {series} Games")
    if latest.get(host) == year and series != "Youth Olympic":
        yield from (f"{host} {season}{series}s", f"{host} {series} Games")
        if series == "Olympic":
            yield f"{host} Games"


def _names(raw: Raw, kind: str, label: str, labels: Mapping[str, str], latest: Mapping[str, str]) -> Iterator[Name]:
    seen = {label}
    for text in raw["demonyms"]:
        for word in (text, *(w for w in (text.removesuffix("s"),) if text.endswith(("ans", "ers")))):
            if word not in seen and word[:1].isupper() and "/" not in word and word != raw["label"]:
                seen.add(word)
                yield Name(word, "demonym")
    for text in sorted(raw["aliases"]):
        text = _clean(text)
        text = text[4:] if text.lower().startswith("the ") else text
        if text in seen or not _usable(text, kind) or (kind in PLACES and labels.get(text, raw["id"]) != raw["id"]):
            continue
        seen.add(text)
        yield Name(text, _name_kind(text, kind, label))
    for text in _edition_names(raw, latest):
        if text not in seen:
            seen.add(text)
            yield Name(text, "alias")
    last = raw.get("surname")
    if kind == "person" and last and last != label.split()[-1]:
        yield Name(last, "surname")


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    """The words before a person's name that are no part of it."""
    words = yaml.safe_load((FOLDER / "words.yaml").read_text(encoding="utf8"))
    return frozenset((*words["honorifics"], *words["titles"]["office"]))


def _name_kind(text: str, kind: str, label: str) -> str:
    if kind == "person" and " " not in text and text in label.split()[1:]:
        return "surname"
    if kind in ("country", "territory", "region") and PEOPLE.fullmatch(text) and text[:3] == label[:3]:
        return "demonym"
    return "acronym" if kind != "person" and ACRONYM.fullmatch(text) else "alias"


def _usable(text: str, kind: str) -> bool:
    """Whether an alias is a name that English text may use (no "Moscow, Russia", "Iran (Islamic Republic of)")."""
    if len(text) < 2 or not _latin(text) or re.search(r"[()\[\]*/;:{}_]|\bnote\b|^and |^\W", text):
        return False
    if kind == "person" and text.split()[0].lower().rstrip(".") in _titles():
        return False
    if "," in text and kind in (*PLACES, "person"):
        return False
    return any(c.isupper() for c in text) and text[0].isalnum()


def _links(raw: Raw, label: str) -> Iterator[tuple[str, str]]:
    dbpedia = raw["same_as"].get("dbpedia", "")
    if dbpedia:
        title = dbpedia.removeprefix(DBPEDIA)
        yield "dbpedia", "=" if title == label.replace(" ", "_") else title
    geonames = re.search(r"/(\d+)/?$", raw["same_as"].get("geonames", ""))
    if geonames:
        yield "geonames", geonames.group(1)


def _offices(raw: Raw) -> Iterator[Tenure]:
    """The offices held, the terms of one parliament seat after another drawn together."""
    spans: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for held in raw.get("roles") or []:
        title = _clean(ORDINAL.sub("", held["position"])).replace("|", " ").replace(";", ",")
        spans[held.get("country") or "", title].append((held.get("start") or "", held.get("end") or ""))
    kept: set[tuple[str, str]] = set()
    for country, title in sorted(spans):
        if (country, title.lower()) in kept:
            continue
        kept.add((country, title.lower()))
        periods = sorted(set(spans[country, title]))
        if MEMBER.search(title):
            starts = [s for s, _ in periods if s]
            open_end = any(not e for _, e in periods)
            periods = [(min(starts, default=""), "" if open_end else max(e for _, e in periods))]
        for start, end in periods:
            yield Tenure(country, title, start, end)


def _weight(raw: Raw, kind: str, weights: Mapping[tuple[str, str], int]) -> int:
    popularity = raw.get("popularity") or {}
    base = weights.get((kind, raw.get("subtype") or ""), weights.get((kind, ""), 20))
    sites = 100 * math.log1p(popularity.get("sitelinks", 0)) / math.log1p(330)
    people = 100 * (math.log10(max(popularity.get("population", 1), 1)) - 2) / 5.3
    quoted = 4 * math.log2(1 + popularity.get("gold_mentions", 0))
    return max(0, min(100, round(max(base, sites, people) + quoted)))


def _weights(path: Path) -> dict[tuple[str, str], int]:
    with path.open(encoding="utf8") as lines:
        return {(r["type"], r["subtype"]): int(r["weight"]) for r in csv.DictReader(lines, delimiter="\t")}


def _source_codes(raw: Iterable[Raw]) -> dict[str, str]:
    """A short code for each source, the same as long as the set of sources is."""
    names = sorted({s for r in raw for s in r["source"].split("; ")})
    return {name: f"s{number:02d}" for number, name in enumerate(names, 1)}


def _unique(rows: Iterable[Row]) -> list[Row]:
    """Sorted by id (Wikidata ids by number), the heavier of two rows with one id."""
    best: dict[str, Row] = {}
    for r in rows:
        if r.id not in best or best[r.id].weight < r.weight:
            best[r.id] = r
    return sorted(best.values(), key=lambda r: (0, int(r.id[1:]), "") if r.id[0] == "Q" else (1, 0, r.id))


def _placed(rows: list[Row]) -> list[Row]:
    """The rows, bodies that have one country's name or demonym in theirs ("Moroccan Football Federation") put there."""
    lands: dict[str, str] = {}
    for r in rows:
        if r.type in ("country", "territory"):
            for name in (Name(r.label), *r.names):
                if name.kind in ("alias", "demonym") and len(name.text) > 3:
                    lands.setdefault(name.text, r.country or r.id)
    return [r._replace(country=_land(r, lands)) if r.type in BODIES and not r.country else r for r in rows]


def _land(r: Row, lands: Mapping[str, str]) -> str:
    words = r.label.split()
    spans = (" ".join(words[i : i + size]) for size in (3, 2, 1) for i in range(len(words) - size + 1))
    found = {lands[span] for span in spans if span in lands}
    return found.pop() if len(found) == 1 else ""


def _without_shared_demonyms(rows: list[Row]) -> list[Row]:
    """The rows, the demonyms of a dependent place left to the country it belongs to ("Dutch" is not Aruba's)."""
    own = {r.id: {n.text for n in r.names if n.kind == "demonym"} for r in rows if r.type == "country"}

    def kept(r: Row) -> Row:
        theirs = own.get(r.country, set()) if r.type in ("country", "territory") else set()
        return r._replace(names=tuple(n for n in r.names if n.kind != "demonym" or n.text not in theirs))

    return [kept(r) for r in rows]


def _one_link_each(rows: list[Row]) -> list[Row]:
    """The rows, a DBpedia title that several claim left to the heaviest of those it is the label of, else to none."""
    claims: dict[str, list[Row]] = defaultdict(list)
    for r in rows:
        for iri in r.same_as:
            if iri.startswith(DBPEDIA):
                claims[iri].append(r)
    lost: set[tuple[str, str]] = set()
    for iri, claimants in claims.items():
        named = [r for r in claimants if r.label.replace(" ", "_") == iri.removeprefix(DBPEDIA)]
        best = max(named, key=lambda r: r.weight).id if named and len(claimants) > 1 else ""
        lost.update((r.id, iri) for r in claimants if len(claimants) > 1 and r.id != best)

    def kept(r: Row) -> Row:
        return r._replace(links=tuple(k for k in r.links if (r.id, link_iri(*k, r.label)) not in lost))

    return [kept(r) for r in rows]


def _write(rows: list[Row], sources: Mapping[str, str], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    by_file: dict[str, list[Row]] = defaultdict(list)
    for r in rows:
        by_file[GROUPS.get(r.type, "organisations" if r.type in BODIES else "others")].append(r)
    for name, members in by_file.items():
        text = "\t".join(COLUMNS) + "\n" + "".join(write(r) for r in members)
        (out / f"{name}.rows.tsv").write_text(text, encoding="utf8")
    listing = "code\tsource\n" + "".join(f"{code}\t{name}\n" for name, code in sources.items())
    (out / "sources.tsv").write_text(listing, encoding="utf8")


def _write_given_names(raw: Iterable[Raw], out: Path) -> None:
    """Given names that nearly only men, or only women, of the gathered rows bear."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for r in raw:
        if r["type"] == "person" and r.get("gender") in ("male", "female") and " " in r["label"]:
            counts[r["label"].split()[0].lower()][r["gender"]] += 1
    lines = []
    for name, tally in sorted(counts.items()):
        gender, most = tally.most_common(1)[0]
        if most >= 0.95 * tally.total() and name.isalpha():
            lines.append(f"{name}\t{gender}\n")
    (out / "given_names.tsv").write_text("name\tgender\n" + "".join(lines), encoding="utf8")


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("’", "'")
    text = re.sub(r"\s+", " ", re.sub(r"[\u200e\u200f\t\n\r]", " ", text)).strip(" ,")
    return text if re.search(r"\.\S", text) else text.rstrip(".")


def _latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha())


if __name__ == "__main__":
    raise SystemExit(main())
