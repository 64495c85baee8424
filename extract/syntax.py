"""Small questions about one word of a parsed sentence: its preposition, its voice, what is coordinated with it.

The relations are those of Universal Dependencies 2, and some answers look past the parser's usual mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from extract import lexical
from extract.grammar import GRAMMAR
from extract.words import closing, lemma, opening, phrasal

PAST, PRESENT = ("VBD", "VBN"), ("VBZ", "VBP")
RELATIVE = frozenset(("WP", "WDT", "WP$"))  # tags of relative pronouns


def introduced(noun: Token) -> bool:
    """Whether a noun phrase tells of something new, which a name in it only describes: "an Ohio company"."""
    return any(c.dep_ == "det" and c.lower_ in GRAMMAR.introducing for c in noun.children)


def conjuncts(token: Token) -> list[Token]:
    """`token` and what is coordinated with it, in order: the members of a list."""
    found, queue = [], [token]
    while queue:
        node = queue.pop(0)
        found.append(node)
        beside = [c for c in node.children if c.dep_ == "conj" and c.pos_ not in ("VERB", "AUX")]
        beside = [
            c for c in beside if preposition(c) != "by" or preposition(node) in ("by", "")
        ]  # "to it, and by Peru"
        queue += [c for c in beside if not joins_phrase(c) and joins_name(c) is None and not _excepted(c)]
        if node.dep_.startswith("nmod"):
            queue += [c for c in node.head.children if c.dep_ == "conj" and joins_name(c) == node]
    meant = [t for t in found if not _only_describes(t)] or found
    return sorted({*meant, *_joined_before_noun(token)}, key=lambda t: t.i)


def _only_describes(name: Token) -> bool:
    """Whether a name that a post is joined to tells, with the one before the post, what of: "Uruguay and Barcelona |
    striker Jan Novak"."""
    if not name.ent_type_:
        return False
    posts = (c for c in name.rights if c.dep_ == "conj" and c.tag_ == "NN" and any(d.ent_type_ for d in c.lefts))
    post = next((c for c in posts if all(t.dep_ == "cc" for t in name.doc[name.i + 1 : c.left_edge.i])), None)
    beside = (c for c in post.rights if c.dep_ in ("appos", "flat")) if post is not None else ()
    return any(c.ent_type_ == "Person" and c.i == c.head.i + 1 for c in beside)


def _joined_before_noun(name: Token) -> Iterator[Token]:
    """The names before a noun that another one there is joined to: "an EU and | NATO member", whichever of them the
    parser joined the noun to."""
    if name.dep_ != "compound" or not name.ent_type_:
        return
    first = name.head.head if name.head.dep_ == "conj" else name
    if first.ent_type_ and first.i < name.i and all(t.dep_ == "cc" for t in name.doc[first.i + 1 : name.left_edge.i]):
        yield first
    for other in name.head.lefts:
        if other.dep_ == "compound" and other.ent_type_ == name.ent_type_ and other != name:
            first, last = sorted((other, name), key=lambda t: t.i)
            between = [t for t in name.doc[first.i + 1 : last.i] if not last.is_ancestor(t)]
            if between and all(t.dep_ == "cc" for t in between):
                yield other


def _excepted(token: Token) -> bool:
    """Whether a word is joined to all of a kind as the one that is not meant: "all members | but Hungary"."""
    everyone = (token.head, *token.head.lefts)
    told = any(t.lower_ in GRAMMAR.whole for t in everyone)
    return told and any(c.dep_ == "cc" and c.lower_ in GRAMMAR.excepting for c in token.lefts)


def joins_name(name: Token) -> Token | None:
    """The name of the same kind right before that another is joined to, where the parser joined it to the noun before:
    "voters in France and the Netherlands"."""
    noun = name.head
    if not name.ent_type_ or name.dep_ != "conj" or noun.pos_ != "NOUN" or noun.ent_type_:
        return None
    for child in noun.rights:
        if child.dep_.startswith("nmod") and child.ent_type_ == name.ent_type_ and child.i < name.i:
            between = name.doc[child.right_edge.i + 1 : name.left_edge.i]
            joined = any(c.dep_ == "cc" for c in name.children)
            if joined and all(t.text == "," for t in between):
                return child
    return None


