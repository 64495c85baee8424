"""The words that hand a quotation to somebody: the verb or phrase, and the words that name the speaker.

`after` and `before` look at the article's own words on either side of a quoted span. A cue after it is `said Smith` or
`Smith said`; before it `Smith said:`, `Smith, who ..., told reporters that`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from extract.narration import Narration
from extract.sentences import Sentence
from extract.speech import speech

SPEAKING = frozenset({"say", "tell", "ask", "manner", "show"})
WORDED = frozenset({"say", "tell", "ask", "show", "describe", "act", "think"})
FINITE = ("VBD", "VBZ", "VBP")
STOPS = frozenset(",;:.()—–―-")
RELATIVES = frozenset({"who", "which", "that", "whose", "whom", "where", "when"})
DETERMINERS = frozenset(
    {"a", "an", "the", "this", "that", "its", "his", "her", "their", "our", "my", "any", "no", "some", "of", "in"}
)
CLAUSE_OPENERS = frozenset({"after", "before", "since", "as", "because", "while", "when", "that"})
DASHES = ("-", "–", "—", "―", "--")
PHRASE_ENDS = CLAUSE_OPENERS - {"that"} | {"to", "during", "if", "following"}
HAVE = frozenset({"have", "has", "had", "having", "'ve", "’ve", "'d", "’d"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue and its subject: `subject` are the words that name the speaker, empty where they are understood."""

    token: Token
    text: str
    kinds: frozenset[str]
    subject: tuple[Token, ...]
    inverted: bool = False

    @property
    def speaks(self) -> bool:
        return bool(self.kinds & SPEAKING)


def is_cue(token: Token, kinds: frozenset[str] = WORDED | SPEAKING) -> bool:
    """Whether a word is a verb of reporting, by its form, its tag, and the particle that it needs."""
    lexicon = speech()
    entry = lexicon.verbs.get(token.lower_)
    if entry is None or not entry[1] & kinds:
        return False
    if token.pos_:
        if token.pos_ not in ("VERB", "AUX") or _is_interjection(token):
            return False
    elif token.i and token.nbor(-1).lower_ in DETERMINERS:
        return False
    particles = lexicon.particles.get(entry[0])
    if not particles:
        return True
    used = next((p for p in particles if _follows(token, p)), None)
    return used is not None and not (used == "on" and _follows(token, "on to"))  # "went on to work" reports nothing


def _is_interjection(token: Token) -> bool:
    """`no better than, say, his plan`."""
    at, doc = token.i, token.doc
    return token.lower_ == "say" and 0 < at < len(doc) - 1 and doc[at - 1].text == doc[at + 1].text == ","


def _follows(token: Token, words: str) -> bool:
    at = token.i + 1
    return all(at + k < len(token.doc) and token.doc[at + k].lower_ == w for k, w in enumerate(words.split()))


def cue_text(token: Token) -> str:
    """The cue as the article has it, with its particle: "went on"."""
    particles = speech().particles.get(speech().lemma(token.lower_) or "", ())
    found = next((p for p in particles if _follows(token, p) and p not in ("of", "to", "about")), "")
    return f"{token.text} {found}".rstrip()


# -- after the quoted words -------------------------------------------------------------------------------------------


def after(narration: Narration, number: int) -> Cue | None:
    """The cue that follows a quoted span directly, or None."""
    beyond = narration.after(number)
    tokens = _without_leading(beyond)
    if not tokens:
        return None
    if beyond[0].text in DASHES and _is_signature(tokens):
        return Cue(beyond[0], "", frozenset({"say"}), tuple(noun_phrase(tokens)))
    phrase = phrase_at(tokens)
    if phrase:
        return phrase
    first = _skip_adverbs(tokens)
    if first is None or first.pos_ in ("CCONJ", "SCONJ") or first.tag_ == "VBG" or first.lower_ in RELATIVES:
        return None
    if is_cue(first, SPEAKING | {"say"}) and first.tag_ not in ("VBG", "VBN"):
        return _inverted(narration, first, tokens[tokens.index(first) + 1 :])
    return _after_subject(narration, tokens)


