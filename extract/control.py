"""The subject of a verb, which may stand in another clause.

"Iran decided to join", "the IOC asked Iran to join", "called on Iran to join", "Iran's plan to join": who joins is the
subject of the governing verb, its object, the noun of a phrase, the owner of a noun. Grammarians call that control;
with it come the subjects that coordination, relative clauses and participles leave out. The words that name a speaker
are another matter (`extract.subjects`).
"""

from __future__ import annotations

from spacy.tokens import Token

from extract.ellipsis import inverted
from extract.factuality import Stances
from extract.grammar import GRAMMAR
from extract.lists import Lists
from extract.speech import speech
from extract.syntax import RELATIVE, has, headlined, marked, owns, passive, predicate, preposition, tensed
from extract.words import lemma, opening, phrasal

OWN = frozenset(("nsubj", "nsubj:pass", "nsubj:outer", "csubj"))
TOLD = frozenset(("proposed", "requested", "ordered", "wanted"))  # what verbs make of it that tell somebody to act


def subjects(verb: Token, lists: Lists) -> list[Token]:
    """The grammatical subject of a verb or predicate noun: its own, or the one that it shares with its governor."""
    if own := _own(verb):
        return [antecedent(c) for c in _nearest(own, verb)]
    behind = lists.starting(verb.i + 1) if inverted(verb) else []
    if beside := behind or lists.before(verb):
        return beside
    if actor := for_whom(verb):
        return [actor]
    if torn := _torn_away(verb):
        return [torn]
    return _shared(verb, verb.head, lists) if verb.head != verb else []


def _torn_away(verb: Token) -> Token | None:
    """The subject right before a finite verb that the parser gave to a verb further back, which has its own: `"We
    know," | Anna Berg left early`."""
    i = verb.i - 1
    while i > opening(verb) and (verb.doc[i].pos_ in ("ADV", "AUX") and verb.doc[i].head == verb):
        i -= 1
    noun = verb.doc[i]
    while noun.dep_ in ("flat", "compound", "conj") and noun.head.i < noun.i:
        noun = noun.head
    taker = noun.head
    torn = tensed(verb) and noun.dep_ in OWN and taker.i < noun.i and taker != verb
    return noun if torn and any(c.dep_ in OWN and c.i < taker.i for c in taker.children) else None


def _own(verb: Token) -> list[Token]:
    """The subjects that hang on the verb itself, or before it on its complement: "was not elected president"."""
    emphatic = verb.dep_ == "acl"  # "Fiji, itself suspended in 2009"
    own = [
        c
        for c in verb.children
        if not (emphatic and c.lower_ in GRAMMAR.reflexive)
        and (c.dep_ in OWN or _acts(c, verb) or before_to(c, verb))
        and _in_one_clause(c, verb)
    ]
    if own:
        return [c for c in own if not owns(c)] or own  # "Anna Berg's office said", parsed as two subjects
    complements = (x for x in verb.children if x.dep_ == "xcomp")  # a subject before the verb is never theirs alone
    return [c for x in complements for c in x.children if c.dep_.startswith("nsubj") and c.i < verb.i]


def _acts(word: Token, verb: Token) -> bool:
    """Whether an "it" that the parser took for an empty one does something: "announced it planned to join"."""
    return word.dep_ == "expl" and word.lower_ == "it" and any(c.dep_ in ("xcomp", "obj") for c in verb.children)


def before_to(word: Token, verb: Token) -> bool:
    """Whether an object stands before the "to" of its infinitive: "want Britain to act" has Britain act."""
    mark = _to(verb) if word.dep_ == "obj" else None
    return mark is not None and verb.head.i < word.i < mark.i


def _to(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.tag_ == "TO" and c.dep_ == "mark"), None)


def _in_one_clause(subject: Token, verb: Token) -> bool:
    """Whether no semicolon or colon parts a subject from its verb: what stands behind one belongs to the next
    clause."""
    first, last = sorted((subject.i, verb.i))
    return all(t.text not in (";", ":") for t in verb.doc[first:last])


