"""Who does what to whom, whatever the construction: the arguments of verbs and nouns in a parsed Doc.

"The IOC suspended the ROC", "the ROC, which the IOC suspended", "the ROC was suspended by the IOC", "the IOC's
suspension of the ROC" and "the IOC decided to suspend the ROC" all give the same `subj` and `obj`. Relations are
those of Universal Dependencies 2.

Arguments are keyed by role:

    subj     who does it: nsubj of an active verb, the agent of a passive one, by-phrase of a noun
    obj      whom it is done to: obj, nsubj of a passive verb
    iobj     who receives: iobj, or the subject of a passive verb that keeps its object ("was granted observer status")
    poss     possessor of a noun; compound, amod its modifiers
    bearer   of a noun that names a role: who is that ("Ireland is a member", "EU member Ireland", "Ireland, a member")
    behind   of a name: where its bearer's post is held ("Presidents X of Nigeria and Y of Benin")
    holder   of a title that stands beside a name: where it is held ("Russian Prime Minister X")
    beside   the same, where nothing stands between ("AU chairperson President X of Egypt": the AU's)
    comp     the head of a complement clause
    particle  what makes another verb of it: "rule out"
    of, in, from, against ...   the heads of phrases with that preposition
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import wraps

from spacy.tokens import Doc, Token

from extract.appositions import Appositions, Title
from extract.article import Mention
from extract.ellipsis import inverted
from extract.factuality import Stances
from extract.grammar import GRAMMAR
from extract.words import lemma, opening

Arguments = dict[str, list[Token]]

RELATIVE = frozenset(("WP", "WDT", "WP$"))
TOLD = frozenset(("proposed", "requested", "ordered", "wanted"))  # what verbs make of it that tell somebody to act
NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"))


def _once(method: Callable[[Clauses, Token], Arguments]) -> Callable[[Clauses, Token], Arguments]:
    """Remembers a token's arguments; a token met again while its own are being found has none yet."""

    @wraps(method)
    def remembered(self: Clauses, token: Token) -> Arguments:
        if token.i not in self.known:
            self.known[token.i] = {}
            self.known[token.i] = method(self, token)
        return self.known[token.i]

    return remembered


