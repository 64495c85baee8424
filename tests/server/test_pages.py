"""The pages, and the RDF behind each, from a server that runs over the graph of the two seeds."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest

from extract import rdf
from extract.article import Reading
from ontology import terms
from ontology.iris import DEFAULT_BASE, Iris
from server import queries, vocabulary
from server.routes.entity import sections
from server.store import Store
from tests import readings
from tests.server.conftest import Running, Serve

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SCO, RUSSIA, IBA = "/entity/Q485207", "/entity/Q159", "/entity/sport_body/international-boxing-association"
VOID = {"meta", "link", "input", "img", "br", "rect", "hr"}


class Page(HTMLParser):
    """A page, read strictly: every element closed in order, its links, ids and text kept."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.links += [value for name in ("href", "src", "action") if (value := given.get(name)) is not None]
        if identity := given.get("id"):
            assert identity not in self.ids, identity
            self.ids.append(identity)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
    path = tmp_path_factory.mktemp("pages") / "store"
    add(path, *readings.seeds())
    return serve(path)


def add(path: Path, *found: Reading, base: str = DEFAULT_BASE) -> None:
    """Put readings into the store at `path` and publish it."""
    with Store(path) as store:
        for reading in found:
            article = Iris(base).article(reading.article.name, reading.article.digest)
            store.replace(article, rdf.quads(reading, base=base, run=readings.RUN))
        store.publish()


def page(server: Running, path: str, status: int = 200) -> Page:
    reply = server.ask(path, headers=BROWSER)
    assert reply.status == status, reply.text
    assert reply.headers["content-type"].startswith("text/html")
    return Page(reply.text)


def article(name: str) -> str:
    reading = readings.seed(name).article
    return Iris("").article(reading.name, reading.digest)


def one_fact(server: Running, words: str) -> str:
    found = re.search(
        rf'href="(/fact/[0-9a-f]+)">{re.escape(words)}', server.ask(article("seed1"), headers=BROWSER).text
    )
    assert found, words
    return found[1]


def named_rows(store: ox.Store, name: str, entity: str) -> list[dict[str, ox.NamedNode | ox.Literal]]:
    found = store.query(queries.text(name), substitutions={ox.Variable("entity"): ox.NamedNode(entity)})
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in found]  # type: ignore[misc]


# Pages


def test_the_start_page_says_what_the_graph_holds_and_where_to_begin(server: Running) -> None:
    home = page(server, "/")
    assert "articles 2 " in home.text
    assert "Who belongs to the Shanghai Cooperation Organisation" in home.text
    assert SCO in home.links
    assert article("seed0") in home.links
    assert "March 2023 (inferred)" in home.text


def test_the_start_page_of_an_empty_graph_says_how_to_fill_it(serve: Serve, tmp_path: Path) -> None:
    add(tmp_path / "store")
    home = page(serve(tmp_path / "store", workers="1"), "/")
    assert "pressgraph build" in home.text


def test_the_start_page_counts_anew_when_the_graph_has_changed(serve: Serve, tmp_path: Path) -> None:
    first, second = readings.seeds()
    path = tmp_path / "store"
    add(path, first)
    running = serve(path, workers="1")
    assert "articles 1 " in page(running, "/").text
    assert "articles 1 " in page(running, "/").text
    add(path, second)
    assert "articles 2 " in page(running, "/").text


def test_an_entity_page_shows_its_facts_with_their_sentences_and_articles(server: Running) -> None:
    sco = page(server, SCO)
    assert "Afghanistan and Mongolia are also observers" in sco.text
    assert "dialogue partner" in sco.text
    assert "/entity/Q889" in sco.links
    assert any(link.startswith(article("seed1") + "#at-") for link in sco.links)
    assert any(link.startswith("/fact/") for link in sco.links)
    assert "http://www.wikidata.org/entity/Q485207" in sco.links
    assert {"Wikidata", "DBpedia"} <= set(sco.words)