def _nearest(subjects: list[Token], verb: Token) -> list[Token]:
    """Of two subjects before a verb the nearer, where the parser took the end of a phrase in front ("In the second half
    of the match", "Day two") for the other."""
    before = [c for c in subjects if c.dep_ == "nsubj" and c.i < verb.i]
    apart = [
        c
        for c in before[:-1]
        if lemma(c) in GRAMMAR.units or any(t.pos_ == "ADP" for t in verb.doc[opening(verb) : c.i])
    ]
    return [c for c in subjects if c not in apart]


def antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for; any other token itself."""
    if token.tag_ not in RELATIVE:
        return token
    node = token
    for _ in range(6):
        node = node.head
        if node.dep_ in ("acl:relcl", "advcl:relcl") and node.head.i < token.i:
            return _agreeing(node.head, node) if token.head == node and token.dep_ == "nsubj" else node.head
        if node.head == node:
            break
    return _before_comma(token)


def called(token: Token) -> Token:
    """What somebody is said to call something, for "what" itself: "condemned what it termed a coup", "hailed what he
    saw as a gift"."""
    if token.lower_ != "what":
        return token
    namings = (c for c in token.rights if c.dep_ == "acl:relcl")
    nouns = (c for verb in namings for c in verb.rights if c.pos_ in ("NOUN", "PROPN") and _is_name_given(c, verb))
    return next(nouns, token)


def _is_name_given(noun: Token, verb: Token) -> bool:
    """Whether a noun is what a verb calls its object."""
    if marked(noun, "as"):
        return noun.dep_.startswith(("obl", "xcomp", "advcl"))
    return noun.dep_ in ("xcomp", "obj") and "describe" in speech().kinds(verb.lower_)


def _agreeing(noun: Token, clause: Token) -> Token:
    """The noun that a relative clause tells of: where its verb is in the singular and the noun in the plural, the one
    that this hangs on: "a senator courting voters who often votes for both"."""
    singular = any(t.tag_ == "VBZ" for t in (clause, *clause.children) if t == clause or t.dep_ in ("aux", "cop"))
    outer = noun.head
    apart = noun.tag_ == "NNS" and singular and outer != noun and not has(noun, "conj")
    return outer if apart and outer.pos_ in ("NOUN", "PROPN") and outer.tag_ not in ("NNS", "NNPS") else noun


def _before_comma(token: Token) -> Token:
    """The noun right before the comma and "who" or "whose", where the parser missed that one hangs on the other."""
    i = token.i - 2
    if token.lower_ not in ("who", "whose") or i <= opening(token) or token.nbor(-1).text != ",":
        return token
    noun = token.doc[i - 1 if token.doc[i].text == ")" else i]
    while noun.dep_ in ("flat", "compound") and noun.head.i < token.i:
        noun = noun.head
    return noun if noun.pos_ in ("NOUN", "PROPN") else token


def for_whom(verb: Token) -> Token | None:
    """Who is to act where "for" says so right before the infinitive: "a project for pupils to visit Lima"."""
    mark = _to(verb)
    if mark is None or mark.i == opening(verb):
        return None
    noun = mark.nbor(-1)
    while noun.dep_ in ("flat", "flat:name", "compound"):
        noun = noun.head
    return noun if noun.pos_ in ("NOUN", "PROPN", "PRON") and _behind(noun) == "for" else None


def _behind(noun: Token) -> str:
    """The preposition before a phrase, also where the parser made it a word of the verb: "called on | Anna Berg"."""
    before = noun.left_edge.nbor(-1) if noun.left_edge.i > opening(noun) else noun
    return preposition(noun) or (before.lower_ if before.pos_ == "ADP" else "")


def _shared(verb: Token, head: Token, lists: Lists) -> list[Token]:
    """The subject that a verb without one shares with the word that it hangs on, by the way it hangs there."""
    if (reporting := said_on(verb)) is not None:
        return subjects(reporting, lists)
    dep = verb.dep_
    if dep == "conj":
        return subjects(head, lists)
    if dep == "xcomp" or (dep == "ccomp" and marked(verb, "to")):
        return _of_complement(verb, head, lists)
    if dep == "advcl":
        return _of_adverbial(verb, head, lists)
    if dep == "acl:relcl":
        return [head] if head.i < verb.i else []
    return _of_modifier(verb, head, lists) if dep == "acl" else []