class Clauses:
    """The arguments of the words of one Doc, found on demand."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention] = ()) -> None:
        self.doc = doc
        self.known: dict[int, Arguments] = {}
        self.titles = Appositions(doc, mentions)

    @_once
    def arguments(self, token: Token) -> Arguments:
        """The argument heads of `token` by role; heads of coordinated phrases only (`conjuncts` gives the rest)."""
        found: Arguments = defaultdict(list)
        for child in token.children:
            self._place(token, child, found)
        if token.pos_ in ("VERB", "AUX"):
            self._surface(token, found)
        else:
            self._bearers(token, found)
        for role, tokens in found.items():
            found[role] = list(dict.fromkeys(self.antecedent(t) for t in tokens))
        return dict(found)

    def _place(self, token: Token, child: Token, found: Arguments) -> None:
        dep = child.dep_
        if _before_to(child, token):
            return
        if dep in ("obj", "iobj") and owns(child):
            return  # "confirmed Norway's support", parsed as two objects
        if dep == "compound" and any(t.text in (",", ")") for t in self.doc[child.i : token.i]):
            return  # two names of a list
        if dep in ("obj", "iobj", "compound", "amod", "appos", "nummod"):
            found[dep].append(child)
        elif dep == "compound:prt":
            found["particle"].append(child)
        elif dep == "nmod:poss":
            found["poss"].append(child)
        elif dep in ("ccomp", "xcomp") or (dep == "acl" and token.pos_ not in ("VERB", "AUX")):
            found["comp"] += [child, *(c for c in child.children if c.dep_ == "conj" and c.pos_ == "VERB")]
            if not self._opened(child, found) and (case := preposition(child)):
                found[case].append(child)
        elif dep == "advcl" and self._opened(child, found):
            pass
        elif dep == "obl:agent" and preposition(child) in ("by", "from"):
            found["subj"].append(child)
        elif dep.startswith("nmod") and token.pos_ != "NUM" and self._apart(child, token):
            found["mod"].append(child)
        elif dep.startswith(("obl", "nmod", "advcl", "acl")) and (case := preposition(child)):
            role = "subj" if case == "by" and token.pos_ == "NOUN" and dep.startswith("nmod") else case
            if case == "in" and any(c.tag_ == "JJS" for c in token.children):
                role = "among"  # "the youngest mayor in Japan" is no mayor of Japan
            found[role].append(self._next_to_case(child))
        elif dep in ("obl", "obl:unmarked", "nmod:unmarked", "nmod"):
            found["mod"].append(child)

    def _apart(self, child: Token, noun: Token) -> bool:
        """Whether a comma parts a phrase from a noun right before it: "both founders, of Iceland"."""
        case = next((c for c in child.children if c.dep_ == "case"), None)
        return case is not None and case.i == noun.i + 2 and self.doc[noun.i + 1].text == "," and case.lower_ == "of"

    def _next_to_case(self, child: Token) -> Token:
        """The name right behind the preposition where an aside follows it: "along with Belarus - Russia's main ally
        -"."""
        case = next(c for c in _markers(child) if c.dep_ in ("case", "mark"))
        last = max(case.i, *(c.i for c in case.children)) if has(case, "fixed") else case.i
        if last + 1 < len(self.doc) and GRAMMAR.double.get(case.lower_) == self.doc[last + 1].lower_:
            last += 1
        mention = self.titles.over.get(last + 1)
        if mention is None or mention.first <= child.i < mention.last or mention.last >= len(self.doc):
            return child
        return self.doc[mention.head] if self.doc[mention.last].text in (",", "-", "–", "—", "(") else child

    def _opened(self, child: Token, found: Arguments) -> bool:
        """ "including X", "starting with X": participles that only open a list."""
        word = child.lower_
        if word not in GRAMMAR.opening:
            return False
        found["including"] += [
            c for c in child.children if c.dep_ == "obj" or (c.dep_ == "obl" and preposition(c) == "with")
        ]
        return True

    def _surface(self, verb: Token, found: Arguments) -> None:
        """Puts the grammatical subject, own or shared, where its voice says it belongs."""
        subjects = self.subjects(verb)
        if not passive(verb):
            found["subj"] = [*subjects, *found["subj"]]
            if len(found["obj"]) > 1:  # "gave the mayor a medal", however the parser calls the first
                found["iobj"] = [*found["iobj"], found["obj"][0]]
        elif found["obj"]:
            found["iobj"] = [*subjects, *found["iobj"]]
        else:
            found["obj"] = list(subjects)
        if passive(verb) and not found["subj"]:
            found["subj"] = self._agents(verb)
        if verb.dep_ == "acl:relcl" and not found["obj"] and not found["iobj"]:
            # "the ban the IOC lifted": the gap is the object when the verb has a subject of its own
            own = [child for child in verb.children if child.dep_ == "nsubj"]
            if own and own[0].tag_ not in RELATIVE and verb.head.i < verb.i:
                found["obj"] = [verb.head]

    def _agents(self, verb: Token) -> list[Token]:
        """Who does what a passive verb says, where the parser took the phrase with "by" for any other, of the verb or
        of a phrase between: "was awarded to the runner by the city"."""
        places = [c for c in verb.rights if c.dep_.startswith("obl")]
        within = [c for place in places for c in place.rights if c.dep_.startswith(("nmod", "obl"))]
        return [c for c in (*places, *within) if preposition(c) == "by" and c.pos_ in ("NOUN", "PROPN", "PRON")]

    def subjects(self, verb: Token) -> list[Token]:
        """The grammatical subject of a verb or predicate noun: its own, or the one that it shares with its governor."""
        own = [
            c
            for c in verb.children
            if (c.dep_ in ("nsubj", "nsubj:pass", "nsubj:outer", "csubj") or _acts(c, verb) or _before_to(c, verb))
            and self._together(c, verb)
        ]
        if not own:  # "was not elected president": a subject before the verb is never its complement's alone
            complements = (x for x in verb.children if x.dep_ == "xcomp")
            own = [c for x in complements for c in x.children if c.dep_.startswith("nsubj") and c.i < verb.i]
        if own:
            return [self.antecedent(c) for c in _nearest(own, verb)]
        behind = self.titles.list_from(verb.i + 1) if inverted(verb) else []
        if beside := behind or self.titles.list_before(verb):
            return beside
        if for_whom := self._for_whom(verb):
            return [for_whom]
        head, dep = verb.head, verb.dep_
        if head == verb:
            return []
        if dep == "conj":
            return self.subjects(head)
        if dep == "xcomp" or (dep == "ccomp" and marked(verb, "to")):
            return self._controller(head, verb)
        if dep == "advcl" and marked(verb, "to") and (called := self._called_on(head, verb)):
            return called
        if dep == "advcl" and verb.tag_ == "VBG" and preposition(verb) in ("from", "for", "of"):
            # "stopped the paper from printing it", "thanked him for coming", "accused them of lying"
            return [c for c in head.children if c.dep_ == "obj" and c.i < verb.i] or self.subjects(head)
        if dep == "advcl" and marked(verb, "to") and lemma(head) in GRAMMAR.sending:
            return [c for c in head.children if c.dep_ == "obj" and c.i < verb.i] or self.subjects(head)
        if dep == "advcl" and not marked(verb, "if"):
            return self.subjects(head) if head.pos_ in ("VERB", "AUX") or predicate(head) else []
        if dep == "acl:relcl":
            return [head] if head.i < verb.i else []
        if dep == "acl":
            return self._modified(verb, head)
        if dep in ("parataxis", "aux"):
            return []
        return []

    def _together(self, subject: Token, verb: Token) -> bool:
        """Whether no semicolon parts a subject from its verb: what stands behind one belongs to the next clause."""
        first, last = sorted((subject.i, verb.i))
        return all(t.text != ";" for t in self.doc[first:last])

    def _controller(self, head: Token, verb: Token) -> list[Token]:
        """Who does what an infinitive names: the object of the governing verb ("asked Iran to join"), else its
        subject."""
        if head.pos_ not in ("VERB", "AUX"):
            return self.subjects(head)
        objects = [c for c in head.children if c.dep_ in ("obj", "iobj")]
        return objects[:1] or self._called_on(head, verb) or self.subjects(head)

    def _for_whom(self, verb: Token) -> Token | None:
        """Who is to act where "for" says so right before the infinitive: "a project for pupils to visit Lima"."""
        mark = next((c for c in verb.children if c.tag_ == "TO" and c.dep_ == "mark"), None)
        if mark is None or mark.i == opening(verb):
            return None
        noun = self.doc[mark.i - 1]
        return noun if noun.pos_ in ("NOUN", "PROPN", "PRON") and preposition(noun) == "for" else None

    def _called_on(self, head: Token, verb: Token) -> list[Token]:
        """Who is to do what an infinitive names: "called on FIFA to act", "appealed to the court to act"."""
        words = Stances.load().governors
        return [
            c
            for c in head.children
            if c.dep_ == "obl"
            and head.i < c.i < verb.i
            and "proposed" in words.get(f"{lemma(head)} {preposition(c)}", ())
        ]

    def _modified(self, verb: Token, noun: Token) -> list[Token]:
        """The subject of a clause that hangs on a noun: the noun for a participle, its owner for "the plan to join"."""
        infinitive = marked(verb, "to") or marked(verb, "of") or marked(verb, "for")
        if not infinitive or passive(verb):  # "the ban imposed in May", "the games to be held in June"
            return [noun]
        owners = [c for c in noun.children if c.dep_ == "nmod:poss"]
        if owners:
            return owners
        if predicate(noun):
            return self.subjects(noun)
        if of_whom := [c for c in noun.children if c.dep_ == "nmod" and preposition(c) == "of" and c.i < verb.i]:
            return of_whom  # "the request of the council to act"
        governor = noun.head
        if lemma(governor) in GRAMMAR.judging:
            return []  # "condemned the decision to let them back": somebody else's
        if teller(verb) is not None:
            return [noun]
        if governor != noun and noun.dep_ in ("obj", "obl", "xcomp", "nsubj:pass", "obl:unmarked"):
            return self.subjects(governor) if noun.dep_ != "nsubj:pass" else []
        if governor != noun and noun.dep_.startswith("nmod") and governor.pos_ == "NOUN":
            return self._modified(verb, governor)
        return []

    def antecedent(self, token: Token) -> Token:
        """The noun that a relative pronoun stands for; any other token itself."""
        if token.tag_ not in RELATIVE:
            return token
        node = token
        for _ in range(6):
            node = node.head
            if node.dep_ in ("acl:relcl", "advcl:relcl") and node.head.i < token.i:
                return node.head
            if node.head == node:
                break
        return token

    def _bearers(self, noun: Token, found: Arguments) -> None:
        title = self.titles.of(noun) if noun.pos_ in ("NOUN", "PROPN") or noun.dep_ == "nmod:desc" else Title()
        if title.holder is not None:
            found["holder"] = [title.holder]
            if title.beside:
                found["beside"] = [title.holder]
        behind = self.titles.behind(noun)
        if behind is not None:
            found["behind"] = [behind]
        beside = [title.bearer] if title.bearer is not None else []
        if noun.pos_ == "ADJ":
            beside += self.titles.list_before(noun)
        found["bearer"] = list(dict.fromkeys((*beside, *self._bearer(noun, found))))

    def _bearer(self, noun: Token, found: Arguments) -> Iterator[Token]:
        """Who is what the noun says; several constructions may say it at once."""
        head, dep = noun.head, noun.dep_
        if has(noun, "cop"):
            yield from self.subjects(noun)
        yield from (c for c in found.get("appos", ()) if c.i in self.titles.over)
        for preposition_ in GRAMMAR.exemplifying:
            yield from found.get(preposition_, ())
        yield from (c for c in noun.children if c.dep_ in ("flat", "flat:name") and c.i == noun.i + 1 and c.ent_type_)
        if dep in ("appos", "nmod:desc", "parataxis") and head.pos_ in NOMINAL:
            yield head
        if dep in ("nsubj", "nsubj:outer") and has(head, "cop") and head.pos_ in NOMINAL:
            yield head
        if dep == "nsubj" and lemma(head) in GRAMMAR.listing:
            yield from (c for c in head.children if c.dep_ == "obj")
        if dep in ("xcomp", "obj", "obl", "obl:unmarked") and head.pos_ == "VERB":
            yield from self._of_verb(noun, head)
        if dep in ("compound", "amod") and noun.head.ent_type_ and noun.head.i == noun.i + 1:
            yield noun.head
        if (
            dep == "nmod"
            and preposition(noun) == "of"
            and (head.pos_ in ("NUM", "DET", "PRON") or lemma(head) == "one")
        ):
            yield from self.arguments(head).get("bearer", ())
        if head.pos_ == "VERB" and any(c.lower_ == "one" and has(c, "cc") for c in noun.children):
            yield from self.subjects(head)  # "is joining, and currently one of three observers"
        if dep == "nmod" and preposition(noun) == "as" and head.pos_ in NOMINAL:
            yield head
        if dep == "conj" and head.pos_ in ("NOUN", "PROPN") and not head.ent_type_:
            yield from self.arguments(head).get("bearer", ())

    def _of_verb(self, noun: Token, verb: Token) -> Iterator[Token]:
        """The bearer of a role that a verb gives or has: "became a member", "appointed X as coach", "served as
        president"."""
        case = preposition(noun)
        if case == "as":
            yield from (c for c in verb.children if c.dep_ == "obj")
            yield from self.subjects(verb)
        elif not case and noun.dep_ == "xcomp":
            objects = [c for c in verb.children if c.dep_ == "obj" and c != noun]
            yield from objects or self.subjects(verb)
        elif not case and lemma(verb) in GRAMMAR.becoming:
            yield from self.subjects(verb)


