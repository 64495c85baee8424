"""Which types of entities may do what: act as a state or a body, have posts, bear titles."""

from __future__ import annotations

from extract.article import Entity, Mention, Party
from ontology.entity_table import Row

STATES = frozenset(("country", "territory", "region"))
BODIES = frozenset(("organisation", "sport_body", "noc", "league"))
PLACES = STATES | {"city", "location"}
ACTING = STATES | BODIES
# subtypes of regions across states: those of the M49 standard of the United Nations, and islands that states share
CONTINENTS = frozenset(("region", "subregion", "intermediateRegion", "sharedLandform"))
HOLDERS = ACTING | {"city", "outlet", "group", "location", "facility"}
BEARERS = HOLDERS | {"person"}


def type_of(party: Party) -> str:
    """The entity type of a party; "" where only words describe it."""
    return party.entity.type if party.entity else ""


def type_meant(mention: Mention | None) -> str:
    """The type of the entity that a mention stands for; "" where there is none."""
    return mention.entity.type if mention is not None and mention.entity is not None else ""


def worldwide(body: Entity | Row) -> bool:
    """Whether a body is a sport's, and of no one country."""
    return body.type == "sport_body" and not body.country


def continental(entity: Entity | None) -> bool:
    """Whether an entity is a continent or a part of one, across states, over which nobody presides."""
    return entity is not None and entity.type == "region" and entity.subtype in CONTINENTS


def holds(mention: Mention | None) -> bool:
    """Whether a post may be held in what a mention stands for."""
    return type_meant(mention) in HOLDERS