def said_on(verb: Token) -> Token | None:
    """The verb of reporting whose subject goes on to say something, where the parser hung that on what was said:
    "Poland must act, he said, | calling for a ban"; "said it would help and | urged residents to come"."""
    told = verb.head
    reporting = told.head
    if told.dep_ != "ccomp" or reporting == told or not {verb.lower_, reporting.lower_} <= speech().verbs.keys():
        return None
    if verb.dep_ == "advcl" and verb.tag_ == "VBG":
        behind = told.i < reporting.i < verb.i and "," in (t.text for t in verb.doc[reporting.i : verb.i])
        return reporting if behind else None
    helped = any(c.dep_ in ("aux", "cop", "aux:pass") for c in told.children)
    follows = verb.dep_ == "conj" and verb.tag_ == reporting.tag_ == "VBD" and helped and reporting.i < told.i
    shares = any(c.dep_.startswith(("nsubj", "aux", "cop")) or c.lower_ in GRAMMAR.contrasted for c in verb.children)
    return reporting if follows and not shares else None


def _of_complement(verb: Token, head: Token, lists: Lists) -> list[Token]:
    """Who does what an infinitive names: the object of the governing verb ("asked Iran to join"), else its
    subject."""
    if head.pos_ not in ("VERB", "AUX"):
        return subjects(head, lists)
    objects = [c for c in head.children if c.dep_ in ("obj", "iobj")]
    return objects[:1] or called_on(head, verb) or subjects(head, lists)


def called_on(head: Token, verb: Token) -> list[Token]:
    """Who is to do what an infinitive names: "called on FIFA to act", "appealed to the court to act"."""
    words = Stances.load().governors
    return [
        c
        for c in head.children
        if c.dep_ == "obl" and head.i < c.i < verb.i and "proposed" in words.get(f"{lemma(head)} {_behind(c)}", ())
    ]


def _of_adverbial(verb: Token, head: Token, lists: Lists) -> list[Token]:
    """The subject of an adverbial clause: that of its governor, or whom the governor moves or hinders ("sent them to
    sign", "stopped the paper from printing it", "accused them of lying", "talked them into voting")."""
    purpose = marked(verb, "to")
    if purpose and (summoned := called_on(head, verb)):
        return summoned
    hindered = verb.tag_ == "VBG" and preposition(verb) in ("from", "for", "of", "into")
    if hindered or (purpose and lemma(head) in GRAMMAR.sending):
        for dep in ("iobj", "obj"):  # "gave him a medal for saving it"
            if undergoing := [c for c in head.children if c.dep_ == dep and c.i < verb.i]:
                return undergoing
        return subjects(head, lists)
    participle = verb.tag_ == "VBN" and not has(verb, "aux:pass")
    if participle and (named := _right_before(verb)):
        return [named]
    if participle and marked(verb, "as"):
        return []  # "as announced by the minister": of nothing that the sentence names
    shares = not marked(verb, "if") and (head.pos_ in ("VERB", "AUX") or predicate(head))
    return subjects(head, lists) if shares else []


def _right_before(participle: Token) -> Token | None:
    """The noun right before a participle, whatever the parser hung it on: "held a summit hosted by Peru"."""
    noun = participle.nbor(-1) if participle.i > opening(participle) else participle
    while noun.dep_ in ("flat", "flat:name"):
        noun = noun.head
    return noun if noun.pos_ in ("NOUN", "PROPN") else None