def joins_phrase(token: Token) -> bool:
    """Whether a word is joined to the noun before a phrase, and means the phrase: "a member of FIFA and of UEFA"."""
    noun, case = token.head, preposition(token)
    if token.dep_ != "conj" or not case or noun.pos_ not in ("NOUN", "ADJ") or preposition(noun) == case:
        return False
    return any(c.dep_.startswith(("nmod", "obl")) and c.i < token.i and preposition(c) == case for c in noun.children)


def preposition(token: Token) -> str:
    """The preposition of a phrase's head, with what is fixed to it: "in", "such as", "along with"; "" without one."""
    for child in markers(token):
        if child.dep_ == "case" and child.lower_ not in GRAMMAR.possessive:
            fixed = [c.lower_ for c in child.children if c.dep_ == "fixed"]
            after = child.nbor().lower_ if child.i + 1 < len(child.doc) else ""
            before = child.nbor(-1).lower_ if child.i > 0 else ""
            if GRAMMAR.double.get(before) == child.lower_:
                return f"{before} {child.lower_}"
            double = GRAMMAR.double.get(child.lower_) == after
            return " ".join([child.lower_, *([after] if double else fixed)])
        if child.dep_ == "mark" and child.lower_ not in GRAMMAR.subordinating and child.head.pos_ == "VERB":
            return str(child.lower_)
    return ""


def markers(token: Token) -> list[Token]:
    """What hangs on a phrase's head, or on a further word of the name that heads it; a preposition that opens the
    phrase also where it was hung on an adjective: "for immediate and unconditional release"."""
    parts = [token, *(c for c in token.children if c.dep_ in ("flat", "flat:name"))]
    found = [c for part in parts for c in part.children]
    first = token.left_edge
    if first.dep_ == "case" and first.head.head == token and opens_over(first):
        found.append(first)
    elif first.i > 0 and _hung_back(first.nbor(-1)):
        found.append(first.nbor(-1))
    return found


def _hung_back(word: Token) -> bool:
    """Whether a preposition that opens a phrase was hung on the one before: "on Thursday | on ten firms"."""
    return word.dep_ == "case" and word.tag_ == "IN" and word.head.i < word.i and word.pos_ == "ADP"


def opens_over(word: Token) -> bool:
    """Whether a preposition opens the phrase of a noun, though hung on an adjective of it ("at least" is none) or on a
    title before a name: "a spokesman | for President Jan Novak"."""
    before = (word.head.dep_ == "amod" and word.head.tag_ == "JJ") or word.head.dep_ == "nmod:desc"
    return word.dep_ == "case" and before and word.i < word.head.i


def passive(verb: Token) -> bool:
    """Whether the verb's grammatical subject is the one it is done to."""
    if has(verb, "aux:pass"):
        return True
    if any(c.dep_ == "aux" and lemma(c) == "have" for c in verb.children) or contact_subject(verb) is not None:
        return False  # "have signed", whatever the parser made of its subject
    if has(verb, "nsubj:pass") or has(verb, "csubj:pass"):
        return True
    joined = verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not has(verb, "nsubj")
    if joined and verb.tag_ == "VBD" and lemma(verb) in GRAMMAR.transitive and not has(verb, "obj"):
        return passive(verb.head)  # "was banned in May and reinstated in June"
    if verb.tag_ in PAST and _is_done_in_headline(verb):
        return True
    if verb.tag_ in PAST and _set_off(verb):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ in ("aux", "nsubj") for c in verb.children):
        return False  # with a subject of its own and no auxiliary it is a past tense, whatever the tagger called it
    if joined:
        return passive(verb.head)
    return verb.dep_ in ("acl", "advcl", "amod", "ROOT", "root", "xcomp", "acl:relcl", "parataxis") and not has(
        verb, "obj"
    )


def contact_subject(verb: Token) -> Token | None:
    """The subject of a clause that tells of the noun before it without a "that": "the ban | it | imposed", whatever the
    parser made of it; None for any other verb."""
    if not verb.dep_.startswith("acl") or has(verb, "aux:pass"):
        return None
    before = (c for c in verb.lefts if c.dep_.startswith("nsubj") and c.i == verb.head.i + 1)
    return next((c for c in before if c.tag_ == "PRP" and c.lower_ not in GRAMMAR.reflexive), None)


def under_way(verb: Token) -> bool:
    """Whether the form of a verb tells a deed as not done yet: "is joining", "was leaving"."""
    return verb.tag_ == "VBG" and any(lemma(c) == "be" and c.tag_ in ("VBZ", "VBP", "VBD") for c in verb.children)


