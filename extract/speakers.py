"""From the words that name a speaker to the party: the person or body, through the article's mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Token

from extract import cues, lexical, phrases
from extract.article import Entity, Mention, Party, Span
from extract.claimants import brings_in_one, can_claim, core_of
from extract.cues import Cue
from extract.narration import Narration
from extract.reporting import SPEAKING, is_cue
from extract.speech import speech

PERSON = "Person"
TITLE = 4  # words of "the Deputy Prime Minister"
LOOK_BACK, NEAR = 400, 60  # words: how far back "he" is looked for, and how long a subject outranks later names
PLURAL = ("NNS", "NNPS")
NAMES = ("name", "acronym", "surname", "demonym")


def party(narration: Narration, words: Sequence[Token], last: Party | None = None) -> Party | None:
    """The party that the words name. `last` is who spoke before: whom "he" and "the statement" fall back on."""
    if not words:
        return None
    core = core_of(words)
    if all(t.ent_type_ == "Date" for t in core):
        return None  # "last week", which a parser takes for the subject
    text_span = narration.span(words)
    person = _person(narration, core)
    if person:
        return of_mention(narration, person, text_span)
    apposed = _apposed(narration, words) or _described(narration, words)
    if apposed:
        return of_mention(narration, apposed, text_span)
    if _is_document(core) and not _ends_name(narration, core[-1]):
        return _owner(narration, words, core) or (last if _refers_back(words) else None) or _plain(narration, words)
    head = _head_mention(narration, core)
    if head and (head.kind != "pronoun" or _well_chained(narration, head)):
        return of_mention(narration, head, text_span)
    if len(words) == 1 and core[0].lower_ in speech().pronouns["all"]:
        return _of_pronoun(narration, core[0], last)
    return _earlier(narration, words) or _plain(narration, words)


def document(words: Sequence[Token]) -> bool:
    """Whether the words name a document or another thing that carries words ("an IAAF statement")."""
    return bool(words) and _is_document(core_of(words))


def _refers_back(words: Sequence[Token]) -> bool:
    """Whether a document was named before, and may be of whoever spoke: "the statement", not "the constitution"."""
    apart = words[-1].lower_ in speech().standing
    return len(words) <= 2 and words[0].lower_ in ("the", "this", "that", "it") and not apart


def _well_chained(narration: Narration, pronoun: Mention) -> bool:
    """Whether a pronoun's chain names, in the article's own words before it, what such a pronoun can stand for."""
    word = narration.doc[pronoun.head].lower_
    names = [m for m in narration.chains.get(pronoun.chain, ()) if m.kind in NAMES and m.last <= pronoun.first]
    if not any(narration.own(narration.doc[m.head]) for m in names):
        return False
    person = any(m.label == PERSON or (m.entity is not None and m.entity.type == "person") for m in names)
    return person == (word in speech().pronouns["singular"]) if word not in speech().pronouns["plural"] else True


def _possessed(token: Token, mention: Mention) -> bool:
    doc = token.doc
    return mention.last < len(doc) and doc[mention.last].lower_ in speech().function["possessive"]


def _person(narration: Narration, core: Sequence[Token]) -> Mention | None:
    """The last name of a person in the words that owns nothing in them."""
    found: Mention | None = None
    for token in core:
        for mention in narration.mention_of.get(token.i, ()):
            if mention.label == PERSON and mention.kind in NAMES and not _possessed(token, mention):
                found = mention
                break
    if found is None or _is_modifier(found, core):
        return None
    return found


def _is_modifier(mention: Mention, core: Sequence[Token]) -> bool:
    """A name before the noun that it modifies: "the Trump campaign"."""
    return any(t.i >= mention.last and t.pos_ == "NOUN" for t in core)


def _apposed(narration: Narration, words: Sequence[Token]) -> Mention | None:
    """The name after a comma: "the prime minister, Ulf Kristersson, said"."""
    doc = words[0].doc
    at = words[-1].i + 1
    if any(m.kind in NAMES and m.label == PERSON for t in words for m in narration.mention_of.get(t.i, ())):
        return None
    while at < min(len(doc), words[-1].i + 10) and doc[at].pos_ in ("ADP", "DET", "PROPN", "NOUN", "ADJ", "PART"):
        at += 1  # the ambassador | to the WTO |, Carlo Trojan
    if at + 1 >= len(doc) or doc[at].text != ",":
        return None
    if at + 2 < len(doc) and doc[at + 1].dep_ == "nmod:desc" and not narration.mention_of.get(at + 1):
        at += 1  # the secretary-general, | Dr. | Jan Novak
    for mention in narration.mention_of.get(at + 1, ()):
        closed = (
            mention.last >= len(doc) or doc[mention.last].text in ",.;:" or doc[mention.last].pos_ in ("VERB", "AUX")
        )
        if mention.label == PERSON and mention.kind in NAMES and mention.first == at + 1 and closed:
            return mention
    return None


def _described(narration: Narration, words: Sequence[Token]) -> Mention | None:
    """The name before a comma: "McConnell, now the leader, said"; "Josefa Blanco, Mexico's ambassador called"."""
    doc, first = words[0].doc, words[0].i
    if first < 2 or doc[first - 1].text != "," or not any(t.pos_ == "NOUN" for t in words):
        return None
    for mention in narration.mention_of.get(first - 2, ()):
        closed = words[-1].i + 1 < len(doc) and doc[words[-1].i + 1].text == ","
        opens = closed or narration.opens_sentence(doc[mention.first])
        if mention.label == PERSON and mention.kind in NAMES and mention.last == first - 1 and opens:
            return mention
    return None


def _is_document(core: Sequence[Token]) -> bool:
    nouns = [t for t in core if t.pos_ in ("NOUN", "PROPN", "")]
    return bool(nouns) and nouns[-1].lower_ in speech().documents


def _ends_name(narration: Narration, word: Token) -> bool:
    """Whether a word ends a name: the "Post" of "the New York Post" is no post."""
    return any(
        m.kind == "name" and m.last == word.i + 1 and m.last - m.first > 1 for m in narration.mention_of.get(word.i, ())
    )


def _owner(narration: Narration, words: Sequence[Token], core: Sequence[Token]) -> Party | None:
    """Who issued a document: `the IAAF's statement`, `an IAAF statement`, `a note from the ministry`."""
    after_core = words[len(core) :]
    sources = list(core)
    if after_core and after_core[0].lower_ in speech().function["owners"]:
        named = party(narration, after_core[1:])
        if named:
            return Party(
                named.label,
                narration.span(words).of(narration.text),
                narration.span(words),
                named.entity,
                named.mentions,
            )
    for token in sources:
        for mention in narration.mention_of.get(token.i, ()):
            if (
                mention.kind != "demonym"
                and mention.head != core[-1].i
                and (mention.entity or _named(narration, mention))
            ):
                return of_mention(narration, mention, narration.span(words))
    return None


def _head_mention(narration: Narration, core: Sequence[Token]) -> Mention | None:
    """The mention whose head is the last noun of the words."""
    nouns = [t for t in core if t.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "") or t.lower_ in speech().pronouns["all"]]
    for token in reversed(nouns):
        for mention in narration.mention_of.get(token.i, ()):
            heads = mention.head == token.i or (mention.last - 1 == token.i and mention.kind in NAMES)
            if heads and not _possessed(token, mention):
                return mention
        if token.pos_ in ("NOUN", "PRON"):
            return None
    return None


def _named(narration: Narration, mention: Mention) -> bool:
    return mention.entity is not None or any(m.kind in NAMES for m in narration.chains.get(mention.chain, ()))


def of_mention(narration: Narration, mention: Mention, span: Span | None = None) -> Party:
    """The party that a mention stands for, with every name that the article has for it."""
    chain = narration.chains.get(mention.chain, [mention])
    entity = mention.entity or next((m.entity for m in chain if m.entity), None)
    names = _names(narration, chain, entity)
    at = span or mention.span
    label = entity.label if entity else (names[0] if names else at.of(narration.text))
    return Party(label, at.of(narration.text), at, entity, tuple(names), mention.share)


def _names(narration: Narration, chain: Iterable[Mention], entity: Entity | None) -> list[str]:
    same = narration.by_entity.get(entity.id, []) if entity else []
    names = {m.text for m in [*chain, *same] if m.kind in NAMES}
    return sorted(names, key=lambda name: (-len(name), name))


def _plain(narration: Narration, words: Sequence[Token]) -> Party | None:
    if all(t.lower_ in speech().pronouns["all"] or t.pos_ in ("PUNCT", "DET") for t in words) or not can_claim(words):
        return None
    span = narration.span(words)
    return Party(span.of(narration.text), span.of(narration.text), span)


def _earlier(narration: Narration, words: Sequence[Token]) -> Party | None:
    """The fuller phrase of an unnamed speaker: "the source" for "a source in the delegation"; the bearer of the title
    that is all of it: "the First Lady"."""
    head = next((t for t in reversed(core_of(words)) if t.pos_ in ("NOUN", "PROPN")), None)
    if head is None or words[0].lower_ != "the" or len(words) > TITLE or words[-1] != head:
        return None
    said = [t.lower_ for t in words[1:]]
    for token in reversed(head.doc[max(0, head.i - 200) : words[0].i]):
        before = head.doc[max(token.i - len(said) + 1, 0) : token.i + 1]
        if token.lower_ == head.lower_ and [t.lower_ for t in before] == said and narration.own(token):
            fuller = _without_preposition(phrases.noun_phrase_of(narration, token))
            here = narration.span(words)
            person = _person(narration, core_of(fuller)) if fuller else None
            if person is not None and person.first == token.i + 1:
                return of_mention(narration, person, here)
            if len(words) == 2 and len(fuller) > 2 and not any(t.dep_ == "cc" for t in fuller):
                full = narration.span(fuller).of(narration.text)
                return Party(full, here.of(narration.text), here, mentions=(full, _without_article(full)))
    return None


def _without_preposition(words: Sequence[Token]) -> Sequence[Token]:
    """ "the firm" of "according to the firm"."""
    first = next((i for i, t in enumerate(words) if t.pos_ not in ("ADP", "SCONJ", "VERB")), 0)
    return words[first:]


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if first.lower() in ("a", "an", "the", "one") else text


def _of_pronoun(narration: Narration, pronoun: Token, last: Party | None) -> Party | None:
    """Whom "he" or "she" means where no chain says it: who spoke last, else the person last spoken of."""
    if pronoun.lower_ in speech().pronouns["first"]:
        return None  # who writes the article
    span = Span(pronoun.idx, pronoun.idx + len(pronoun))
    if pronoun.lower_ in speech().pronouns["singular"]:
        found = last if last and _is_person(last) and _may_be(last.label, pronoun) else _last_person(narration, pronoun)
    else:
        fitting = None if _is_named_person(last) and pronoun.lower_ not in speech().pronouns["plural"] else last
        found = _subject_above(narration, pronoun) or fitting or _subject_before(narration, pronoun)
    if found is None:
        return None
    return Party(found.label, span.of(narration.text), span, found.entity, found.mentions)


def teller(narration: Narration, cue: Cue, sentence: int) -> Party | None:
    """Whom "he said" means where somebody speaks in the sentence before, by name or as "a witness"."""
    pronoun = cue.subject[0] if len(cue.subject) == 1 else None
    if pronoun is None or pronoun.lower_ not in speech().pronouns["singular"]:
        return None
    before = next((b for b in narration.sentences_before(sentence) if not narration.is_quoted(b)), None)
    told = narration.tokens(before.span.start, before.span.end) if before and not before.marked else ()
    verb = next((t for t in told if t.tag_ in phrases.FINITE and t.pos_ == "VERB"), None)
    words = cues.of_verb(narration, verb).subject if verb is not None and is_cue(verb, SPEAKING) else ()
    if not words:
        return None
    person = _person(narration, core_of(words))
    if person is not None and not _may_be(person.text, pronoun):
        return None
    found = of_mention(narration, person) if person else party(narration, words) if brings_in_one(words) else None
    return found and replace(found, text=pronoun.text, span=narration.span([pronoun]))


def _subject_above(narration: Narration, pronoun: Token) -> Party | None:
    """The subject of the clause that holds "they" or "it": "investigators described what they called"."""
    number = narration.sentence_at(pronoun.idx)
    if number is None:
        return None
    for token in reversed(narration.tokens(narration.sentences[number].span.start, pronoun.idx)):
        if token.tag_ in phrases.FINITE and token.pos_ == "VERB":
            words = cues.of_verb(narration, token).subject
            return party(narration, words) if words and pronoun not in words else None
    return None


def _subject_before(narration: Narration, pronoun: Token) -> Party | None:
    """The subject of the sentence before: "farmers opposed it. ... they wrote"; of "it" nobody and nothing in the
    plural."""
    several = pronoun.lower_ in speech().pronouns["plural"]
    before = next(narration.sentences_before(narration.sentence_at(pronoun.idx) or 0), None)
    for token in narration.tokens(before.span.start, before.span.end) if before else ():
        if token.dep_ in ("nsubj", "nsubj:pass") and token.pos_ in ("NOUN", "PROPN"):
            words = phrases.noun_phrase_of(narration, token)
            who = party(narration, words) if can_claim(words) else None
            return None if not several and (_is_named_person(who) or token.tag_ in PLURAL) else who
    return None


def _is_named_person(who: Party | None) -> bool:
    return who is not None and who.entity is not None and who.entity.type == "person"


def _is_person(who: Party) -> bool:
    return who.entity is None or who.entity.type == "person"


def _may_be(name: str, pronoun: Token) -> bool:
    """Whether somebody of a name can be "he" or "she", as far as the given name tells."""
    given, _, surname = name.partition(" ")
    told = lexical.load().given_names.get(given.lower()) if surname else None
    return told is None or told == lexical.load().pronouns.get(pronoun.lower_, told)


def _last_person(narration: Narration, token: Token) -> Party | None:
    """The person named as a subject most recently before a word, else the one named last."""
    near = range(max(0, token.i - LOOK_BACK), token.i)
    named = [m for i in near for m in narration.mention_of.get(i, ()) if m.first == i and m.last <= token.i]
    best: Mention | None = None
    for mention in named:
        head = token.doc[mention.head]
        if mention.label != PERSON or mention.kind not in NAMES or not narration.own(head):
            continue
        if not _may_be(mention.text, token):
            continue
        if best is None or head.dep_.startswith("nsubj") or mention.first - best.first > NEAR:
            best = mention
    return of_mention(narration, best) if best else None


def subject_of(narration: Narration, tokens: Sequence[Token]) -> Party | None:
    """The person (or else the body) that is the subject of a stretch of the article's own words."""
    subjects = [t for t in tokens if t.dep_.startswith("nsubj") and t.head.dep_ not in ("acl:relcl", "ccomp", "advcl")]
    for token in [*subjects, *tokens]:
        for mention in narration.mention_of.get(token.i, ()):
            person = mention.label == PERSON or (mention.entity and mention.entity.type == "person")
            if person and not _possessed(token, mention):
                return of_mention(narration, mention)
    return None