def test_links_to_a_place_in_an_article_lead_to_a_place_that_is_there(server: Running) -> None:
    for path in (SCO, RUSSIA, "/entity/Q4298520"):
        for link in page(server, path).links:
            target, _, place = link.partition("#")
            if target.startswith("/article/") and place:
                assert place in page(server, target).ids


def test_facts_that_the_same_sentence_states_are_one_group() -> None:
    store = ox.Store()
    for reading in readings.seeds():
        store.extend(rdf.quads(reading, run=readings.RUN))
    facts, claims = (named_rows(store, name, Iris().entity("Q485207")) for name in ("entity_facts", "entity_claims"))
    found = sections(facts, claims)
    membership = next(section for section in found if section.title == "membership")
    partners = [group for group in membership.groups if group.phrase == "dialogue partner"]
    assert max(len(group.parties) for group in partners) == 9
    assert membership.role == "member"
    shown = [party.fact for section in found for group in section.groups for party in group.parties]
    assert len(shown) == len(set(shown))


def test_an_entity_that_was_too_close_to_call_shows_its_candidates_as_such(server: Running) -> None:
    iba = page(server, IBA)
    assert "perhaps wd:Q743239" in iba.text
    assert "Wikidata" not in iba.words


def test_an_article_page_holds_the_whole_text_with_its_evidence_marked(server: Running) -> None:
    reading = readings.seed("seed1")
    reply = server.ask(article("seed1"), headers=BROWSER)
    shown = Page(reply.text)
    assert "".join(reading.article.text.split()) in "".join("".join(shown.words).split())
    assert reply.text.count('class="evidence"') > 20
    assert f"What it states {len(reading.facts)}" in shown.text
    assert {link for link in shown.links if link.startswith("#")} <= {"#" + i for i in shown.ids}
    assert RUSSIA in shown.links


def test_a_fact_page_shows_who_says_so_how_surely_and_why_the_names_mean_what_they_mean(server: Running) -> None:
    fact = page(server, one_fact(server, "Afghanistan: observer of"))
    assert "Who says so 2" in fact.text
    assert "pg:observerOf" in fact.text
    assert "parse 0.98" in fact.text
    assert "path 0.95" in fact.text
    assert "acronym" in fact.text
    assert "Pressgraph 0.1.0" in fact.text


def test_a_quoted_fact_shows_the_words_the_speaker_and_the_medium(server: Running) -> None:
    fact = page(server, one_fact(server, "Mikhail Mishustin: “Together we must fight"))
    assert "Together we must fight any attempts to destroy the lofty principles of Olympism." in fact.text
    assert "through TASS" in fact.text


def test_a_claim_and_a_quote_lead_people_to_their_fact(server: Running) -> None:
    fact = one_fact(server, "Mikhail Mishustin: “Together we must fight")
    text = server.ask(fact + ".nt").text
    claim = re.search(r"<https://w3id.org/pressgraph(/claim/[0-9a-f]+)>", text)
    quote = re.search(r"<https://w3id.org/pressgraph(/quote/[0-9a-f]+)>", text)
    assert claim
    assert quote
    for path in (claim[1], quote[1]):
        shown = page(server, path)  # after the redirection
        assert "Together we must fight" in shown.text
        assert list(ox.parse(server.ask(path, headers={"Accept": "text/turtle"}).body, ox.RdfFormat.TURTLE))


def test_a_run_has_a_page(server: Running) -> None:
    fact = page(server, one_fact(server, "Afghanistan: observer of"))
    run = next(link for link in fact.links if link.startswith("/run/"))
    assert "software version 0.1.0" in page(server, run).text


def test_search_finds_entities_by_any_name_and_sentences_by_their_words(server: Running) -> None:
    assert SCO in page(server, "/search?q=sco").links
    found = page(server, "/search?q=principles+of+OLYMPISM")
    assert "destroy the lofty principles of Olympism" in found.text
    assert any(link.startswith("/fact/") for link in found.links)
    assert "No name holds these words" in page(server, "/search?q=zzzz").text
    page(server, "/search")


