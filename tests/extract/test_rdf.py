"""The graph of a reading: well-formed, whole, the same every time, and careful about what it asserts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph

from extract import rdf
from extract.article import (
    Article,
    Attribution,
    Entity,
    Evidence,
    Fact,
    Link,
    Mention,
    Party,
    Quote,
    Reading,
    Span,
    When,
)
from ontology import iris, terms
from tests import readings
from tests.reports import with_a_contradiction

PREFIXES = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in terms.prefixes().items())
TEXT = "Ruritania has joined the Zenda League. Its envoy met Strelsau's mayor last month."
RURITANIA = Entity("country/ruritania", "Ruritania", "country")
LEAGUE = Entity("organisation/zenda-league", "Zenda League", "organisation")


@pytest.fixture(scope="module")
def seeds() -> tuple[Reading, Reading]:
    return readings.seeds()


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(terms.HERE / "shapes.ttl")


def lines(quads: Iterable[ox.Quad]) -> list[str]:
    return sorted(str(quad) for quad in quads)


def whole(found: Iterable[Reading]) -> list[str]:
    return sorted({line for reading in found for line in lines(rdf.quads(reading, run=readings.RUN))})


def store(*found: Reading) -> ox.Store:
    store = ox.Store()
    for reading in found:
        store.extend(rdf.quads(reading, run=readings.RUN))
    return store


def as_rdflib(quads: Iterable[ox.Quad]) -> Graph:
    triples = (ox.Triple(q.subject, q.predicate, q.object) for q in quads)
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return Graph().parse(data=text.decode(), format="nt")


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return [tuple(value.value if value is not None else "" for value in row) for row in solutions]  # type: ignore[union-attr]


def ask(store: ox.Store, pattern: str) -> bool:
    return bool(store.query(f"{PREFIXES} ASK {{ {pattern} }}"))


def reading(*facts: Fact, mentions: tuple[Mention, ...] = (), name: str = "zenda", text: str = TEXT) -> Reading:
    return Reading(Article(name, text), mentions, (), facts)


def membership(**changes: object) -> Fact:
    span = Span(0, 38)
    fact = Fact(
        "membership",
        Party("Ruritania", "Ruritania", entity=RURITANIA),
        Party("Zenda League", "Zenda League", entity=LEAGUE),
        Evidence(span, span.of(TEXT)),
        relation="joined",
        status="member",
        confidence_parts=(("path", 0.9), ("parse", 0.5)),
    )
    return replace(fact, **changes)  # type: ignore[arg-type]


# Well-formed


def test_the_seeds_graphs_and_their_merged_graph_keep_to_the_shapes(seeds: tuple[Reading, ...], shapes: Graph) -> None:
    for quads in (
        [quad for seed in seeds for quad in rdf.graph(seed, run=readings.RUN)],
        [quad for seed in seeds for quad in rdf.merged(seed)],
    ):
        conforms, _, report = pyshacl.validate(as_rdflib(quads), shacl_graph=shapes)
        assert conforms, report


BREAKS: dict[str, tuple[str, Callable[[str], str]]] = {
    "a claim without evidence": ("A claim has evidence", lambda text: without(text, "ns#evidence>")),
    "a claim without words": ("A claim has the words", lambda text: without(text, "ns#sentence>")),
    "a confidence over one": ("A claim has a confidence", lambda text: text.replace('"0.45"', '"1.45"')),
    "a claim by no run": ("A claim names the run", lambda text: without(text, "wasGeneratedBy>")),
    "a fact without a subject": ("A fact has one subject", lambda text: without(text, "ns#subject>")),
    "a membership without a status": ("A membership says as what", lambda text: without(text, "ns#status>")),
    "an entity without a name": ("An entity has a name", lambda text: without(text, '"Ruritania"@en')),
    "an article without its text": ("schema:articleBody", lambda text: without(text, "articleBody>")),
    "evidence that ends before it starts": ("Evidence starts before", lambda text: text.replace('"38"^^', '"-1"^^')),
    "an entity linked and not": (
        "OrConstraintComponent",
        lambda text: (
            text
            + f"<{iris.Iris().entity(RURITANIA.id)}> {terms.SAME_AS} <{iris.wikidata('Q1')}> .\n"
            + f"<{iris.Iris().entity(RURITANIA.id)}> {terms.CLOSE_MATCH} <{iris.wikidata('Q2')}> .\n"
        ),
    ),
}


def without(text: str, part: str) -> str:
    kept = [line for line in text.splitlines(keepends=True) if part not in line]
    assert len(kept) < len(text.splitlines()), part
    return "".join(kept)


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_graph_does_not_keep_to_the_shapes(name: str, shapes: Graph) -> None:
    whole = as_rdflib(rdf.graph(reading(membership()), run=readings.RUN)).serialize(format="nt")
    assert pyshacl.validate(Graph().parse(data=whole, format="nt"), shacl_graph=shapes)[0]
    message, broken = BREAKS[name]
    conforms, _, report = pyshacl.validate(Graph().parse(data=broken(whole), format="nt"), shacl_graph=shapes)
    assert not conforms
    assert message in report


def test_a_quote_without_a_speaker_does_not_keep_to_the_shapes(seeds: tuple[Reading, ...], shapes: Graph) -> None:
    text = as_rdflib(rdf.merged(seeds[1])).serialize(format="nt")
    broken = without(text, "ns#speaker>")
    assert not pyshacl.validate(Graph().parse(data=broken, format="nt"), shacl_graph=shapes)[0]


# The same every time


def test_the_same_articles_read_twice_in_any_order_give_the_same_quads(seeds: tuple[Reading, ...]) -> None:
    again = readings.seeds()
    shuffled = [
        replace(seed, facts=seed.facts[::-1], mentions=seed.mentions[::-1], quotes=seed.quotes[::-1])
        for seed in again[::-1]
    ]
    assert whole(seeds) == whole(again) == whole(shuffled)


def test_there_are_no_blank_nodes_and_no_quad_comes_twice(seeds: tuple[Reading, ...]) -> None:
    for seed in seeds:
        found = lines(rdf.quads(seed, run=readings.RUN))
        assert len(found) == len(set(found))
        assert not [line for line in found if "_:" in line.partition('"')[0]]


def test_what_is_merged_is_in_the_articles_graph_too(seeds: tuple[Reading, ...]) -> None:
    for seed in seeds:
        own = {ox.Triple(q.subject, q.predicate, q.object) for q in rdf.graph(seed, run=readings.RUN)}
        merged = {ox.Triple(q.subject, q.predicate, q.object) for q in rdf.merged(seed)}
        assert merged
        assert merged < own


def test_the_base_changes_every_iri_and_no_digest(seeds: tuple[Reading, ...]) -> None:
    here = lines(rdf.quads(seeds[0], run=readings.RUN))
    there = lines(rdf.quads(seeds[0], base="http://localhost:8000", run=readings.RUN))
    assert sorted(line.replace("http://localhost:8000/", iris.DEFAULT_BASE + "/") for line in there) == here


def test_another_run_changes_the_run_alone() -> None:
    one, other = (as_rdflib(rdf.graph(reading(membership()), run=rdf.Run("1", model=m))) for m in ("a", "b"))
    for triple in one ^ other:
        assert "/run/" in " ".join(triple)


# One fact, many claims


def test_two_articles_that_report_the_same_share_the_fact_and_make_a_claim_each() -> None:
    both = store(reading(membership(), name="one"), reading(membership(relation="is in"), name="two", text=TEXT + "!"))
    assert len(rows(both, "SELECT ?f { ?f a pg:Membership }")) == 1
    assert len(rows(both, "SELECT ?c { GRAPH ?g { ?c pg:states ?f } }")) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "observer"},
        {"when": When("in 1894", None, date(1894, 1, 1), date(1894, 12, 31), "year")},
        {"subject": Party("Strelsau", "Strelsau", entity=Entity("city/strelsau", "Strelsau", "city"))},
        {"subject": Party("three envoys", "three envoys")},
        {"type": "part_of"},
        {"factuality": "denied"},
    ],
)
def test_facts_that_differ_in_what_counts_are_two(changes: dict[str, object]) -> None:
    both = store(reading(membership(), membership(**changes)))
    assert len(rows(both, "SELECT ?f { ?f a pg:Fact }")) == 2


@pytest.mark.parametrize(
    "changes",
    [{"relation": "is in"}, {"factuality": "possible"}, {"confidence_parts": (("path", 0.1),)}, {"when": When("once")}],
)
def test_facts_that_differ_in_how_they_are_told_are_one(changes: dict[str, object]) -> None:
    both = store(reading(membership(), membership(**changes)))
    assert len(rows(both, "SELECT ?f { ?f a pg:Fact }")) == 1


def test_sanctions_are_told_apart_by_their_measure() -> None:
    ban, fine = (membership(type="sanction", status="", attributes=(("measure", m),)) for m in ("ban", "fine"))
    both = store(reading(ban, fine))
    assert {m for (m,) in rows(both, "SELECT ?m { ?f pg:measure/skos:prefLabel ?m }")} == {"ban", "fine"}
    assert len(rows(both, "SELECT ?f { ?f a pg:Sanction }")) == 2


@pytest.mark.parametrize(
    ("relation", "measure"),
    [
        ("has banned", "ban"),
        ("was suspended by", "suspension"),
        ("withdrew", "withdrawal"),
        ("largely froze out", "exclusion"),
        ("imposed sanctions on", "sanctions"),
        ("stripped", "stripping"),
        ("refinanced the bank", ""),
    ],
)
def test_the_verb_phrase_of_a_sanction_tells_its_measure(relation: str, measure: str) -> None:
    found = store(reading(membership(type="sanction", status="", relation=relation)))
    assert rows(found, "SELECT ?m { ?f pg:measure/skos:prefLabel ?m }") == ([(measure,)] if measure else [])


def test_a_measure_that_is_given_goes_before_what_the_words_tell() -> None:
    fine = membership(type="sanction", status="", relation="banned", attributes=(("measure", "fine"),))
    assert rows(store(reading(fine)), "SELECT ?m { ?f pg:measure/skos:prefLabel ?m }") == [("fine",)]


def test_a_described_party_stays_with_its_article() -> None:
    envoys = membership(subject=Party("three envoys", "three envoys"))
    both = store(reading(envoys, name="one"), reading(envoys, name="two"))
    found = rows(both, "SELECT ?party ?name { ?f pg:member ?party . ?party a pg:Description ; rdfs:label ?name }")
    assert len(found) == 2
    assert {name for _, name in found} == {"three envoys"}
    assert not ask(both, "?party a pg:Description, pg:Entity")


def test_the_surer_of_two_readings_of_one_place_is_kept() -> None:
    less = membership(confidence_parts=(("path", 0.2),), path="b")
    found = store(reading(less, membership(path="a")))
    assert rows(found, "SELECT ?c ?p { GRAPH ?g { ?x pg:confidence ?c ; pg:path ?p } }") == [("0.45", "a")]


# What is asserted


def speaker(entity: Entity | None) -> Attribution:
    return Attribution(speaker=Party("somebody", "somebody", entity=entity), cue="said")


@pytest.mark.parametrize(
    ("changes", "plain"),
    [
        ({}, True),
        ({"factuality": "denied"}, False),
        ({"factuality": "planned"}, False),
        ({"factuality": "possible"}, False),
        ({"attribution": speaker(LEAGUE)}, False),
        ({"attribution": speaker(None)}, False),
        ({"attribution": speaker(RURITANIA)}, True),  # the subject's own word
        ({"attribution": Attribution(medium=Party("TASS", "TASS"))}, True),
    ],
)
def test_a_plain_triple_stands_only_where_the_article_asserts_it(changes: dict[str, object], plain: bool) -> None:
    found = store(reading(membership(**changes)))
    assert ask(found, "?one pg:memberOf ?other") is plain
    assert ask(found, "?fact a pg:Membership")
    assert ask(found, "GRAPH ?g { ?claim pg:states ?fact ; pg:factuality ?how }")


@pytest.mark.parametrize(
    ("status", "links"),
    [
        ("member", {"memberOf"}),
        ("", {"memberOf"}),
        ("founding member", {"memberOf", "foundingMemberOf"}),
        ("observer", {"observerOf"}),
        ("former", {"formerMemberOf"}),
        ("suspended", {"suspendedFrom"}),
        ("not a member", set()),
        ("honorary", set()),
    ],
)
def test_the_plain_triple_says_as_what(status: str, links: set[str]) -> None:
    found = store(reading(membership(status=status)))
    query = "SELECT ?p { ?one ?p ?other . ?one rdfs:label 'Ruritania'@en . ?other a pg:Organisation }"
    assert {p.removeprefix(iris.VOCABULARY) for (p,) in rows(found, query)} == links


def test_a_status_that_no_file_knows_becomes_a_concept() -> None:
    found = store(reading(membership(status="Honorary guest")))
    query = "SELECT ?s ?label { ?f pg:status ?s . ?s skos:prefLabel ?label ; skos:inScheme ?scheme }"
    assert rows(found, query) == [(iris.concept("status", "honorary guest"), "honorary guest")]


def test_a_type_without_a_frame_file_is_a_plain_fact() -> None:
    found = store(reading(membership(type="kinship")))
    assert ask(
        found, "?f a pg:Fact ; pg:subject ?s ; pg:object ?o ; rdfs:label 'Ruritania – kinship – Zenda League'@en"
    )
    assert not ask(found, "?one pg:memberOf ?other")


def test_a_meeting_in_a_place_is_no_meeting_with_it() -> None:
    strelsau = Party("Strelsau", "Strelsau", entity=Entity("city/strelsau", "Strelsau", "city"))
    found = store(reading(membership(type="meeting", status="", object=strelsau)))
    assert ask(found, "?league pg:metIn ?city")
    assert not ask(found, "?league pg:met ?city")


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"status": "observer"}, "Ruritania: observer of Zenda League"),
        ({"type": "position", "status": "", "role": "envoy"}, "Ruritania: envoy, Zenda League"),
        ({"type": "position", "status": "former", "role": "envoy", "object": None}, "Ruritania: former envoy"),
        ({"type": "sanction", "status": ""}, "Ruritania sanctions Zenda League"),
        (
            {"type": "sanction", "status": "", "attributes": (("measure", "ban"),)},
            "Ruritania sanctions Zenda League: ban",
        ),
        ({"type": "founded", "status": "", "object": None}, "Ruritania founded"),
        ({"type": "event", "status": "", "relation": "joins"}, "Ruritania joins Zenda League"),
    ],
)
def test_a_fact_has_a_label_that_reads_as_a_phrase(changes: dict[str, object], label: str) -> None:
    found = store(reading(membership(**changes)))
    assert rows(found, "SELECT ?label { ?f a pg:Fact ; rdfs:label ?label }") == [(label,)]


# Claims


def test_evidence_is_the_characters_of_the_text_and_the_words(seeds: tuple[Reading, ...]) -> None:
    both = store(*seeds)
    found = rows(
        both,
        """SELECT ?text ?start ?end ?words ?before ?after { GRAPH ?article {
             ?claim pg:evidence ?e . ?e oa:hasSource ?article ; oa:hasSelector ?position, ?quote .
             ?position oa:start ?start ; oa:end ?end .
             ?quote oa:exact ?words ; oa:prefix ?before ; oa:suffix ?after .
             ?article schema:articleBody ?text } }""",
    )
    assert len(found) == sum(len(seed.facts) for seed in seeds)
    for text, start, end, words, before, after in found:
        assert text[int(start) : int(end)] == words
        assert before + words + after in text


def test_a_claim_names_its_confidence_and_the_parts_of_it() -> None:
    found = store(reading(membership()))
    assert rows(found, "SELECT ?c { GRAPH ?g { ?x pg:confidence ?c } }") == [("0.45",)]
    parts = rows(
        found, "SELECT ?n ?v { GRAPH ?g { ?x pg:confidencePart ?p . ?p pg:partName ?n ; pg:partValue ?v } } ORDER BY ?n"
    )
    assert parts == [("parse", "0.5"), ("path", "0.9")]


def test_a_claim_says_whose_word_it_is_and_through_whom() -> None:
    tass = Party("TASS", "TASS", entity=Entity("outlet/tass", "TASS", "outlet"))
    said = Attribution(speaker=Party("an envoy", "an envoy"), cue="according to", medium=tass)
    found = store(reading(membership(attribution=said)))
    query = """SELECT ?who ?through ?cue { GRAPH ?g {
        ?c pg:attributedTo/rdfs:label ?who ; pg:medium/rdfs:label ?through ; pg:cue ?cue } }"""
    assert rows(found, query) == [("an envoy", "TASS", "according to")]


def test_quotes_are_the_object_of_said_and_lead_to_the_sentence(seeds: tuple[Reading, ...]) -> None:
    both = store(*seeds)
    query = """SELECT ?words ?sentence ?medium { ?who rdfs:label "Mikhail Mishustin"@en ; pg:said ?quote .
        ?quote a schema:Quotation ; pg:text ?words . ?fact pg:quote ?quote .
        GRAPH ?g { ?claim pg:states ?fact ; pg:sentence ?sentence
            OPTIONAL { ?claim pg:medium/rdfs:label ?medium } } }"""
    found = rows(both, query)
    assert len(found) == 6
    assert all(words in sentence for words, sentence, _ in found)
    assert "TASS" in {medium for _, _, medium in found}


def test_the_same_words_of_two_speakers_are_two_quotes() -> None:
    def said(entity: Entity) -> Fact:
        span = Span(0, 9)
        quote = Quote(span, "Ruritania", "mixed", Span(0, 38))
        return Fact("quote", Party(entity.label, "", entity=entity), None, Evidence(span, "Ruritania"), quote=quote)

    both = store(reading(said(RURITANIA), said(LEAGUE)))
    assert len(rows(both, "SELECT ?q { ?q a pg:Quote }")) == 2


# Time


def test_a_resolved_time_stands_on_the_fact() -> None:
    when = When("in May 1894", None, date(1894, 5, 1), date(1894, 5, 31), "month", "since", True)
    found = store(reading(membership(when=when)))
    query = "SELECT ?a ?b ?m ?r { ?f pg:earliest ?a ; pg:latest ?b ; pg:when ?m ; pg:timeRelation ?r }"
    assert rows(found, query) == [("1894-05-01", "1894-05-31", "1894-05", "since")]
    assert ask(found, "?f pg:timeInferred true")


def test_an_unresolved_time_is_kept_as_words_on_the_claim() -> None:
    found = store(reading(membership(when=When("last month"))))
    assert not ask(found, "?f pg:earliest|pg:latest|pg:when ?any")
    assert ask(found, "GRAPH ?g { ?c pg:timeText 'last month'@en ; pg:timeResolved false }")


def test_known_to_hold_is_no_start() -> None:
    when = When("", None, date(2023, 3, 1), date(2023, 3, 31), "month", "known", True)
    found = store(reading(membership(when=when)))
    assert not ask(found, "?f pg:earliest ?any")
    assert ask(found, "GRAPH ?g { ?c pg:knownAt '2023-03-31'^^xsd:date }")


def test_an_inferred_date_of_publication_is_marked_and_not_given_as_published(seeds: tuple[Reading, ...]) -> None:
    both = store(*seeds)
    query = """SELECT ?name ?from ?to { GRAPH ?a { ?a pg:name ?name ; pg:publicationInferred true ;
        pg:publishedEarliest ?from ; pg:publishedLatest ?to } } ORDER BY ?name"""
    assert rows(both, query) == [("seed0", "2023-03-01", "2023-03-31"), ("seed1", "2022-10-01", "2022-11-30")]
    assert not ask(both, "GRAPH ?a { ?a schema:datePublished ?date }")


def test_a_given_date_of_publication_is_published() -> None:
    when = When("1894-05-02", None, date(1894, 5, 2), date(1894, 5, 2), "day")
    found = store(Reading(Article("zenda", TEXT, published=when)))
    assert ask(found, "GRAPH ?a { ?a schema:datePublished '1894-05-02'^^xsd:date ; pg:publicationInferred false }")


# Entities, links


def test_a_linked_entity_leads_out_and_an_unlinked_one_does_not(seeds: tuple[Reading, ...]) -> None:
    both = store(*seeds)
    assert ask(
        both, "?russia owl:sameAs wd:Q159 ; a pg:Country, schema:Country, pg:Entity ; schema:identifier 'ioc:RUS'"
    )
    assert ask(both, "?sco skos:altLabel 'SCO' ; a org:Organization")
    assert ask(both, "?athletes pg:groupOf ?russia . ?russia owl:sameAs wd:Q159")
    assert not ask(both, "?k rdfs:label 'Bakhtiyor Khakimov'@en ; owl:sameAs|skos:closeMatch ?any")


def test_a_link_with_a_quotation_mark_in_it_is_still_a_link() -> None:
    union = Entity("Q1", "Union", "organisation", same_as=('http://dbpedia.org/resource/Union_"Fatherland"',))
    found = store(reading(membership(object=Party("Union", "Union", entity=union))))
    assert rows(found, "SELECT ?o { ?u owl:sameAs ?o }") == [("http://dbpedia.org/resource/Union_%22Fatherland%22",)]


def test_too_close_to_call_is_a_close_match_never_the_same(seeds: tuple[Reading, ...]) -> None:
    both = store(*seeds)
    assert ask(both, "?iba rdfs:label 'International Boxing Association'@en ; skos:closeMatch wd:Q743239")
    assert not ask(both, "?iba skos:closeMatch ?any ; owl:sameAs ?other")


def test_a_link_shows_its_reasons_and_all_its_places() -> None:
    link = Link("exact", 0.9, 0.25, (("prior", 0.9), ("type agrees", 1.0)), "t0")
    mentions = tuple(
        Mention(Span(start, start + 9), "Ruritania", "Location", "name", 0, 1, 0, 0, RURITANIA, link)
        for start in (0, 40)
    )
    found = store(reading(mentions=mentions))
    query = """SELECT ?method ?score ?margin ?version ?kind { GRAPH ?a {
        ?m a pg:Mention ; pg:mentionedIn ?a ; pg:refersTo ?e ;
        pg:method ?method ; pg:score ?score ; pg:margin ?margin ; pg:tableVersion ?version ; pg:mentionKind ?kind } }"""
    assert rows(found, query) == [("exact", "0.9", "0.25", "t0", "name")]
    assert rows(found, "SELECT ?at { GRAPH ?a { ?m pg:mentionStart ?at } } ORDER BY ?at") == [("0",), ("40",)]
    parts = "SELECT ?n { GRAPH ?a { ?m pg:scorePart/pg:partName ?n } } ORDER BY ?n"
    assert rows(found, parts) == [("prior",), ("type agrees",)]


def test_a_place_that_names_an_entity_leads_to_it() -> None:
    strelsau = Entity("city/strelsau", "Strelsau", "city")
    mention = Mention(Span(53, 61), "Strelsau", "Location", "name", 0, 1, 0, 0, strelsau)
    fact = membership(attributes=(("place", "Strelsau"), ("colour", "red"), ("count", "3")))
    found = store(reading(fact, mentions=(mention,)))
    assert ask(found, "?f pg:placeName 'Strelsau'@en ; pg:place ?city ; pg:count 3 . ?city a pg:City")
    assert ask(found, "?f pg:detail 'colour: red'@en")


@pytest.mark.parametrize("language", ["en", "en-GB", "en_US", "klingon language", ""])
def test_any_language_gives_rdf_that_parses(language: str) -> None:
    found = replace(reading(membership()), article=Article("zenda", TEXT, language=language))
    text = ox.serialize(rdf.graph(found, run=readings.RUN), format=ox.RdfFormat.N_QUADS)
    assert text is not None
    assert list(ox.parse(text, format=ox.RdfFormat.N_QUADS))


# The example questions


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    return with_a_contradiction(tmp_path_factory.mktemp("graph"))


@pytest.mark.parametrize("path", sorted((terms.HERE / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_every_example_question_opens_with_its_words_and_has_an_answer(path: Path, graph: ox.Store) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(text.splitlines()[0]) > 20
    solutions = graph.query(text)
    assert isinstance(solutions, ox.QuerySolutions)
    found = list(solutions)
    assert found
    assert len({str(row) for row in found}) == len(found), "a row comes twice"


def test_the_members_question_tells_statuses_and_sentences(seeds: tuple[Reading, ...]) -> None:
    text = (terms.HERE / "queries" / "members.rq").read_text(encoding="utf-8")
    found = {(m, s, sentence[:11]) for m, s, sentence, _ in rows(store(*seeds), text.replace("PREFIX", "#"))}
    assert ("Russia", "member", "The SCO, a ") in found
    assert ("Mongolia", "observer", "Afghanistan") in found
    assert ("Sri Lanka", "dialogue partner", "Afghanistan") in found