def _nearest(subjects: list[Token], verb: Token) -> list[Token]:
    """Of two subjects before a verb the nearer: the parser took the end of a phrase in front for another."""
    before = [c for c in subjects if c.dep_ == "nsubj" and c.i < verb.i]
    return [c for c in subjects if c not in before[:-1]]


def _before_to(word: Token, verb: Token) -> bool:
    """Whether an object stands before the "to" of its infinitive: "want Britain to act" has Britain act."""
    mark = next((c for c in verb.children if c.tag_ == "TO" and c.dep_ == "mark"), None)
    return word.dep_ == "obj" and mark is not None and verb.head.i < word.i < mark.i


def _acts(word: Token, verb: Token) -> bool:
    """Whether an "it" that the parser took for an empty one does something: "announced it planned to join"."""
    return word.dep_ == "expl" and word.lower_ == "it" and any(c.dep_ in ("xcomp", "obj") for c in verb.children)


def conjuncts(token: Token) -> list[Token]:
    """`token` and what is coordinated with it, in order: the members of a list."""
    found, queue = [], [token]
    while queue:
        node = queue.pop(0)
        found.append(node)
        queue.extend(c for c in node.children if c.dep_ == "conj" and c.pos_ not in ("VERB", "AUX"))
    return sorted(found, key=lambda t: t.i)


