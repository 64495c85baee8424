"""Contradictions between articles: found when a store is published, by the rules of `ontology/contradictions.yaml`."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import Graph, Namespace

from extract.article import Attribution, Fact, Reading
from ontology import terms
from server.claims import Time
from server.store import Store
from tests.reports import (
    ANNA,
    BELA,
    LEAGUE,
    NOT_A_MEMBER,
    RURITANIA,
    STRELSAU,
    article,
    banned,
    day,
    drop,
    fact,
    held,
    member,
    published,
    put,
)
from tests.server.conftest import Serve

PG = Namespace("https://w3id.org/pressgraph/ns#")


FOUND = """
SELECT ?kind ?label (GROUP_CONCAT(?name; separator=" ") AS ?names) WHERE {
  ?contradiction a pg:Contradiction ; pg:contradictionKind/skos:prefLabel ?kind ;
                 pg:contradictingFact ?fact ; pg:contradictingClaim ?claim .
  ?fact rdfs:label ?label ; pg:contradicts ?other .
  ?contradiction pg:contradictingFact ?other .
  GRAPH ?article { ?claim pg:states ?fact . ?article pg:name ?name }
} GROUP BY ?contradiction ?kind ?fact ?label
"""


def kinds(graph: ox.Store) -> dict[str, list[tuple[str, list[str]]]]:
    """Kind -> the label of each side with the articles on it."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    solutions = graph.query(FOUND, prefixes=terms.prefixes())
    assert isinstance(solutions, ox.QuerySolutions)
    for row in solutions:
        found.setdefault(row["kind"].value, []).append((row["label"].value, sorted(row["names"].value.split())))
    return {kind: sorted(sides) for kind, sides in found.items()}


def found_in(folder: Path, *articles: Reading) -> dict[str, list[tuple[str, list[str]]]]:
    with Store(folder / "store") as store:
        put(store, *articles)
        return kinds(published(store))


@pytest.mark.parametrize(
    ("kind", "articles"),
    [
        ("two statuses", [("2022-03-05", member("member")), ("2022-03", member("observer"))]),
        ("two statuses", [("2022-03", member("full member")), ("2022-03", member("acceding"))]),
        ("two statuses", [("2022-03", member("founding member")), ("2022-03", member("former"))]),
        # since 2015, told in 2022: also in 2019
        ("two statuses", [("2022-03", member("member", when=day("2015", "since"))), ("2019-05", member("observer"))]),
        ("two statuses", [("", member("member", when=day("2019-05"))), ("2019-05-08", member("dialogue partner"))]),
        ("imposed and lifted", [("2022-03", banned("sanction")), ("2022-03", banned("lifted"))]),
        ("imposed and lifted", [("2022-03", banned("sanction")), ("2022-03", banned("lifted", measure=""))]),
        ("asserted and denied", [("2022-03", member("member")), ("2022-03", NOT_A_MEMBER)]),
        ("asserted and denied", [("2022-03", member("full member")), ("2022-03", member("not a member"))]),
        (
            "asserted and denied",
            [("2022-03", banned("sanction")), ("2022-03", banned("sanction", factuality="denied"))],
        ),
        (
            "supported and opposed",
            [("2022-03", fact("support", ANNA, STRELSAU)), ("2022-03", fact("oppose", ANNA, STRELSAU))],
        ),
    ],
)
def test_what_cannot_both_hold_is_a_contradiction(
    tmp_path: Path, kind: str, articles: Sequence[tuple[str, Fact]]
) -> None:
    found = found_in(tmp_path, *(article(name, *given) for name, given in zip("ab", articles, strict=True)))
    assert list(found) == [kind]
    assert sorted(names for _, names in found[kind]) == [["a"], ["b"]]


