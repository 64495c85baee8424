"""Who does what to whom, whatever the construction: the arguments of verbs and nouns in a parsed Doc.

"The IOC suspended the ROC", "the ROC, which the IOC suspended", "the ROC was suspended by the IOC", "the IOC's
suspension of the ROC" and "the IOC decided to suspend the ROC" all give the same `subj` and `obj`. Relations are
those of Universal Dependencies 2.

Arguments are keyed by role:

    subj     who does it: nsubj of an active verb, the agent of a passive one, by-phrase of a noun
    obj      whom it is done to: obj, nsubj of a passive verb
    iobj     who receives: iobj, or the subject of a passive verb that keeps its object ("was granted observer status")
    poss     possessor of a noun; compound, amod its modifiers, det its article
    bearer   of a noun that names a role: who is that ("Ireland is a member", "EU member Ireland", "Ireland, a member")
    behind   of a name: where its bearer's post is held ("Presidents X of Nigeria and Y of Benin")
    holder   of a title that stands beside a name: where it is held ("Russian Prime Minister X")
    beside   the same, where nothing stands between ("AU chairperson President X of Egypt": the AU's)
    comp     the head of a complement clause
    relcl    of a noun: the head of its relative clause
    particle  what makes another verb of it: "rule out"
    of, in, from, against ...   the heads of phrases with that preposition
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, wraps
from itertools import islice

from spacy.tokens import Doc, Token

from extract import control, lexical
from extract.appositions import Appositions, Title
from extract.article import Mention
from extract.control import antecedent, before_to, called
from extract.gapping import Gaps
from extract.grammar import GRAMMAR
from extract.lists import Lists
from extract.syntax import (
    RELATIVE,
    apposed,
    before_number,
    children,
    conjuncts,
    contact_subject,
    has,
    is_hyphen,
    joins_phrase,
    marked,
    markers,
    owner_before,
    owns,
    passive,
    preposition,
    siding,
    succeeded,
    succeeds,
    superlative,
    titling,
)
from extract.words import closing, lemma

Arguments = dict[str, list[Token]]

JOINED = 3  # nouns over a body's name at most, up to the post that is held there: "member of the board of Greenpeace"
BEARING = frozenset(("bearer", "behind", "holder", "beside"))
DESCRIBING = frozenset(("DET", "ADJ", "NOUN"))  # words before a name: "the trading house Greenpeace"
NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"))


def _once(method: Callable[[Clauses, Token], Arguments]) -> Callable[[Clauses, Token], Arguments]:
    """Remembers a token's arguments; a token met again while its own are being found has none yet."""

    @wraps(method)
    def remembered(self: Clauses, token: Token) -> Arguments:
        known = self.known[method.__name__]
        if token.i not in known:
            known[token.i] = {}
            known[token.i] = method(self, token)
        return known[token.i]

    return remembered