def _of_modifier(verb: Token, noun: Token, lists: Lists) -> list[Token]:
    """The subject of a clause that hangs on a noun: the noun for a participle, its owner for "the plan to join"."""
    if headlined(verb):
        return [noun]
    if named := _named_last(noun):
        return [named]
    if (deed := put_out(verb)) is not None:
        agents = [c for c in deed.children if c.dep_ == "obl:agent"]
        return agents if passive(deed) else subjects(deed, lists)
    infinitive = marked(verb, "to") or marked(verb, "of") or marked(verb, "for")
    if not infinitive and _is_meanwhile(verb, noun):
        return subjects(noun.head, lists)
    if not infinitive or passive(verb):  # "the ban imposed in May", "the games to be held in June"
        return [noun]
    if lemma(noun) in GRAMMAR.instruments and marked(verb, "to") and lemma(noun.head) not in GRAMMAR.enacting:
        return [noun]  # "works on a bill to ban them": the bill is to do it
    if owners := [c for c in noun.children if c.dep_ == "nmod:poss"]:
        return owners
    if predicate(noun):
        return subjects(noun, lists)
    if of_whom := [c for c in noun.children if c.dep_ == "nmod" and preposition(c) == "of" and c.i < verb.i]:
        return of_whom  # "the request of the council to act"
    governor = noun.head
    if lemma(governor) in GRAMMAR.judging or preposition(noun) == "against":
        return []  # "condemned the decision to let them back": somebody else's
    if teller(verb) is not None:
        return [noun]
    if governor == noun:
        return []
    given = [c for c in governor.children if c.dep_ in ("iobj", "obj") and c.i < noun.i]
    if given and noun.dep_ == "obj" and lemma(noun) not in GRAMMAR.pledging:
        return given  # "gave Peru the right to join": Peru is to do it, unless it was given a promise
    if noun.dep_ in ("obj", "obl", "xcomp", "obl:unmarked"):
        return subjects(governor, lists)
    nested = noun.dep_.startswith("nmod") and governor.pos_ == "NOUN" and preposition(noun) in GRAMMAR.nesting
    return _of_modifier(verb, governor, lists) if nested else []


def put_out(participle: Token) -> Token | None:
    """The verb by which somebody puts out, or takes somewhere, what a participle tells: "issued a statement |
    condemning it", "appealed to the court | challenging it"."""
    noun = participle.head
    deed = noun.head
    if participle.dep_ != "acl" or participle.tag_ != "VBG" or has(participle, "mark") or deed.pos_ != "VERB":
        return None
    said = lemma(noun) in GRAMMAR.papers and {lemma(deed), phrasal(deed)} & GRAMMAR.issuing
    if said or (lemma(noun) in GRAMMAR.orders and lemma(deed) in GRAMMAR.enforcing):
        return deed if noun.dep_ in ("obj", "nsubj:pass") else None
    return deed if noun.dep_ == "obl" and lemma(deed) in GRAMMAR.petitioning else None


def _is_meanwhile(participle: Token, noun: Token) -> bool:
    """Whether a participle tells what somebody does at a place or time right before it: "spent a week in Lima lobbying
    for it"; a name without a comma is told no more of."""
    if participle.tag_ != "VBG" or noun.head.pos_ != "VERB" or participle.left_edge.nbor(-1).text == ",":
        return False
    place = noun.ent_type_ == "Location" and noun.dep_ == "obl" and preposition(noun) in GRAMMAR.places
    return (place and not owns(noun)) or lemma(noun) in GRAMMAR.units


def _named_last(noun: Token) -> Token | None:
    """Who alone did, or did first or last, what hangs on the subject of a sentence that ends by naming them: "the last
    country to join was Croatia"."""
    orders = any(t.lower_ in GRAMMAR.ordering for t in (noun, *noun.children) if t.dep_ in ("amod", "nsubj"))
    named = noun.head
    plainly = has(named, "cop") and not has(named, "aux") and not has(named, "advmod")  # not "would be", "was not"
    return named if orders and noun.dep_ == "nsubj" and named.pos_ == "PROPN" and plainly else None


def teller(infinitive: Token) -> Token | None:
    """The verb that tells somebody to act, where the parser hung the infinitive on its object: "urged the leaders to
    reject it"."""
    noun = infinitive.head
    if infinitive.dep_ != "acl" or noun.dep_ != "obj" or not marked(infinitive, "to"):
        return None
    words = Stances.load()
    tells = TOLD & set(words.of(noun.head).kinds) and not words.of(noun).kinds  # not "the decision to"
    return noun.head if tells else None
