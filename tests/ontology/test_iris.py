"""IRIs: stable, told apart, and parsed back."""

from __future__ import annotations

import pytest

from ontology import iris
from ontology.iris import Iris, Parsed

BASE = "https://example.org/graph"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bakhtiyor Khakimov", "bakhtiyor-khakimov"),
        ("Côte d’Ivoire", "cote-d-ivoire"),
        ("  The  O.E.C.D. ", "the-o-e-c-d"),
    ],
)
def test_slug_is_plain_ascii(name: str, expected: str) -> None:
    assert iris.slug(name) == expected


def test_slugs_of_other_scripts_and_of_long_names_stay_apart() -> None:
    names = ["Владимир", "Дмитрий", "東京", "x" * 70, "x" * 71, "Łódź", "Lodz"]
    slugs = [iris.slug(name) for name in names]
    assert len(set(slugs)) == len(names)
    assert all(slug.isascii() and 0 < len(slug) <= 70 for slug in slugs)


def test_minted_id_names_type_and_label() -> None:
    assert (
        iris.minted_id("sport_body", "International Boxing Association")
        == "sport_body/international-boxing-association"
    )


@pytest.mark.parametrize(
    ("iri", "kind", "key", "part"),
    [
        ("/entity/Q159", "entity", "Q159", ""),
        ("/entity/person/jane-doe", "entity", "person/jane-doe", ""),
        ("/article/seed0-0123456789ab", "article", "seed0-0123456789ab", ""),
        ("/fact/00ff#object", "fact", "00ff", "object"),
    ],
)
def test_an_iri_of_ours_is_parsed_back(iri: str, kind: str, key: str, part: str) -> None:
    assert Iris(BASE).parse(BASE + iri) == Parsed(kind, key, part)
    assert Iris(BASE).of(kind, key) == BASE + iri.partition("#")[0]


@pytest.mark.parametrize("iri", ["http://www.wikidata.org/entity/Q159", BASE, BASE + "/entity/", BASE + "/sparql/x"])
def test_other_iris_are_not_ours(iri: str) -> None:
    assert Iris(BASE).parse(iri) is None


def test_a_slash_at_the_end_of_the_base_does_not_matter() -> None:
    assert Iris(BASE + "/").entity("Q159") == Iris(BASE).entity("Q159")


def test_digests_heed_the_borders_and_the_order_of_their_parts() -> None:
    assert len({iris.digest("ab", "c"), iris.digest("a", "bc"), iris.digest("c", "ab"), iris.digest("abc")}) == 4


def test_digests_do_not_depend_on_the_base() -> None:
    one, other = Iris(BASE), Iris("http://localhost:8000")
    claims = [i.claim(i.article("a", "0" * 64), 1, 2, i.fact("x")).removeprefix(i.base) for i in (one, other)]
    assert claims[0] == claims[1]


def test_articles_with_odd_names_are_plain_and_told_apart() -> None:
    text = "f" * 64
    names = ["a b", "a-b", "a/b", "../a", "a.b", "", "é"]
    keys = [iris.article_key(name, text) for name in names]
    assert len(set(keys)) == len(names)
    assert all("/" not in key and " " not in key and key.isascii() for key in keys)
    assert iris.article_key("seed0", text) == "seed0-ffffffffffff"


def test_only_a_q_id_leads_to_wikidata() -> None:
    assert iris.wikidata("Q159") == "http://www.wikidata.org/entity/Q159"
    assert iris.wikidata("person/jane-doe") is None
    assert iris.wikidata("Q0159") is None


def test_another_s_iri_is_escaped_where_it_must_be() -> None:
    assert iris.escaped('http://dbpedia.org/resource/A_"B"_{c}') == "http://dbpedia.org/resource/A_%22B%22_%7Bc%7D"
    assert iris.escaped("http://dbpedia.org/resource/Côte_d'Ivoire") == "http://dbpedia.org/resource/Côte_d'Ivoire"


def test_concepts_are_named_by_their_scheme() -> None:
    assert iris.concept("status", "Founding member") == "https://w3id.org/pressgraph/ns/status#founding-member"