def of_tail(narration: Narration, tokens: Sequence[Token]) -> Cue | None:
    """`Smith said on Friday`, `said Smith`, at a sentence's end, as a cue for all before it."""
    words = list(tokens)
    if not words or words[0].pos_ in ("CCONJ", "SCONJ") or words[0].lower_ in RELATIVES or words[0].tag_ == "VBG":
        return phrase_at(words)
    if is_cue(words[0], SPEAKING) and words[0].tag_ in FINITE:
        found = _inverted(narration, words[0], words[1:])
        if found is None or not _can_speak(found.subject):
            return None
        rest = without_relatives([t for t in words if t.i > found.subject[-1].i])
        return None if any(t.tag_ in (*FINITE, "MD") for t in rest) else found
    verb = next((t for t in words if t.pos_ in ("VERB", "AUX") or is_cue(t)), None)
    if verb is None or not is_cue(verb, SPEAKING) or verb.tag_ not in FINITE:
        return phrase_at(words)
    rest = [t for t in words if t.i > verb.i and t.text not in STOPS]
    if any(t.pos_ in ("VERB", "AUX", "PRON", "SCONJ") for t in rest):
        return None  # what is said follows the verb
    subject = noun_phrase([t for t in words if t.i < verb.i])
    return Cue(verb, cue_text(verb), speech().kinds(verb.lower_), tuple(subject)) if subject else None


def _can_speak(words: Sequence[Token]) -> bool:
    """Whether the words name somebody: a person, a body, a pronoun, a spokesman."""
    people = speech().pronouns["singular"] | speech().pronouns["plural"] | speech().spokespeople
    named = any(t.ent_type_ == "Person" for t in words) or words[-1].ent_type_ == "Organization"
    return named or any(t.lower_ in people for t in words)


def _is_signature(tokens: Sequence[Token]) -> bool:
    """`"We agree." — Jane Smith`: nothing but a name."""
    words = [t for t in tokens if not t.is_punct and not t.is_space]
    return 0 < len(words) <= 6 and all(t.text[0].isupper() for t in words)


def _without_leading(tokens: Sequence[Token]) -> list[Token]:
    at = 0
    while at < len(tokens) and tokens[at].lower_ in (",", *DASHES):
        at += 1
    return list(tokens[at:])


def _skip_adverbs(tokens: Sequence[Token]) -> Token | None:
    for token in tokens[:4]:
        if token.pos_ != "ADV":
            return token
    return None


def phrase_at(tokens: Sequence[Token]) -> Cue | None:
    """ "according to X" at the start of the words."""
    text = " ".join(t.lower_ for t in tokens[:4])
    for phrase in speech().phrases:
        if text.startswith(phrase + " "):
            size = len(phrase.split())
            subject = noun_phrase(tokens[size:])
            if subject:
                return Cue(tokens[0], " ".join(t.text for t in tokens[:size]), frozenset({"say"}), tuple(subject))
    return None


def _inverted(narration: Narration, verb: Token, rest: Sequence[Token]) -> Cue | None:
    subject = noun_phrase([t for t in rest if t.pos_ != "ADV" or t.lower_ not in ("also", "again", "later", "then")])
    if not subject or subject[0].pos_ == "ADP" or speech().lemma(verb.lower_) == "tell":
        return None
    return Cue(verb, cue_text(verb), speech().kinds(verb.lower_), tuple(subject), inverted=True)


def _after_subject(narration: Narration, tokens: Sequence[Token]) -> Cue | None:
    """`Smith, who had won, told reporters`: the first verb of the main clause, if it is a cue."""
    main = without_relatives(tokens)
    for at, token in enumerate(main):
        if at > 30:
            break
        quoted = _quoted_as(main[at:])
        if quoted and noun_phrase(main[:at]):
            return Cue(quoted[1], quoted[0], frozenset({"say"}), tuple(noun_phrase(main[:at])))
        if is_cue(token) and token.tag_ != "VBG":
            subject = noun_phrase(main[:at])
            if not subject:
                return None
            if _is_passive(token):
                return None
            return Cue(token, cue_text(token), speech().kinds(token.lower_), tuple(subject))
        if token.tag_ in FINITE and token.pos_ == "VERB":
            return None
    return None


def _is_passive(token: Token) -> bool:
    """A participle that nobody has or does: "was described", "a man described as"; not "had called", "they called"."""
    if token.tag_ != "VBN" or token.i == 0:
        return False
    left = token.nbor(-1)
    while left.pos_ == "ADV" and left.i > 0:
        left = left.nbor(-1)
    return left.lower_ not in HAVE and left.pos_ != "PRON"