@pytest.mark.parametrize("words", ['"', "'", "\\", "<script>alert(1)</script>", "}", "%00", "%F0%9F%97%9E", "a" * 3000])
def test_no_words_break_the_search_or_get_into_the_page_unescaped(server: Running, words: str) -> None:
    reply = server.ask(
        "/search?q=" + words.replace("<", "%3C").replace(">", "%3E").replace('"', "%22"), headers=BROWSER
    )
    assert reply.status == 200
    assert "<script>alert" not in reply.text


def test_the_query_page_offers_every_example_and_works_as_a_form(server: Running) -> None:
    shown = page(server, "/query")
    examples = [link for link in shown.links if "example=" in link]
    assert len(examples) == len(list((terms.HERE / "queries").glob("*.rq")))
    assert "/sparql" in shown.links
    assert "pg:Membership" in page(server, "/query?example=members").text
    assert "ASK { }" in page(server, "/sparql?query=ASK%20%7B%20%7D").text


def test_every_link_within_the_server_leads_somewhere(server: Running) -> None:
    start = ["/", SCO, article("seed0"), one_fact(server, "Afghanistan: observer of"), "/ns", "/query"]
    links = {link.partition("#")[0] for path in start for link in page(server, path).links}
    local = sorted(link for link in links if link.startswith("/") and "/vendor/" not in link)
    assert len(local) > 60
    for link in local:
        assert server.ask(link, headers=BROWSER).status == 200, link