@pytest.mark.parametrize(
    "articles",
    [
        [("2022-03", member("member")), ("2021-03", member("observer"))],  # it may have joined in between
        [("2022-03", member("member")), ("", member("observer"))],  # nobody knows when
        [("2022", member("member")), ("2022", member("observer"))],  # some time in the year
        [("2022-03", member("member")), ("2022-03", member("founding member"))],
        [("2022-03", member("observer")), ("2022-03", member("acceding"))],  # an observer may ask to join
        [("2022-03", member("member")), ("2022-03", member("observer", factuality="planned"))],
        [("2022-03", member("member")), ("2022-03", fact("membership", STRELSAU, LEAGUE, status="observer"))],
        # nothing ends but by a word about the same subject, object and measure
        [("2022-03", banned("sanction")), ("2022-03", banned("lifted", whom=RURITANIA))],
        [("2022-03", banned("sanction")), ("2022-03", banned("lifted", measure="fine"))],
        [("2022-03", banned("sanction")), ("2022-03", banned("lifted", who=RURITANIA))],
        # an article that tells of both tells how it changed
        [("2022-03", banned("sanction"), banned("lifted")), ("2022-03", banned("lifted"))],
        # a title before a name says nothing of when the post was held
        [("2022-03", held(ANNA)), ("2022-03", held(ANNA, "former"))],
        [("2022-03", held(ANNA)), ("2022-03", held(BELA))],
        [("2022-03", member("member", factuality="possible")), ("2022-03", NOT_A_MEMBER)],
    ],
)
def test_what_may_both_be_so_is_none(tmp_path: Path, articles: Iterable[tuple[str, *tuple[Fact, ...]]]) -> None:
    assert found_in(tmp_path, *(article(name, *given) for name, given in zip("ab", articles, strict=False))) == {}


def test_two_speakers_of_one_article_can_contradict_each_other(tmp_path: Path) -> None:
    said = {who.label: Attribution(who, "said") for who in (ANNA, BELA)}
    yes, no = member("member", attribution=said["Anna Kerekes"]), member("not a member", factuality="denied")
    both = article("a", "", yes, replace(no, attribution=said["Bela Sandor"]))
    assert list(found_in(tmp_path / "two", both)) == ["asserted and denied"]
    one = article("a", "", yes, replace(no, attribution=said["Anna Kerekes"]))
    assert found_in(tmp_path / "one", one) == {}  # she tells how it has changed


