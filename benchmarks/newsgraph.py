"""A graph like the ones that articles give, of any size: the same triples for the same size, on every machine.

    python -m benchmarks.newsgraph 1000000 > news.nt

Countries and organisations, memberships as facts with role and date, sanctions, quotations with a speaker and a text,
the plain triples beside them, and headlines of articles.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from itertools import islice
from typing import TextIO

BASE = "https://w3id.org/pressgraph"
NS = f"{BASE}/ns#"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
SAME = "<http://www.w3.org/2002/07/owl#sameAs>"
DATE = "<http://www.w3.org/2001/XMLSchema#date>"
STATUSES = ("member", "observer", "partner", "founder", "candidate", "former")
WORDS = (
    "council", "summit", "talks", "sanctions", "ban", "games", "federation", "athletes",
    "minister", "agency", "border", "treaty", "energy", "grain", "export", "port",
    "vote", "court", "appeal", "final", "medal", "host", "bid", "city",
    "storm", "relief", "aid", "loan", "bank", "rate", "market", "strike",
    "union", "election", "party",
)  # fmt: skip


def triples(size: int) -> Iterator[str]:
    """`size` triples as lines of N-Triples, each once."""
    chance = random.Random(20230301)
    entities = max(200, size // 60)
    organisations = max(20, entities // 20)
    yield from islice(_all(chance, entities, organisations), size)


def _all(chance: random.Random, entities: int, organisations: int) -> Iterator[str]:
    for number in range(entities):
        kind = "Organization" if number < organisations else ("Country" if number % 7 == 0 else "Person")
        node = _node("entity", f"e{number}")
        yield f"{node} {RDF_TYPE} <{NS}{kind}> ."
        yield f'{node} {LABEL} "{_words(chance, 3).title()} {number}"@en .'
        if number % 3:
            yield f"{node} {SAME} <http://www.wikidata.org/entity/Q{number + 1000}> ."
    number = 0
    while True:
        yield from _membership(chance, number, entities, organisations)
        yield from _quotation(chance, number, entities)
        if number % 5 == 0:
            yield from _sanction(chance, number, entities, organisations)
        number += 1


def _membership(chance: random.Random, number: int, entities: int, organisations: int) -> Iterator[str]:
    fact = _node("fact", f"m{number}")
    member, body = _entity(chance, entities), _entity(chance, organisations)
    yield f"{fact} {RDF_TYPE} <{NS}Membership> ."
    yield f"{fact} <{NS}member> {member} ."
    yield f"{fact} <{NS}organization> {body} ."
    yield f"{fact} <{NS}status> <{NS}status/{chance.choice(STATUSES)}> ."
    yield f'{fact} <{NS}knownAt> "{_date(chance)}"^^{DATE} .'
    yield f"{fact} <{NS}reportedBy> {_node('article', f'a{number // 4}')} ."
    yield f"{member} <{NS}memberOf{number}> {body} ." if number % 50 == 0 else f'{fact} <{NS}number> "{number}" .'


def _quotation(chance: random.Random, number: int, entities: int) -> Iterator[str]:
    quote, article = _node("quote", f"q{number}"), _node("article", f"a{number // 4}")
    yield f"{quote} {RDF_TYPE} <{NS}Quotation> ."
    yield f"{quote} <{NS}speaker> {_entity(chance, entities)} ."
    yield f'{quote} <{NS}text> "{_words(chance, 9)} {number}"@en .'
    yield f"{quote} <{NS}reportedBy> {article} ."
    if number % 4 == 0:
        yield f"{article} {RDF_TYPE} <{NS}Article> ."
        yield f'{article} <https://schema.org/headline> "{_words(chance, 6).capitalize()} {number // 4}"@en .'
        yield f'{article} <https://schema.org/datePublished> "{_date(chance)}"^^{DATE} .'


def _sanction(chance: random.Random, number: int, entities: int, organisations: int) -> Iterator[str]:
    fact = _node("fact", f"s{number}")
    yield f"{fact} {RDF_TYPE} <{NS}Sanction> ."
    yield f"{fact} <{NS}authority> {_entity(chance, organisations)} ."
    yield f"{fact} <{NS}target> {_entity(chance, entities)} ."
    yield f'{fact} <{NS}knownAt> "{_date(chance)}"^^{DATE} .'


def _node(kind: str, key: str) -> str:
    return f"<{BASE}/{kind}/{key}>"


def _entity(chance: random.Random, count: int) -> str:
    """One of the entities; the first ones far more often, as in the news."""
    return _node("entity", f"e{int(count * chance.random() ** 3)}")


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count))


def _date(chance: random.Random) -> str:
    return f"20{chance.randrange(10, 24)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"


def write(size: int, out: TextIO) -> None:
    """Write the graph of this size."""
    out.writelines(line + "\n" for line in triples(size))


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.stdout)