def _quoted_as(tokens: Sequence[Token]) -> tuple[str, Token] | None:
    text = " ".join(t.lower_ for t in tokens[:5])
    for phrase in speech().quoted:
        if text.startswith(phrase):
            size = len(phrase.split())
            return " ".join(t.text for t in tokens[:size]), tokens[size - 1]
    return None


def without_relatives(tokens: Sequence[Token]) -> list[Token]:
    """The words outside `, who ...,` and brackets."""
    kept: list[Token] = []
    skipping, opened = "", 0
    for at, token in enumerate(tokens):
        if skipping:
            if (skipping == "(" and token.text == ")") or (skipping == "," and token.text == ","):
                skipping = ""
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.text == "(":
            skipping = "("
        elif token.text == "," and following is not None and following.lower_ in RELATIVES:
            skipping = ","
        else:
            kept.append(token)
            continue
        opened = at
    return kept if not skipping else [*kept, *tokens[opened + 1 :]]


def noun_phrase(tokens: Sequence[Token]) -> list[Token]:
    """The first noun phrase of the words, from its first word to the end of the clause's part it stands in.

    It stops at a comma, a bracket, a relative pronoun, a verb or a preposition that opens something else; `of` and
    `for`, and whatever follows an unnamed speaker's noun, belong to it.
    """
    found: list[Token] = []
    for token in tokens:
        if (token.text in STOPS and not _hyphen(token)) or (token.lower_ in RELATIVES and found):
            if found:
                break
            continue
        if not found and (token.pos_ in ("ADV", "CCONJ", "SCONJ") or token.lower_ in ("and", "but", "as", "also")):
            continue
        if found and _leaves(token, found):
            break
        found.append(token)
    return found if any(t.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "") for t in found) else []


def _leaves(token: Token, found: Sequence[Token]) -> bool:
    if _hyphen(token) or (_hyphen(found[-1]) and not _gap(found[-1], token)):
        return False  # Ambassador-at-Large
    if token.pos_ in ("VERB", "AUX", "SCONJ") and token.tag_ not in ("VBN", "VBG") and not token.ent_type_:
        return True
    if token.tag_ in ("VBN", "VBG") and found[-1].pos_ in ("NOUN", "PROPN", "PRON"):
        return True
    if token.lower_ in PHRASE_ENDS:
        return True
    if token.pos_ == "ADV" and found[-1].pos_ in ("NOUN", "PROPN", "PRON"):
        return True
    if token.pos_ == "ADP" and token.lower_ not in ("of", "for", "from", "with"):
        return not any(t.lower_ in speech().spokespeople for t in found)
    return token.ent_type_ == "Date" and token.ent_iob_ == "B"


# -- before the quoted words ------------------------------------------------------------------------------------------


def before(narration: Narration, number: int) -> Cue | None:
    """The cue that leads up to a quoted span, or None."""
    tokens = narration.before(number)
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if not is_cue(token):
            continue
        if token.dep_ == "acl:relcl" and tokens[-1].text in (",", ":") and not _object_of(narration, token, number):
            continue
        return of_verb(narration, token)
    return _phrase_before(tokens)


def _object_of(narration: Narration, verb: Token, number: int) -> bool:
    return not any(t.i > verb.i and t.text == "," for t in narration.before(number)[:-1])


def _phrase_before(tokens: Sequence[Token]) -> Cue | None:
    for at in range(len(tokens)):
        found = phrase_at(tokens[at:])
        if found:
            return found
    return None


def of_verb(narration: Narration, verb: Token) -> Cue:
    """A reporting verb as a cue, with the subject that its clause gives it."""
    subject = _subject(narration, verb)
    text = cue_text(verb)
    at = verb.i - 2
    if at >= 0 and verb.doc[at : verb.i].text.lower() in ("quoted as", "cited as", "reported as"):
        text = verb.doc[at : verb.i + 1].text
    return Cue(verb, text, speech().kinds(verb.lower_), tuple(subject))