def tensed(verb: Token) -> bool:
    """Whether a verb has a tense, of its own or of an auxiliary."""
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(c.dep_ == "aux" and c.tag_ != "TO" for c in verb.children)


def _is_done_in_headline(verb: Token) -> bool:
    """Whether a headline leaves out the "is" of what was done: "Peru suspended from league", "Anna Berg named FIFA
    president". What somebody did would stand in the present tense there."""
    bestowed = lemma(verb) in GRAMMAR.bestowing
    if not bestowed and (lemma(verb) not in GRAMMAR.transitive or has(verb, "obj")):
        return False
    if verb.tag_ == "VBD" and not verb.lower_.endswith("ed"):
        return False  # "gave" did so
    end = verb.doc[closing(verb) - 1]
    while end.is_space and end.i > verb.i:
        end = end.nbor(-1)
    titled = not end.is_punct and (end.i + 1 == len(verb.doc) or end.nbor().is_space)
    return titled and not any(c.dep_ in ("aux", "ccomp", "xcomp", "iobj") for c in verb.children)


def headlined(verb: Token) -> bool:
    """Whether a headline leaves out the "is" of what is to come: "Norway to join NATO"."""
    if verb.tag_ != "VB" or not marked(verb, "to"):
        return False
    if verb.head == verb:
        return any(c.dep_.startswith("nsubj") and c.i < verb.i for c in verb.children)
    noun = verb.head
    alone = verb.dep_ == "acl" and noun.head == noun and noun.pos_ == "PROPN" and noun.left_edge.i == opening(noun)
    return alone and not any(tensed(t) for t in noun.sent)


def titling(token: Token) -> bool:
    """Whether a word is the last of a title before a name, be it an adjective to the parser: "chief", "chief
    executive"."""
    if token.dep_ == "nmod:desc":
        return True
    before = token.dep_ == "amod" and token.i == token.head.i - 1 and token.head.ent_type_ == "Person" and token.i > 0
    return before and (token.nbor(-1).lower_, token.lower_) in lexical.load().offices


def owns(token: Token) -> bool:
    """Whether the name or noun stands in the possessive."""
    return any(c.dep_ == "case" and c.lower_ in ("'s", "’s", "'", "’") for c in token.children)


def number(noun: Token) -> str:
    """The number that counts a noun, where one does: of "27 member states" and "the 27-nation union", too."""
    # "27 member states", "six more states"
    words = [noun, *(c for c in noun.lefts if c.dep_ == "compound" or c.lower_ in GRAMMAR.adding)]
    found = next((c for word in words for c in word.lefts if c.dep_ == "nummod"), None)
    if found is None:
        return noun.doc[noun.i - 2].text if _hyphened(noun) else ""
    first = next((c for c in found.lefts if c.dep_ == "compound" and c.like_num), found)  # "twenty-seven states"
    return noun.doc[first.i : found.i + 1].text


def whole(token: Token) -> Token:
    """What a word for some of it is of, any other word itself: "most of its | sanctions"."""
    if lemma(token) not in GRAMMAR.portions:
        return token
    of = (c for c in token.rights if c.dep_.startswith(("nmod", "obl")) and preposition(c) == "of")
    return next(of, token)


def modified(noun: Token) -> Token | None:
    """What a noun stands before and tells more of, if anything: "the 27-nation union", however that is parsed."""
    if noun.dep_ in ("amod", "compound"):
        return noun.head
    doc, i = noun.doc, noun.i + 1
    if not _hyphened(noun) or i >= len(doc) or doc[i].pos_ not in ("NOUN", "PROPN", "ADJ"):
        return None
    token = doc[i]
    while token.dep_ in ("amod", "compound", "flat") and token.head.i == token.i + 1:
        token = token.head
    return token


def _hyphened(noun: Token) -> bool:
    """Whether a noun is joined to a number: "27-nation"."""
    doc, i = noun.doc, noun.i
    return noun.tag_ == "NN" and i > 1 and doc[i - 1].text == "-" and doc[i - 2].like_num


def predicate(noun: Token) -> bool:
    """Whether a noun or adjective is said of a subject."""
    return has(noun, "cop") or has(noun, "nsubj")


