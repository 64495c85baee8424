"""Where a pattern fires: its conditions hold at a trigger, and its sides are filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from extract import governing, stance, wording
from extract.fillers import Filler, Fillers
from extract.kinds import type_of
from extract.lexicon import Pattern
from extract.parties import Parties
from extract.roles import is_former
from extract.syntax import passive, preposition, tensed, whole
from extract.triggers import Triggers
from extract.unnamed import counted
from extract.words import lemma


@dataclass(frozen=True, slots=True)
class Find:
    """A pattern that fired: its trigger, the parties it found, and the argument heads they came from."""

    pattern: Pattern
    trigger: Token
    subject: Filler
    object: Filler | None  # None where the fact needs no other party
    post: Token | None = None  # the noun of the post that it is about

    @property
    def sides(self) -> tuple[Filler, ...]:
        return (self.subject,) if self.object is None else (self.subject, self.object)

    @property
    def bears_name(self) -> bool:
        """Whether one of its sides bears a name, where the pattern asks for it."""
        return not self.pattern.some_name or any(type_of(side.party) for side in self.sides)

    @property
    def from_context(self) -> bool:
        return any(side.head is None for side in self.sides)


class Matches:
    """Lays single patterns over the triggers of one Doc."""

    def __init__(self, parties: Parties, fillers: Fillers, triggers: Triggers) -> None:
        self.parties = parties
        self.fillers = fillers
        self.triggers = triggers

    def of(self, pattern: Pattern, token: Token) -> Iterator[Find]:
        """The finds of a pattern at a trigger, subject by subject."""
        if not self.holds(pattern, token) or not _in_form(pattern, token):
            return
        post = self._post(pattern, token)
        if pattern.post.at and post is None:
            return
        subjects = self._subjects(pattern, token)
        doers = {self.parties.identity(subject.party) for subject in subjects}
        for number, subject in enumerate(subjects, 1):
            things = (
                [other for other in subjects[number:] if not _among(other, subject)]
                if pattern.reciprocal
                else self.fillers.objects(pattern, token, bearer=subject.head, post=post)
            )
            if pattern.subject_side.single and _in_turn(token, subjects, things):
                things = things[number - 1 : number]
            for thing in things:
                find = Find(pattern, token, _counted(subject, pattern, thing), thing, post)
                others = pattern.reciprocal or self.parties.identity(thing.party) not in doers  # "A and B greeted them"
                if others and self._counts(find, thing):
                    yield find
            if not things and pattern.alone:
                yield Find(pattern, token, subject, None, post)

    def _subjects(self, pattern: Pattern, token: Token) -> list[Filler]:
        """The subjects, none where the pattern asks for several and there is one."""
        found = self.fillers.subjects(pattern, token)
        if "trigger" not in pattern.subject:
            found = [subject for subject in found if not self._holds(subject, token)]
        if "bearer" in pattern.subject:
            found = [subject for subject in found if not _another(subject.head, token)]
        if pattern.several and len({self.parties.identity(subject.party) for subject in found}) < 2:
            return []
        return found

    def _holds(self, side: Filler, noun: Token) -> bool:
        """Whether a noun is a word of the name that a side bears: the Women's Forum holds no forum, and the Department
        of Transportation has no department called Caltrans."""
        mention = self.parties.mention(side.head) if side.head is not None and noun.pos_ != "VERB" else None
        return mention is not None and mention.kind == "name" and mention.first <= noun.i < mention.last

    def _counts(self, find: Find, thing: Filler) -> bool:
        """Whether a find says something: of two parties, by name where it must, in words that tell what was done."""
        if self.parties.identity(find.subject.party) == self.parties.identity(thing.party) or not find.bears_name:
            return False
        if find.pattern.kind == "noun" and self._holds(thing, find.trigger):
            return False
        if thing.head == find.trigger and "trigger" not in find.pattern.object:
            return False  # "Norway's plan rejected on Monday"
        if not find.pattern.phrase or thing.head is None:
            return True
        return wording.tells(find.trigger, thing.head, self.parties)

    def _post(self, pattern: Pattern, token: Token) -> Token | None:
        """The noun of the post that the pattern asks for: "elected her chair"; none that is over, as in "hired former
        chair Anna Berg"."""
        nouns = (t for path in pattern.post.at for t in self.fillers.paths.walk(token, path))
        posts = (t for t in nouns if pattern.post.words.intersection(self.triggers.nouns(t)))
        return next((t for t in posts if not is_former(t)), None)

    def holds(self, pattern: Pattern, token: Token) -> bool:
        """Whether the arguments that the pattern asks for are there, and none that it excludes."""
        return all(self._words_at(path, token) & words for path, words in pattern.where.items()) and not any(
            self._words_at(path, token) & words for path, words in pattern.unless.items()
        )

    def _words_at(self, paths: str, token: Token) -> set[str]:
        """The words at the end of some paths as patterns ask for them: lemmas, longer nouns, "*" any, "#" a number,
        "=" a clause that tells what is; for a pronoun those of the noun that it stands for."""
        found = [t for path in paths.split("|") for t in self.fillers.paths.walk(token, path)]
        found = [whole(self.fillers.taken_up.noun(t) or t) for t in found]
        words = {word for t in found for word in (lemma(t), *self.triggers.nouns(t))}
        if any(t.ent_type_ != "Date" for t in found):
            words.add("*")  # a date is nobody and no place
        if any(t.pos_ == "NUM" for t in found):
            words.add("#")
        if any(governing.indicative(t) for t in found):
            words.add("=")
        return words


def _counted(subject: Filler, pattern: Pattern, body: Filler) -> Filler:
    """A subject as it is called once it is known what it belongs to, if it is only counted: "148 members" of a body of
    countries."""
    if subject.head is None:
        return subject
    return replace(subject, party=counted(subject.party, subject.head, pattern.subject_side, body.party.entity))


def _in_turn(noun: Token, subjects: Sequence[Filler], things: Sequence[Filler]) -> bool:
    """Whether as many names stand behind a plural noun as bodies before them, each for one: "the Iranian and Russian
    ministers, A and B", "the presidents of Kenya and Uganda, A and B"."""
    if noun.tag_ not in ("NNS", "NNPS") or not 1 < len(subjects) == len(things):
        return False
    held = [thing.head.i for thing in things if thing.head is not None]
    borne = [subject.head.i for subject in subjects if subject.head is not None]
    return len(held) == len(borne) == len(things) and max(noun.i, *held) < min(borne)


def _among(one: Filler, all_: Filler) -> bool:
    """Whether one is only an example of the others: "ten states, among them Chad"."""
    node = one.head
    while node is not None and node.dep_ == "conj":
        node = node.head
    return node is not None and all_.head is not None and node != all_.head and all_.head.is_ancestor(node)


def _in_form(pattern: Pattern, token: Token) -> bool:
    """Whether a verb has the stance and the form that the pattern asks for."""
    if pattern.requires and not pattern.requires & stance.of(token).kinds:
        return False
    if pattern.passive and not passive(token):
        return False
    return not pattern.finite or (tensed(token) and not passive(token))


def _another(bearer: Token | None, role: Token) -> bool:
    """Whether a noun is what another role is held in: in "members of the board, members of the council" the board is
    no member."""
    if bearer is None or role.pos_ != "NOUN":
        return False
    while bearer.dep_ == "conj":
        bearer = bearer.head
    return preposition(bearer) == "of" and lemma(bearer.head) == lemma(role)
