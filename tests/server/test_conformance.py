"""The W3C's SPARQL 1.1 and 1.2 tests of queries, updates and formats: all pass but those listed with a reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.server import w3c

SUITES = {
    "1.1": (
        "sparql11/manifest-sparql11-query.ttl",
        "sparql11/manifest-sparql11-update.ttl",
        "sparql11/manifest-sparql11-results.ttl",
        "sparql11/syntax-fed/manifest.ttl",
    ),
    "1.2": ("sparql12/manifest.ttl",),
}
PASSING = {"1.1": (488, 498), "1.2": (264, 269)}


def known_failures(suite: str) -> dict[str, str]:
    lines = Path(__file__).with_name("known_failures.tsv").read_text().splitlines()
    table = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return {row["test"]: row["why"] for row in table if row["suite"] == suite}


@pytest.fixture(scope="module")
def suites(shared: Path) -> Path:
    folder = shared / "w3c" / "sparql"
    if not folder.is_dir():
        pytest.skip(f"needs the W3C tests, which are not at {folder}")
    return folder


@pytest.mark.parametrize("suite", SUITES)
def test_w3c(suite: str, suites: Path) -> None:
    cases = [case for path in SUITES[suite] for case in w3c.Manifest((suites / path).resolve()).cases()]
    results = {case.name: w3c.run(case) for case in cases}
    failed = {name: failure for name, failure in results.items() if failure is not None}
    known = known_failures(suite)
    assert {name: failed[name] for name in failed.keys() - known.keys()} == {}, "these fail and are not listed"
    assert known.keys() - failed.keys() == set(), "these pass and are listed as failing"
    assert (len(results) - len(failed), len(results)) == PASSING[suite]
    assert all(known.values())


@pytest.mark.parametrize("test", ["csvtsv01", "csvtsv02", "csvtsv03"])
def test_the_result_format_tests_have_their_files(test: str, suites: Path) -> None:
    """The comparison above reads these files; without them it would compare nothing."""
    assert list((suites / "sparql11" / "csv-tsv-res").glob(f"{test}.*"))