def _subject(narration: Narration, verb: Token) -> list[Token]:
    if _is_passive(verb):
        agents = [c for c in verb.children if c.dep_ == "obl:agent"]
        return noun_phrase_of(narration, agents[0]) if agents else []
    if verb.tag_ == "VBG" and verb.i and verb.nbor(-1).text == ",":
        return _of_governing(narration, verb)
    relative = _of_relative(narration, verb) or _after_verb(narration, verb)
    if relative:
        return relative
    parsed = _parsed(narration, verb)
    beside = [] if verb.tag_ in ("VBG", "VB") else _beside(narration, verb)
    if beside and (parsed is None or parsed in beside or not _doubtful(beside)):
        return beside
    if parsed is not None:
        return noun_phrase_of(narration, parsed)
    return beside or _of_clause(narration, verb)


def _after_verb(narration: Narration, verb: Token) -> list[Token]:
    """`"Five crosses," says Ms Lund, "and ..."`; `Not in peacetime, says Mr Lund`: the subject of an inverted clause."""
    words = _clause_before(narration, verb)
    sentence = _sentence_at(narration, verb)
    if sentence is None or verb.tag_ not in FINITE or not is_cue(verb, SPEAKING) or (words and words[-1].text != ","):
        return []
    if not words and verb.idx == sentence.span.start:
        return []
    later = [narration.marked[m].opened for m in sentence.marked if narration.marked[m].opened > verb.idx]
    following = narration.tokens(verb.idx + len(verb), min([sentence.span.end, *later]))
    found = _inverted(narration, verb, following)
    if found is None or not _can_speak(found.subject) or found.subject[0].i > verb.i + 2:
        return []
    rest = without_relatives([t for t in following if t.i > found.subject[-1].i])
    return [] if any(t.tag_ in (*FINITE, "MD") for t in rest) else list(found.subject)


def _sentence_at(narration: Narration, token: Token) -> Sentence | None:
    return next((s for s in narration.sentences if s.span.start <= token.idx < s.span.end), None)


def _parsed(narration: Narration, verb: Token) -> Token | None:
    """The subject in the tree, if it stands before the verb in the article's own words."""
    for token in narration.clauses.subjects(verb):
        if narration.own(token) and token.lower_ not in RELATIVES and token.i < verb.i:
            return token
    return None


def _of_governing(narration: Narration, verb: Token) -> list[Token]:
    """`Clinton tweeted congratulations, adding`: the subject of the finite verb before."""
    words = _sentence_before(narration, verb)
    for token in reversed(words):
        if token.tag_ in FINITE and token.pos_ == "VERB":
            return _subject(narration, token)
    return _of_clause(narration, verb) or _ending(words[:-1])


def _beside(narration: Narration, verb: Token) -> list[Token]:
    """The noun phrase that the verb follows, with auxiliaries, adverbs and phrases between looked through."""
    words = without_relatives(_clause_before(narration, verb))
    while words:
        while words and (
            words[-1].pos_ in ("AUX", "ADV", "PART") or words[-1].ent_type_ == "Date" or _opens_date(words)
        ):
            words.pop()
        if not words or words[-1].text in STOPS:
            return _before_apposition(words)
        if words[-1].pos_ == "CCONJ":
            return _of_governing(narration, verb)
        phrase = _ending(words)
        left = words.index(phrase[0]) - 1 if phrase else -1
        if left < 0 or words[left].pos_ != "ADP" or words[left].lower_ in CLAUSE_OPENERS:
            return phrase
        words = words[:left]
    return []


def _of_relative(narration: Narration, verb: Token) -> list[Token]:
    """`a surrogate who said`: the phrase before the relative pronoun that is the verb's subject."""
    words = _clause_before(narration, verb)
    while words and words[-1].pos_ in ("AUX", "ADV", "PART"):
        words.pop()
    if not words or words[-1].lower_ not in ("who", "which", "that") or words[-1].tag_ == "DT":
        return []
    words.pop()
    if words and words[-1].text == ",":
        words.pop()
    return _ending(words)


def _ending(words: Sequence[Token]) -> list[Token]:
    """The noun phrase at the end of the words."""
    phrase: list[Token] = []
    for at in range(len(words) - 1, -1, -1):
        token = words[at]
        if not _joins(token, words[at - 1] if at else None):
            break
        phrase.insert(0, token)
    return noun_phrase(phrase)