def test_no_page_fetches_anything_from_elsewhere(server: Running) -> None:
    for path in ("/", SCO, article("seed0"), "/query", "/ns", "/search?q=sco"):
        text = server.ask(path, headers=BROWSER).text
        assert not re.findall(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//', text)
        assert not re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="(?:https?:)?//', text)


def test_the_picture_of_an_entity_is_data_that_a_name_cannot_break_out_of(server: Running) -> None:
    text = server.ask(SCO, headers=BROWSER).text
    found = re.search(r'<script type="application/json" id="picture-data">(.*?)</script>', text, re.DOTALL)
    if found is None:
        pytest.skip("the JavaScript of the pages is not laid out; make web does it")
    drawn = json.loads(found[1])
    nodes = {element["data"]["id"] for element in drawn if "id" in element["data"]}
    edges = [element["data"] for element in drawn if "source" in element["data"]]
    assert len(edges) > 20
    assert all({edge["source"], edge["target"]} <= nodes for edge in edges)


@pytest.mark.parametrize(
    "path",
    ["/entity/Q1", "/entity/person/nobody", "/article/x-0", "/fact/0", "/claim/0", "/quote/0", "/run/0", "/ns/nope"],
)
def test_what_is_not_in_the_graph_is_404_for_people_and_machines(server: Running, path: str) -> None:
    assert "Not in the graph" in page(server, path, 404).text
    assert server.ask(path, headers={"Accept": "text/turtle"}).status == 404


# RDF


@pytest.mark.parametrize("path", [SCO, RUSSIA, "/ns", "/ns/status", "/ns/shapes"])
@pytest.mark.parametrize(
    ("suffix", "form"), [("ttl", "TURTLE"), ("nt", "N_TRIPLES"), ("rdf", "RDF_XML"), ("jsonld", "JSON_LD")]
)
def test_a_suffix_and_an_accept_header_give_the_same_rdf(server: Running, path: str, suffix: str, form: str) -> None:
    syntax = getattr(ox.RdfFormat, form)
    by_suffix = server.ask(f"{path}.{suffix}")
    by_header = server.ask(path, headers={"Accept": syntax.media_type})
    assert by_suffix.status == by_header.status == 200
    assert by_suffix.headers["content-type"].partition(";")[0] == by_header.headers["content-type"].partition(";")[0]
    triples = {quad.triple for quad in ox.parse(by_suffix.body, syntax)}
    assert triples
    if path != "/ns/shapes":  # its blank nodes differ each time
        assert triples == {quad.triple for quad in ox.parse(by_header.body, syntax)}


def test_who_does_not_say_what_they_want_gets_turtle(server: Running) -> None:
    assert server.ask(SCO).headers["content-type"].startswith("text/turtle")
    assert server.ask(SCO, headers={"Accept": "*/*"}).headers["content-type"].startswith("text/turtle")


def test_what_cannot_be_had_is_406_with_what_can(server: Running) -> None:
    reply = server.ask(SCO, headers={"Accept": "image/png"})
    assert reply.status == 406
    assert "text/turtle" in reply.text


def test_an_entity_as_rdf_has_its_links_its_facts_and_who_leads_to_it(server: Running) -> None:
    store = ox.Store()
    store.load(server.ask(RUSSIA + ".ttl").body, ox.RdfFormat.TURTLE)
    russia = ox.NamedNode(Iris().entity("Q159"))
    assert any(store.quads_for_pattern(russia, terms.SAME_AS, ox.NamedNode("http://www.wikidata.org/entity/Q159")))
    assert any(store.quads_for_pattern(None, terms.TYPE, terms.MEMBERSHIP))
    assert any(store.quads_for_pattern(russia, terms.expand("pg:memberOf"), None))


def test_a_fact_as_rdf_has_its_claims_and_their_evidence(server: Running) -> None:
    store = ox.Store()
    store.load(server.ask(one_fact(server, "Afghanistan: observer of") + ".ttl").body, ox.RdfFormat.TURTLE)
    assert len(list(store.quads_for_pattern(None, terms.STATES, None))) == 2
    assert len(list(store.quads_for_pattern(None, terms.START, None))) == 2
    assert len(list(store.quads_for_pattern(None, terms.PART_VALUE, None))) == 4


def test_an_article_as_rdf_is_its_whole_graph(server: Running) -> None:
    reading = readings.seed("seed0")
    given = {quad.triple for quad in ox.parse(server.ask(article("seed0") + ".nt").body, ox.RdfFormat.N_TRIPLES)}
    written = {ox.Triple(q.subject, q.predicate, q.object) for q in rdf.graph(reading, run=readings.RUN)}
    assert given == written


def test_a_page_that_has_not_changed_is_not_sent_again(server: Running) -> None:
    first = server.ask(SCO, headers=BROWSER)
    again = server.ask(SCO, headers={**BROWSER, "If-None-Match": first.headers["etag"]})
    assert again.status == 304
    assert server.ask(SCO, headers={"If-None-Match": first.headers["etag"]}).status == 200
    assert first.headers["vary"] == "Accept"


@pytest.mark.parametrize("path", ["/", SCO, SCO + ".ttl", "/ns", "/query", "/search?q=sco"])
def test_head_answers_like_get_without_the_body(server: Running, path: str) -> None:
    head, get = (server.ask(path, method=method, headers=BROWSER) for method in ("HEAD", "GET"))
    assert head.status == get.status == 200
    assert head.headers["content-type"] == get.headers["content-type"]
    assert (head.body, bool(get.body)) == (b"", True)


def test_the_context_is_served_as_it_is(server: Running) -> None:
    reply = server.ask("/ns/context.jsonld")
    assert reply.headers["content-type"] == "application/ld+json"
    assert json.loads(reply.text) == json.loads((terms.HERE / "context.jsonld").read_text(encoding="utf-8"))


def test_every_term_of_the_vocabulary_has_its_place_on_the_page(server: Running) -> None:
    shown = set(page(server, "/ns").ids) | {
        i for scheme in vocabulary.SCHEMES for i in page(server, f"/ns/{scheme}").ids
    }
    assert {term.name for term in vocabulary.terms()} <= shown
    assert len(vocabulary.terms()) > 200


# Behind another address


def test_a_graph_under_another_base_is_shown_under_the_servers_own_paths(serve: Serve, tmp_path: Path) -> None:
    base = "https://graph.example/news"
    add(tmp_path / "store", readings.seed("seed1"), base=base)
    running = serve(tmp_path / "store", workers="1", base=base)
    sco = page(running, SCO)
    assert f"{base}/entity/Q485207" in sco.text
    assert not [link for link in sco.links if link.startswith(base)]
    assert RUSSIA in sco.links