def teller(infinitive: Token) -> Token | None:
    """The verb that tells somebody to act, where the parser hung the infinitive on its object: "urged the leaders to
    reject it"."""
    noun = infinitive.head
    if infinitive.dep_ != "acl" or noun.dep_ != "obj" or not marked(infinitive, "to"):
        return None
    words = Stances.load()
    tells = TOLD & set(words.of(noun.head).kinds) and not words.of(noun).kinds  # not "the decision to"
    return noun.head if tells else None


def preposition(token: Token) -> str:
    """The preposition of a phrase's head, with what is fixed to it: "in", "such as", "along with"; "" without one."""
    for child in _markers(token):
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


def _markers(token: Token) -> list[Token]:
    """What hangs on a phrase's head, or on a further word of the name that heads it."""
    parts = [token, *(c for c in token.children if c.dep_ in ("flat", "flat:name"))]
    return [c for part in parts for c in part.children]


def passive(verb: Token) -> bool:
    """Whether the verb's grammatical subject is the one it is done to."""
    if any(c.dep_ in ("nsubj:pass", "aux:pass", "csubj:pass") for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ in ("aux", "nsubj") for c in verb.children):
        return False  # with a subject of its own and no auxiliary it is a past tense, whatever the tagger called it
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not has(verb, "nsubj"):
        return passive(verb.head)
    return verb.dep_ in ("acl", "advcl", "amod", "ROOT", "root", "xcomp", "acl:relcl", "parataxis") and not has(
        verb, "obj"
    )


def tensed(verb: Token) -> bool:
    """Whether a verb has a tense, of its own or of an auxiliary."""
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(c.dep_ == "aux" and c.tag_ != "TO" for c in verb.children)


def owns(token: Token) -> bool:
    """Whether the name or noun stands in the possessive."""
    return any(c.dep_ == "case" and c.lower_ in ("'s", "’s", "'", "’") for c in token.children)


def predicate(noun: Token) -> bool:
    """Whether a noun or adjective is said of a subject."""
    return has(noun, "cop") or has(noun, "nsubj")


def marked(token: Token, word: str) -> bool:
    """Whether the clause opens with this word ("to", "if")."""
    return any(c.dep_ in ("mark", "case") and c.lower_ == word for c in token.children)


def has(token: Token, dep: str) -> bool:
    """Whether the token has a child of this relation."""
    return any(c.dep_ == dep for c in token.children)