def _clause_before(narration: Narration, verb: Token) -> list[Token]:
    sentence = _sentence_at(narration, verb)
    if sentence is None:
        return []
    start = max(
        (narration.marked[m].closed for m in sentence.marked if narration.marked[m].closed <= verb.idx), default=0
    )
    return narration.tokens(max(start, sentence.span.start), verb.idx)


def _sentence_before(narration: Narration, verb: Token) -> list[Token]:
    """The article's own words of the verb's sentence before it."""
    sentence = _sentence_at(narration, verb)
    return narration.tokens(sentence.span.start, verb.idx) if sentence else []


def _opens_date(words: Sequence[Token]) -> bool:
    """Whether the last word is the preposition of a date that was just dropped: "Smith on Tuesday said"."""
    following = words[-1].i + 1
    return words[-1].pos_ == "ADP" and following < len(words[-1].doc) and words[-1].doc[following].ent_type_ == "Date"


def _joins(token: Token, left: Token | None) -> bool:
    """Whether a word can stand inside a noun phrase that is read from its end."""
    if token.pos_ in ("NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "SYM", "") and token.ent_type_ != "Date":
        return token.lower_ not in RELATIVES and token.tag_ not in ("WP", "WDT", "WRB") and token.text not in STOPS
    if token.lower_ in ("'s", "’s", "'", "’", "-", "–", "/") or token.tag_ == "POS":
        return left is not None and not _gap(left, token)
    if token.tag_ in ("VBN", "VBG", "CD") and token.dep_ == "amod":
        return True
    return token.pos_ == "ADP" and left is not None and left.pos_ in ("NOUN", "PROPN")


def _gap(left: Token, right: Token) -> bool:
    return left.idx + len(left) < right.idx


def _doubtful(phrase: Sequence[Token]) -> bool:
    """Whether what stands before the phrase may hold the true subject: "the union representing workers said"."""
    first = phrase[0]
    if first.i == 0:
        return False
    left = first.nbor(-1)
    if left.pos_ == "CCONJ":
        return left.i > 0 and left.nbor(-1).text != ","
    return left.lower_ not in CLAUSE_OPENERS and left.pos_ in ("VERB", "ADP")


def _before_apposition(words: Sequence[Token]) -> list[Token]:
    """`Privalova, the acting president and a champion, thanked`: the phrase before the one between commas."""
    segments: list[list[Token]] = [[]]
    for token in words:
        if token.text in STOPS and not _hyphen(token):
            segments.append([])
        else:
            segments[-1].append(token)
    kept = [s for s in segments if s]
    for segment in reversed(kept[:-1]):
        if any(t.pos_ == "PROPN" for t in segment[-2:]):
            return noun_phrase(segment)
    return []


def _hyphen(token: Token) -> bool:
    return token.text in "-–" and token.i > 0 and not _gap(token.nbor(-1), token)


def _of_clause(narration: Narration, verb: Token) -> list[Token]:
    """The subject of the sentence's main clause: for "saying", "to say" where the parse gives none."""
    for token in _sentence_before(narration, verb):
        if token.dep_ in ("nsubj", "nsubj:pass") and token.head.dep_ not in ("acl:relcl", "ccomp", "advcl"):
            return noun_phrase_of(narration, token)
    return []


def noun_phrase_of(narration: Narration, head: Token) -> list[Token]:
    """The noun phrase around a head word, without relative clauses and appositions after a comma."""
    start = min((t.i for t in head.subtree if t.i <= head.i and _inside(t, head)), default=head.i)
    doc = head.doc
    tokens = [t for t in doc[start : min(len(doc), head.i + 20)] if narration.own(t)]
    stops = [t.i for t in tokens if t.i < head.i and t.text in STOPS and not _hyphen(t)]
    left = [t for t in tokens if max(stops, default=-1) < t.i <= head.i]
    right = noun_phrase([t for t in tokens if t.i >= head.i])
    return [*(t for t in left if t.i < head.i), *right] if right else left


def _inside(token: Token, head: Token) -> bool:
    """Whether a word before its head is joined to it without a clause between."""
    node = token
    while node.i != head.i:
        if node.dep_ in ("acl:relcl", "advcl", "parataxis", "ccomp", "cc", "mark", "punct") and node.text != "-":
            return False
        node = node.head
    return True