def marked(token: Token, word: str) -> bool:
    """Whether the clause opens with this word ("to", "if")."""
    return any(c.dep_ in ("mark", "case") and c.lower_ == word for c in token.children)


def _set_off(verb: Token) -> bool:
    """Whether a comma parts a participle from the "subject" that it only describes: "Kenya, admitted in 1963, left"."""
    alone = not any(c.dep_ in ("aux", "cop", "obj") for c in verb.children)
    subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if subject is None or not alone or verb.i == 0 or verb.nbor(-1).text != ",":
        return False
    return subject.right_edge.i == verb.i - 2


def succeeds(verb: Token) -> bool:
    """Whether the subject gets what the object had: "Anna Berg succeeded Jan Novak as president"."""
    return not GRAMMAR.succeeding.isdisjoint((lemma(verb), phrasal(verb)))


def succeeded(name: Token) -> bool:
    """Whether somebody is succeeded: "took over from | Jan Novak"."""
    return name.dep_ in ("obj", "obl") and succeeds(name.head)


def superlative(noun: Token) -> bool:
    """Whether a noun is the utmost of its kind: "the youngest mayor", "the longest-serving mayor", not "the latest"."""
    words = (t for c in noun.lefts if c.dep_ == "amod" for t in (c, *c.lefts))
    return any(t.tag_ in ("JJS", "RBS") and t.lower_ not in GRAMMAR.ordering for t in words)


def has(token: Token, dep: str) -> bool:
    """Whether the token has a child of this relation."""
    return any(c.dep_ == dep for c in token.children)


def is_hyphen(token: Token) -> bool:
    return token.text in "-–" and token.i > 0 and not apart(token.nbor(-1), token)


def apposed(noun: Token) -> bool:
    """Whether a noun is in apposition to its head: behind a semicolon the next of a list begins, "with Anna Berg; the
    director, Jan Novak; and"."""
    return noun.dep_ == "appos" and ";" not in (t.text for t in noun.doc[noun.head.i : noun.i])


def siding(name: Token) -> Token | None:
    """The prefix that makes a name the side that somebody takes: "the | pro-Moscow president"."""
    if name.i < 2 or not is_hyphen(name.nbor(-1)):
        return None
    return name.nbor(-2) if name.nbor(-2).lower_ in GRAMMAR.siding else None


def apart(left: Token, right: Token) -> bool:
    return left.idx + len(left) < right.idx


def before_number(name: Token, noun: Token) -> bool:
    """Whether a name stands before the amount that it was made a part of: "fined Chelsea | 100,000 euros", "| £10m"."""
    part = name.dep_ == "compound" or (name.dep_ == "nmod:poss" and not owns(name))
    behind = name.right_edge.nbor()
    return part and name.pos_ == "PROPN" and behind.tag_ in ("CD", "$") and (behind == noun or noun.is_ancestor(behind))


def owner_before(noun: Token) -> Token | None:
    """The possessor right before a noun's phrase that the parser hung beside it: "Anna Berg's | two-year ban"."""
    first = noun.left_edge
    mark = first.nbor(-1) if first.i > 0 else first
    owner = mark.head
    return owner if mark.dep_ == "case" and owns(owner) and owner.i < mark.i and owner.head == noun.head else None


def _taker(word: Token) -> Token:
    """The verb that an object belongs to, its head for any other word."""
    verb = word.head
    if word.dep_ != "obj" or verb.pos_ != "VERB" or word.i < verb.i:
        return verb
    joined = [c for c in verb.rights if c.dep_ == "conj" and c.pos_ == "VERB" and c.i < word.i and not has(c, "obj")]
    filled = bool(joined) and any(c.dep_ == "obj" and verb.i < c.i < joined[-1].i for c in verb.rights)
    return joined[-1] if filled else verb


def children(token: Token) -> list[Token]:
    """What hangs on a word, or on the prefix that a hyphen ties to it: "re-elected as president"; of two joined verbs
    the second has the object behind it, whichever the parser hung it on: "fought the ban and accused | Greenpeace"."""
    first = token.head.rights if token.dep_ == "conj" and token.pos_ == "VERB" else ()
    own = [c for c in (*token.children, *first) if c != token and _taker(c) == token]
    prefix = next((c for c in own if c.i == token.i - 2 and is_hyphen(token.nbor(-1))), None)
    return own if prefix is None else [*own, *(c for c in prefix.rights if c.i > token.i)]
