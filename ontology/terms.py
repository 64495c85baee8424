"""The names of the graph as constants: our own terms, and those borrowed from other vocabularies.

Our own are checked against `pressgraph.ttl` by tests/ontology/test_terms.py; the prefixes are those of `prefixes.ttl`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode

from ontology import iris

HERE = Path(__file__).parent
_PREFIX = re.compile(r"^@prefix\s+([\w-]*):\s+<([^>]*)>\s*\.", re.MULTILINE)


@cache
def prefixes() -> dict[str, str]:
    """Prefix -> namespace, in the order of `prefixes.ttl`; a fresh base for `id:` is `prefixes_under`."""
    return dict(_PREFIX.findall((HERE / "prefixes.ttl").read_text(encoding="utf-8")))


def prefixes_under(base: str) -> dict[str, str]:
    """The prefix table with `id:` for the entities under `base`."""
    return {**prefixes(), "id": iris.Iris(base).entity("")}


def expand(curie: str) -> NamedNode:
    """The term that a prefixed name stands for: "pg:memberOf", "schema:Country"; KeyError names an unknown prefix.

    A full IRI stands for itself.
    """
    prefix, _, local = curie.partition(":")
    if local.startswith("//"):
        return NamedNode(curie)
    return NamedNode(prefixes()[prefix] + local)


def shorten(iri: str, table: dict[str, str] | None = None) -> str:
    """The IRI as a prefixed name where a prefix fits and the rest is plain, else as it is."""
    for prefix, namespace in (table or prefixes()).items():
        local = iri.removeprefix(namespace)
        if local != iri and re.fullmatch(r"[\w.-]*\w|", local):
            return f"{prefix}:{local}"
    return iri


def _pg(name: str) -> NamedNode:
    return NamedNode(iris.term(name))


# What the graph is made of
FACT, CLAIM, ARTICLE, QUOTE_CLASS = _pg("Fact"), _pg("Claim"), _pg("Article"), _pg("Quote")
MENTION, PART, RUN, ENTITY, DESCRIPTION = _pg("Mention"), _pg("Part"), _pg("Run"), _pg("Entity"), _pg("Description")
UTTERANCE_CLASS, MEMBERSHIP, POSITION, SANCTION = _pg("Utterance"), _pg("Membership"), _pg("Position"), _pg("Sanction")
THING, GROUP = _pg("Thing"), _pg("Group")

# Any fact
SUBJECT, OBJECT, STATUS, ROLE, FACTUALITY = _pg("subject"), _pg("object"), _pg("status"), _pg("role"), _pg("factuality")
EARLIEST, LATEST, PRECISION = _pg("earliest"), _pg("latest"), _pg("precision")
TIME_RELATION, TIME_INFERRED, WHEN, DETAIL = _pg("timeRelation"), _pg("timeInferred"), _pg("when"), _pg("detail")
SPEAKER, QUOTE = _pg("speaker"), _pg("quote")
CONTRADICTS, CONTRADICTION, CONTRADICTION_KIND = _pg("contradicts"), _pg("Contradiction"), _pg("contradictionKind")
CONTRADICTING_FACT, CONTRADICTING_CLAIM = _pg("contradictingFact"), _pg("contradictingClaim")

# Claims
STATES, REPORTED_IN, EVIDENCE, SENTENCE = _pg("states"), _pg("reportedIn"), _pg("evidence"), _pg("sentence")
RELATION, PATH, CUE = _pg("relation"), _pg("path"), _pg("cue")
CONFIDENCE, CONFIDENCE_PART = _pg("confidence"), _pg("confidencePart")
PART_NAME, PART_VALUE = _pg("partName"), _pg("partValue")
ATTRIBUTED_TO, MEDIUM, ADDRESSEE = _pg("attributedTo"), _pg("medium"), _pg("addressee")
TIME_TEXT, TIME_RESOLVED, KNOWN_AT = _pg("timeText"), _pg("timeResolved"), _pg("knownAt")
TEXT, QUOTE_KIND, UTTERANCE = _pg("text"), _pg("quoteKind"), _pg("utterance")
UNCLOSED, CONTINUATION = _pg("unclosed"), _pg("continuation")

# Articles, runs, mentions
NAME, SOURCE, TEXT_DIGEST = _pg("name"), _pg("source"), _pg("textDigest")
PUBLISHED_EARLIEST, PUBLISHED_LATEST = _pg("publishedEarliest"), _pg("publishedLatest")
PUBLICATION_INFERRED = _pg("publicationInferred")
SOFTWARE_VERSION, MODEL_DIGEST = _pg("softwareVersion"), _pg("modelDigest")
LEXICON_DIGEST, TABLE_VERSION = _pg("lexiconDigest"), _pg("tableVersion")
REFERS_TO, MENTIONED_IN, SURFACE = _pg("refersTo"), _pg("mentionedIn"), _pg("surface")
MENTION_KIND, MENTION_START, METONYM_FOR = _pg("mentionKind"), _pg("mentionStart"), _pg("metonymFor")
METHOD, SCORE, MARGIN, SCORE_PART = _pg("method"), _pg("score"), _pg("margin"), _pg("scorePart")
GROUP_OF = _pg("groupOf")

# Borrowed
TYPE = expand("rdf:type")
LABEL, COMMENT = expand("rdfs:label"), expand("rdfs:comment")
SAME_AS = expand("owl:sameAs")
CONCEPT, IN_SCHEME, PREF_LABEL = expand("skos:Concept"), expand("skos:inScheme"), expand("skos:prefLabel")
ALT_LABEL, CLOSE_MATCH = expand("skos:altLabel"), expand("skos:closeMatch")
NEWS_ARTICLE, HEADLINE, ARTICLE_BODY = (
    expand("schema:NewsArticle"),
    expand("schema:headline"),
    expand("schema:articleBody"),
)
DATE_PUBLISHED, IN_LANGUAGE, URL = expand("schema:datePublished"), expand("schema:inLanguage"), expand("schema:url")
IDENTIFIER, DESCRIPTION_TEXT, QUOTATION = (
    expand("schema:identifier"),
    expand("schema:description"),
    expand("schema:Quotation"),
)
SPECIFIC_RESOURCE, HAS_SOURCE, HAS_SELECTOR = (
    expand("oa:SpecificResource"),
    expand("oa:hasSource"),
    expand("oa:hasSelector"),
)
POSITION_SELECTOR, QUOTE_SELECTOR = expand("oa:TextPositionSelector"), expand("oa:TextQuoteSelector")
START, END, EXACT, PREFIX, SUFFIX = (
    expand("oa:start"),
    expand("oa:end"),
    expand("oa:exact"),
    expand("oa:prefix"),
    expand("oa:suffix"),
)
ACTIVITY, GENERATED_BY = expand("prov:Activity"), expand("prov:wasGeneratedBy")
AGENT, ASSOCIATED_WITH = expand("prov:SoftwareAgent"), expand("prov:wasAssociatedWith")
XSD_DATE, XSD_MONTH, XSD_YEAR = expand("xsd:date"), expand("xsd:gYearMonth"), expand("xsd:gYear")
XSD_DECIMAL, XSD_INTEGER, XSD_BOOLEAN = expand("xsd:decimal"), expand("xsd:integer"), expand("xsd:boolean")