def test_the_same_fact_of_several_articles_is_one_with_a_claim_of_each(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        put(store, *(article(name, "2022-03", member("member")) for name in "abc"))
        graph = published(store)
    facts = {quad.subject for quad in graph.quads_for_pattern(None, terms.TYPE, terms.MEMBERSHIP, ox.DefaultGraph())}
    assert len(facts) == 1
    claims = list(graph.quads_for_pattern(None, terms.STATES, facts.pop(), None))
    assert len({quad.subject for quad in claims}) == len({quad.graph_name for quad in claims}) == 3


def test_a_contradiction_comes_and_goes_with_its_articles(tmp_path: Path) -> None:
    statuses = {"a": "member", "b": "observer", "c": "member"}
    is_member, observes, again = (article(name, "2022-03", member(status)) for name, status in statuses.items())
    with Store(tmp_path / "store") as store:
        put(store, is_member)
        assert kinds(published(store)) == {}
        put(store, observes)
        assert [names for _, names in kinds(published(store))["two statuses"]] == [["a"], ["b"]]
        put(store, again)
        assert sorted(names for _, names in kinds(published(store))["two statuses"]) == [["a", "c"], ["b"]]
        drop(store, is_member)
        assert sorted(names for _, names in kinds(published(store))["two statuses"]) == [["b"], ["c"]]
        put(store, article("c", "2021-03", member("member")))  # the same words, in fact published a year earlier
        graph = published(store)
        assert kinds(graph) == {}
        assert not list(graph.quads_for_pattern(None, terms.CONTRADICTS, None, None))
        assert not list(graph.quads_for_pattern(None, terms.CONTRADICTION_KIND, None, None))


def test_what_is_not_touched_stays(tmp_path: Path) -> None:
    first = [article("a", "2022-03", member("member")), article("b", "2022-03", member("observer"))]
    second = [article("c", "2022-03", banned("sanction")), article("d", "2022-03", banned("lifted"))]
    with Store(tmp_path / "store") as store:
        put(store, *first)
        store.publish()
        put(store, *second)
        assert set(kinds(published(store))) == {"two statuses", "imposed and lifted"}
        drop(store, second[0])
        assert set(kinds(published(store))) == {"two statuses"}


ARTICLES = [
    article("a", "2022-03", member("member"), banned("sanction")),
    article("b", "2022-03", member("observer"), held(ANNA)),
    article("c", "2022-03", banned("lifted"), held(BELA)),
    article("d", "2022-03", NOT_A_MEMBER),
]


def test_any_order_and_any_history_end_in_the_same_bytes(tmp_path: Path) -> None:
    seen = set()
    for number, order in enumerate(itertools.permutations(ARTICLES)):
        with Store(tmp_path / str(number)) as store:
            passing = article("x", "2022-03", held(ANNA), member("former"))
            put(store, passing)
            for one in order:
                put(store, one)
                if number % 3:
                    store.publish()
            drop(store, passing)
            lines = (published(store).dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
            seen.add(b"".join(sorted(lines)))
    assert len(seen) == 1
    assert seen.pop().count(b"#Contradiction>") == 3


def test_a_writer_that_ended_before_it_published_loses_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        put(store, ARTICLES[0])
        store.publish()
        put(store, ARTICLES[1])
    with Store(tmp_path / "store") as store:
        put(store, ARTICLES[3])
        assert {"two statuses", "asserted and denied"} == set(kinds(published(store)))


def test_other_rules_look_at_every_fact_again(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        put(store, *ARTICLES)
        store.publish()
        store.update("DELETE WHERE { ?c <https://w3id.org/pressgraph/ns#contradictionKind> ?kind }")
        store.publish()
    (tmp_path / "store" / "contradictions").write_text("of another version")
    with Store(tmp_path / "store") as store:
        assert len(kinds(published(store))) == 3


def test_a_graph_with_contradictions_is_well_formed(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        put(store, *ARTICLES)
        graph = published(store)
    merged = Graph()
    for quad in graph:
        merged.parse(data=f"{quad.triple} .", format="nt")
    conforms, _, report = validate(merged, shacl_graph=Graph().parse(terms.HERE / "shapes.ttl"))
    assert conforms, report


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (("2022-03-01", "2022-03-31", False), ("2022-03-31", "2022-04-20", False), True),
        (("2022-03-01", "2022-03-30", False), ("2022-03-31", "2022-04-20", False), False),
        (("2022-01-01", "2022-12-31", False), ("2022-03-31", "2022-03-31", False), False),
        (("2022-01-01", "2022-12-31", True), ("2022-03-31", "2022-03-31", False), True),
        (("2022-01-01", "2022-12-31", True), ("2021-01-01", "2022-06-30", False), False),
        (("2022-01-01", "2022-12-31", True), ("2021-01-01", "2022-06-30", True), True),
    ],
)
def test_times_overlap_where_that_is_certain_or_nearly(
    one: tuple[str, str, bool], other: tuple[str, str, bool], overlap: bool
) -> None:
    first, second = (Time(date.fromisoformat(a), date.fromisoformat(b), whole) for a, b, whole in (one, other))
    within = timedelta(days=31)
    assert first.overlaps(second, within) == second.overlaps(first, within) == overlap


def test_the_page_of_a_fact_names_what_cannot_hold_beside_it_and_so_does_its_rdf(serve: Serve, tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        put(store, *ARTICLES)
        (fact,) = {quad.subject for quad in published(store).quads_for_pattern(None, terms.CONTRADICTS, None)} & {
            quad.subject for quad in published(store).quads_for_pattern(None, terms.TYPE, terms.SANCTION)
        }
    path = str(fact.value).removeprefix("https://w3id.org/pressgraph")
    server = serve(tmp_path / "store")
    page = server.ask(path, headers={"Accept": "text/html"})
    assert "What cannot hold beside it" in page.text
    assert "imposed and lifted" in page.text
    found = Graph().parse(data=server.ask(path, headers={"Accept": "text/turtle"}).text)
    assert {str(kind).rpartition("#")[2] for kind in found.objects(None, PG.contradictionKind)} == {
        "imposed-and-lifted"
    }
    assert len(set(found.objects(None, PG.contradictingClaim))) == 2