class Clauses:
    """The arguments of the words of one Doc, found on demand."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention] = ()) -> None:
        self.doc = doc
        self.known: defaultdict[str, dict[int, Arguments]] = defaultdict(dict)
        mentions = tuple(mentions)
        self.lists = Lists(doc, mentions)
        self.titles = Appositions(doc, mentions, self.lists)

    def at(self, token: Token, role: str) -> list[Token]:
        """The heads in one role of a token; heads of coordinated phrases only (`conjuncts` gives the rest)."""
        borne = self.bearers(token).get(role) if role in BEARING else None
        return borne or self.arguments(token).get(role, [])  # "behind" is a preposition, too

    @_once
    def arguments(self, token: Token) -> Arguments:
        """The argument heads of `token` by role, but for those of who bears a role."""
        found: Arguments = defaultdict(list)
        for child in children(token):
            self._place(token, child, found)
        if token.dep_ == "cop" and token.head.pos_ in ("NOUN", "PROPN") and (case := preposition(token.head)):
            found.update({"subj": self.subjects(token.head), case: [token.head]})  # "Norway is in the council"
        elif token.pos_ in ("VERB", "AUX"):
            self._surface(token, found)
        else:
            self._shared_phrases(token, found)
            if not found.get("poss") and (owner := owner_before(token)) is not None:
                found["poss"].append(owner)
        for role, tokens in found.items():
            found[role] = list(dict.fromkeys(called(antecedent(t)) for t in tokens))
        return dict(found)

    def _place(self, token: Token, child: Token, found: Arguments) -> None:
        dep = child.dep_
        if before_to(child, token):
            return
        if dep in ("obj", "iobj") and owns(child):
            return  # "confirmed Norway's support", parsed as two objects
        if dep in ("compound", "amod") and siding(child) is not None:
            return  # "the pro-Moscow president"
        if dep == "compound" and any(t.text in (",", ")") for t in self.doc[child.i : token.i]):
            return  # two names of a list
        if dep == "compound" and (owner := next((c for c in child.rights if c.dep_ == "flat" and owns(c)), None)):
            found["poss"].append(owner)  # "sprinter | Anna Berg's ban"
            return
        if (person := _named_to(child)) is not None:
            found["obj"].append(person)
            found["comp"].append(child)
            return
        if dep in ("obj", "iobj", "compound", "amod", "appos", "nummod"):
            found[dep].append(child)
            if dep == "obj":
                found["iobj"] += [c for c in child.lefts if before_number(c, child) or _bestowed_on(c, token)]
        elif dep == "compound:prt":
            found["particle"].append(child)
        elif dep in ("advmod", "mark"):
            found["adverb" if dep == "advmod" else "mark"].append(child)
            for phrase in (c for c in child.rights if c.dep_ == "obl" and child.lower_ in GRAMMAR.double):
                found[preposition(phrase)].append(phrase)  # "together with Norway"
        elif dep == "nmod:poss":
            found["poss"].append(child)
        elif dep in ("det", "det:predet"):
            found["det"].append(child)
        elif (
            dep in ("ccomp", "xcomp")
            or (dep == "acl" and token.pos_ not in ("VERB", "AUX"))
            or _called_for(token, child)
        ):
            found["comp"] += [child, *(c for c in child.children if c.dep_ == "conj" and c.pos_ == "VERB")]
            if not self._opened(child, found) and (case := preposition(child)):
                found[case].append(child)
        elif dep == "acl:relcl" and token.pos_ == "NOUN":
            found["relcl"].append(child)
        elif dep == "advcl" and self._opened(child, found):
            pass
        elif dep == "obl:agent" and preposition(child) in ("by", "from"):
            found["subj"].append(child)
        elif dep.startswith("nmod") and token.pos_ != "NUM" and self._apart(child, token):
            found["mod"].append(child)
        elif dep.startswith("obl") and self._behind_a_time(child):
            pass
        elif dep.startswith(("obl", "nmod", "advcl", "acl")) and (case := preposition(child)):
            role = "subj" if case == "by" and token.pos_ == "NOUN" and dep.startswith("nmod") else case
            if case == "in" and superlative(token):
                role = "among"  # "the youngest mayor in Japan" is no mayor of Japan
            found[role].append(self._next_to_case(child))
        elif dep == "nmod" and any(c.text == ":" and token.i < c.i < child.i for c in child.lefts):
            found["appos"].append(child)  # "has ten members: Peru, Chile"
        elif dep in ("obl", "obl:unmarked", "nmod:unmarked", "nmod"):
            found["mod"].append(child)
        elif joins_phrase(child):
            found[preposition(child)].append(child)

    def _shared_phrases(self, noun: Token, found: Arguments) -> None:
        """The phrases that the last of joined nouns has for all: "a travel ban and asset freeze on them"."""
        last = [c for c in noun.children if c.dep_ == "conj" and c.pos_ == "NOUN"][-1:]
        for child in (c for other in last for c in other.children if c.dep_ == "nmod"):
            if (case := preposition(child)) in GRAMMAR.aiming and not found[case]:
                found[case].append(child)

    def _apart(self, child: Token, noun: Token) -> bool:
        """Whether a comma parts a phrase from a noun right before it: "both founders, of Iceland"."""
        case = next((c for c in child.children if c.dep_ == "case"), None)
        return case is not None and case.i == noun.i + 2 and self.doc[noun.i + 1].text == "," and case.lower_ == "of"

    def _behind_a_time(self, child: Token) -> bool:
        """Whether what somebody was for a time is told of that time, whatever the parser hung it on: "was elected after
        two years as | mayor"."""
        case = next((c for c in child.lefts if c.dep_ == "case" and c.lower_ == "as"), None)
        time = case.nbor(-1) if case is not None and case.i > 0 else None
        return time is not None and lemma(time) in GRAMMAR.units and preposition(time) in ("after", "following")

    def _next_to_case(self, child: Token) -> Token:
        """The name right behind the preposition where an aside follows it: "along with Belarus - Russia's main ally
        -"."""
        case = next(c for c in markers(child) if c.dep_ in ("case", "mark"))
        last = max(case.i, *(c.i for c in case.children)) if has(case, "fixed") else case.i
        if last + 1 < len(self.doc) and GRAMMAR.double.get(case.lower_) == self.doc[last + 1].lower_:
            last += 1
        mention = self.lists.names.get(last + 1)
        if mention is None or mention.first <= child.i < mention.last or mention.last >= len(self.doc):
            return child
        after = self.doc[mention.last]
        aside = after.text in (",", "-", "–", "—", "(") and not is_hyphen(after)
        return self.doc[mention.head] if aside else child

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
        if passive(verb):
            found["subj"] = [*(found["subj"] or self._agents(verb)), *self._and_by(verb)]
        if (verb.dep_ == "acl:relcl" or contact_subject(verb)) and not found["obj"]:
            # "the ban the IOC lifted", "gave him": the gap is the object when the verb has a subject of its own
            own = [child for child in verb.children if child.dep_ == "nsubj" or child == contact_subject(verb)]
            between = self.doc[verb.head.i + 1 : verb.i]
            placed = any(t.tag_ in RELATIVE and preposition(t) for t in between)  # "the party to which he belongs"
            if own and own[0].tag_ not in RELATIVE and verb.head.i < verb.i and not placed:
                found["obj"] = [verb.head]

    def subjects(self, verb: Token) -> list[Token]:
        """The grammatical subject of a verb or predicate noun, wherever it stands."""
        return control.subjects(verb, self.lists)

    def _agents(self, verb: Token) -> list[Token]:
        """Who does what a passive verb says, where the parser took the phrase with "by" for any other, of the verb or
        of a phrase between: "was awarded to the runner by the city"."""
        places = [c for c in verb.rights if c.dep_.startswith("obl")]
        within = [c for place in places for c in place.rights if c.dep_.startswith(("nmod", "obl"))]
        return [c for c in (*places, *within) if preposition(c) == "by" and c.pos_ in ("NOUN", "PROPN", "PRON")]

    def _and_by(self, verb: Token) -> Iterator[Token]:
        """Who else does what a passive verb says, behind clauses about the first: "backed by India, which has asked
        for it, and by | Peru"."""
        within = [t for t in self.doc[verb.i + 1 : closing(verb)] if t.lower_ == "by" and t.dep_ == "case"]
        first = next((t for t in within if t.head.pos_ in ("NOUN", "PROPN")), None)
        for case in within:
            verbs = (t for t in reversed(self.doc[verb.i : case.i]) if t.tag_ == "VBN" and self._has_agent(t, case.i))
            if case != first and case.nbor(-1).lower_ == "and" and next(verbs, None) == verb:
                yield case.head

    def _has_agent(self, participle: Token, end: int) -> bool:
        return any(preposition(c) == "by" and c.i < end for c in participle.rights)

    @_once
    def bearers(self, noun: Token) -> Arguments:
        """Who bears the role that a noun names, and where it is held."""
        if noun.pos_ in ("VERB", "AUX"):
            return {}
        found: Arguments = {}
        title = self.titles.of(noun) if noun.pos_ in ("NOUN", "PROPN") or titling(noun) else Title()
        if title.holder is not None:
            found["holder"] = [title.holder]
            if title.beside:
                found["beside"] = [title.holder]
        behind = self.titles.behind(noun)
        if behind is not None:
            found["behind"] = [behind]
        beside = [title.bearer] if title.bearer is not None else []
        if noun.pos_ == "ADJ":
            beside += self.lists.before(noun)
        own, joined = [*beside, *self._bearer(noun, self.arguments(noun))], self._of_joined(noun)
        others = self.lists.beside_all(noun)
        own = [t for t in own if t not in others]
        found["bearer"] = joined if joined and noun.dep_ == "appos" else own or joined
        return {role: list(dict.fromkeys(antecedent(t) for t in tokens)) for role, tokens in found.items()}

    def _bearer(self, noun: Token, found: Arguments) -> Iterator[Token]:
        """Who is what the noun says; several constructions may say it at once."""
        head, dep = noun.head, noun.dep_
        if has(noun, "cop"):
            yield from self.subjects(noun)
        for beside in found.get("appos", ()):
            nested = (c for c in beside.children if c.dep_ == "appos")  # "its president, the billionaire Anna Berg"
            yield from (c for c in (beside, *nested) if c.i in self.lists.names)
        for preposition_ in GRAMMAR.exemplifying:
            yield from found.get(preposition_, ())
        yield from (c for c in noun.children if c.dep_ in ("flat", "flat:name") and c.i == noun.i + 1 and c.ent_type_)
        yield from self.among_them(noun)
        if (dep in ("nmod:desc", "parataxis") or apposed(noun)) and head.pos_ in NOMINAL:
            several = noun.tag_ == "NNS" or (noun.tag_ == "CD" and noun.lower_ != "one")  # "Chad and Togo, two of ten"
            yield self.lists.start(head) if several else self._named_first(head)
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
            yield from self.at(head, "bearer")
        if head.pos_ == "VERB" and any(c.lower_ == "one" and has(c, "cc") for c in noun.children):
            yield from self.subjects(head)  # "is joining, and currently one of three observers"
        if dep == "nmod" and preposition(noun) == "as" and head.pos_ in NOMINAL:
            yield from self.arguments(head.head).get("subj", ()) if succeeded(head) else (head,)
        if dep == "conj" and head.pos_ in ("NOUN", "PROPN") and not head.ent_type_:
            yield from self.at(head, "bearer")
        if dep == "conj" and head.ent_type_ and any(c.lower_ == "other" for c in noun.lefts):
            yield self.lists.start(head)  # "Germany and other members"

    def _of_joined(self, noun: Token) -> list[Token]:
        """The bearer of the post that another is joined to, where the parser hung it on that one's body: "chair of
        Greenpeace and | director of Amnesty", "a member of the court, | a member of the council"."""
        if noun.dep_ not in ("conj", "appos") or noun.head.ent_type_ != "Organization" or noun.tag_ == "NNS":
            return []
        posts = [t for t in islice(noun.head.ancestors, JOINED) if t.pos_ == "NOUN" and not t.ent_type_]
        if noun.dep_ == "appos":
            posts = [t for t in posts if lemma(t) == lemma(noun)]  # "chair of FIFA, football's governing body"
        return next((found for t in posts if (found := self.at(t, "bearer"))), [])

    def _named_first(self, name: Token) -> Token:
        """Whom an apposition describes: in "Anna Berg of the BBC, winner of the prize" no broadcaster."""
        whose = (
            self.lists.names.get(name.head.i) if name.dep_ == "nmod" and preposition(name) in ("of", "from") else None
        )
        return name.head if whose is not None and whose.label == "Person" else name

    def in_place_of(self, token: Token) -> list[Token]:
        """The names that a verb is left out of which take the place of this one: "Poland joined in 2004, Romania in
        2007"."""
        return self._in_place.get(token.i, [])

    @cached_property
    def gaps(self) -> Gaps:
        """The names that verbs left out are said of."""
        return Gaps(self.doc, self.lists.names)

    @cached_property
    def _in_place(self) -> dict[int, list[Token]]:
        places: dict[int, list[Token]] = defaultdict(list)
        for name, gap in self.gaps.of_name.items():
            found = self.arguments(self.doc[gap.verb])
            given = [c for role in ("subj", "obj") for t in found.get(role, ()) for c in conjuncts(t)]
            like = self.gaps.like(name, given)
            if like is not None:
                places[like.i].append(self.doc[name])
        return places

    def among_them(self, noun: Token) -> Iterator[Token]:
        """The names that a sentence goes on to single out from what a plural noun counts: "has ten members, among them
        Peru and Chile"."""
        if noun.tag_ not in ("NNS", "NNPS"):
            return
        for token in self.doc[noun.i + 1 : closing(noun) - 2]:
            others = token.tag_ == "CD" and token.nbor().pos_ == "PUNCT"  # "with 15, among them Peru, opposed"
            if token.tag_ in ("NNS", "NNPS") or token.text == ";" or others:
                return
            if token.lower_ in GRAMMAR.singling_out and token.nbor().lower_ in GRAMMAR.plural:
                if (mention := self._last_name(token.i + 2)) is not None:
                    yield self.doc[mention.head]
                return

    def _last_name(self, i: int) -> Mention | None:
        """The name that the phrase from a token on ends with: "former Kremlin adviser Anna Berg"."""
        found = None
        while i < len(self.doc):
            if (mention := self.lists.names.get(i)) is not None:
                found, i = mention, mention.last
            elif self.doc[i].pos_ in DESCRIBING or self.doc[i].lower_ in GRAMMAR.possessive:
                i += 1
            else:
                break
        return found

    def singled_out(self, noun: Token) -> list[Token]:
        """The names that a clause gives of those whom it is about: "Those sanctioned by the EU include Peru", "Among
        the firms fined is Greenpeace"."""
        clause = noun.head
        if noun.tag_ not in ("NNS", "NNPS") and noun.lower_ != "those":
            return []
        if noun.dep_ == "nsubj" and lemma(clause) in GRAMMAR.listing:
            return [c for c in clause.children if c.dep_ == "obj"]
        return [clause] if preposition(noun) in GRAMMAR.singling_out and has(clause, "cop") else []

    def _of_verb(self, noun: Token, verb: Token) -> Iterator[Token]:
        """The bearer of a role that a verb gives or has: "became a member", "appointed X as coach", "served as
        president"."""
        case = preposition(noun)
        if case == "as" and succeeds(verb):
            yield from self.arguments(verb).get("subj", ())
        elif case == "as":
            yield from (c for c in verb.children if c.dep_ == "obj")
            yield from self.subjects(verb)
        elif not case and noun.dep_ == "xcomp":
            objects = [c for c in verb.children if c.dep_ == "obj" and c != noun]
            yield from objects or self.subjects(verb)
        elif not case and lemma(verb) in GRAMMAR.becoming:
            yield from self.subjects(verb)


def _named_to(post: Token) -> Token | None:
    """Who gets a post that the parser took for the last word of the name: "elected Anna Berg | president"."""
    bare = post.dep_ in ("obj", "xcomp") and post.head.pos_ == "VERB" and not has(post, "det") and not has(post, "cop")
    if not bare or (post.lower_,) not in lexical.load().offices:
        return None
    before = (c for c in post.lefts if c.dep_ in ("compound", "nsubj") and c.i == post.head.i + 1)
    return next((c for c in before if c.ent_type_ == "Person"), None)


def _bestowed_on(name: Token, verb: Token) -> bool:
    """Whether who gets something stands between the verb and it, parsed as a part of it: "granted Peru | observer
    status"."""
    behind = name.i == verb.i + 1 and name.dep_ == "compound" and name.ent_type_ in ("Location", "Organization")
    return behind and lemma(verb) in GRAMMAR.bestowing and name.head.i > name.i + 1


def _called_for(verb: Token, clause: Token) -> bool:
    """Whether an infinitive that the parser took for a purpose is what somebody is called on to do, or decided."""
    if clause.dep_ != "advcl" or not marked(clause, "to"):
        return False
    return lemma(verb) in GRAMMAR.deciding or bool(control.called_on(verb, clause))
