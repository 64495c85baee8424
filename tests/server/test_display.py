"""How values are shown to people."""

from __future__ import annotations

import pytest

from server import display


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2023-03-01", "2023-03-31", "March 2023"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2023-02-01", "2023-02-27", "1 February 2023 to 27 February 2023"),
        ("2022-10-01", "2022-11-30", "October to November 2022"),
        ("2001-01-01", "2001-12-31", "2001"),
        ("2022-12-01", "2022-12-31", "December 2022"),
        ("2022-05-04", "2022-05-04", "4 May 2022"),
        ("1990-01-01", "1999-12-31", "1 January 1990 to 31 December 1999"),
        ("2022-05-04", "", "from 4 May 2022"),
        ("", "2022-05-04", "until 4 May 2022"),
        ("", "", ""),
    ],
)
def test_a_stretch_of_days_reads_as_people_write_it(earliest: str, latest: str, expected: str) -> None:
    assert display.span(earliest, latest) == expected


@pytest.mark.parametrize(
    ("relation", "latest", "expected"),
    [
        ("at", "2023-03-31", "in March 2023"),
        ("at", "2023-03-01", "on 1 March 2023"),
        ("since", "2023-03-31", "since March 2023"),
        ("until", "2023-03-31", "until March 2023"),
        ("since", "", "from 1 March 2023"),
    ],
)
def test_a_time_says_how_the_fact_stands_to_it(relation: str, latest: str, expected: str) -> None:
    assert display.time(relation, "2023-03-01", latest) == expected


def test_an_inferred_date_says_so() -> None:
    assert display.published("2023-03-01", "2023-03-31", True) == "March 2023 (inferred)"
    assert display.published("2023-03-01", "2023-03-31", False) == "March 2023"
    assert display.published("", "", True) == ""


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("http://www.wikidata.org/entity/Q159", "Wikidata"),
        ("http://dbpedia.org/resource/Russia", "DBpedia"),
        ("https://sws.geonames.org/2017370/", "GeoNames"),
        ("https://example.org/x", "example.org"),
    ],
)
def test_a_link_out_has_the_name_of_its_site(iri: str, name: str) -> None:
    assert display.site(iri) == name
