"""Whom a noun phrase or a pronoun names as a side of a fact, in sentences read by the whole pipeline."""

from __future__ import annotations

import pytest

from extract.clauses import Clauses
from extract.parties import Parties
from tests.extract.people import mentions
from tests.extract.test_frames import facts
from tests.extract.trees import tree

DOERS = [
    # (text, type, the fact's object, everyone who does it)
    ("A court stopped Nokia from selling the factory.", "event", "factory", {"Nokia"}),
    ("Police prevented Amir Karimi from visiting Cuba.", "visit", "Cuba", {"Amir Karimi"}),
    ("Emmanuel Macron thanked Angela Merkel for visiting Cuba.", "visit", "Cuba", {"Angela Merkel"}),
    ("Lena Brandt thanked Sweden for signing the treaty.", "event", "treaty", {"Sweden"}),
    ("Lena Brandt criticised FIFA for banning Kuwait.", "sanction", "Kuwait", {"FIFA"}),
    ("Amir Karimi urged the leaders to reject the treaty.", "oppose", "treaty", {"leaders"}),
    ("Ana Cruz sent Pedro Rojas to sign the treaty.", "event", "treaty", {"Pedro Rojas"}),
    ("Chile sent Pedro Rojas to meet Karol Nawrocki.", "meeting", "Karol Nawrocki", {"Pedro Rojas"}),
    ("Norway backed a plan for Sweden to sign the treaty.", "event", "treaty", {"Sweden"}),
    ("Anna Berg leads a project for pupils to visit Lima.", "visit", "Lima", set()),
    ("The decision of UEFA to suspend Serbia was welcomed by Norway.", "sanction", "Serbia", {"UEFA"}),
    ("Anna Berg, who won the medal, and Jan Novak met in Oslo.", "award", "medal", {"Anna Berg"}),
    ("Anna Berg, who won the gold medal, and Jan Novak visited Lima.", "award", "gold medal", {"Anna Berg"}),
    ("Sweden, which signed the treaty, and Norway met in Oslo.", "event", "treaty", {"Sweden"}),
    ("The Norwegian Anna Berg won the race.", "event", "race", {"Anna Berg"}),
    ("The Norwegian Anna Berg met Petr Pavel in Prague.", "meeting", "Petr Pavel", {"Anna Berg"}),
    ("The Frenchman Jean Roux signed the agreement.", "event", "agreement", {"Jean Roux"}),
    ("The Dutchman signed the treaty.", "event", "treaty", set()),
    ("The Irishwoman opposed the plan.", "oppose", "plan", set()),
    ("Germans opposed the plan.", "oppose", "plan", {"Germans"}),
    ("The Irishman opposed the plan.", "oppose", "plan", set()),
    # whom a surname means that two bear, and "he" behind a verb of saying
    ("Anna Berg and Petr Berg met in Oslo. Mr Berg opposed the plan.", "oppose", "plan", {"Petr Berg"}),
    ("Petr Berg and Anna Berg met in Oslo. Ms Berg opposed the plan.", "oppose", "plan", {"Anna Berg"}),
    ("Petr Berg and Anna Berg met in Oslo. Berg opposed the plan.", "oppose", "plan", {"Petr Berg"}),
    ("Anna Berg works on a bill to ban Russia from the games.", "sanction", "Russia", set()),
    ("Sweden passed a law to ban Russia from the games.", "sanction", "Russia", {"Sweden"}),
    ("Anna Berg asked Petr Pavel to apologise for opposing the plan.", "oppose", "plan", {"Petr Pavel"}),
    ("Petr Pavel met Omar Haddad. Omar Haddad said that he opposed the plan.", "oppose", "plan", {"Omar Haddad"}),
    ("The Dutch signed the treaty.", "event", "treaty", {"Netherlands"}),
    ("The European Commission met. The commission of the African Union suspended Niger.",
     "sanction", "Niger", {"commission of the African Union"}),
    ("The Council of Europe met in May. The council of the Arab League suspended Syria.",
     "sanction", "Syria", {"council of the Arab League"}),
    ("The Council of Europe met in May. The council suspended Syria.", "sanction", "Syria", {"Council of Europe"}),
    # descriptions of a body that was named
    ("FIFA and the IOC met. FIFA agreed. The world body suspended Peru.", "sanction", "Peru", {"FIFA"}),
    ("The African Union met in Accra. The 55-nation bloc suspended Niger.", "sanction", "Niger", {"African Union"}),
    ("The African Union met in Accra. The same body suspended Niger.", "sanction", "Niger", {"African Union"}),
    ("The Cuban federation met. UEFA agreed. The Cuban federation banned Anna Berg.",
     "sanction", "Anna Berg", {"Cuban federation"}),
    # whom a count takes up, singles out or announces
    ("Chad, Togo and Niger met. The three countries signed the treaty.", "event", "treaty", {"Chad", "Togo", "Niger"}),
    ("Ten states, among them Chad and Togo, signed the treaty.", "event", "treaty", {"Chad", "Togo"}),
    ("Two states signed the treaty: Chad and Togo.", "event", "treaty", {"Chad", "Togo"}),
    ("Polish boxers Jan Novak and Petr Pavel signed the treaty.", "event", "treaty", {"Jan Novak", "Petr Pavel"}),
    ("Leaders like Anna Berg opposed the plan.", "oppose", "plan", {"Leaders like Anna Berg", "Anna Berg"}),
    ("A leader like Anna Berg opposed the plan.", "oppose", "plan", {"leader like Anna Berg"}),
    ("Judges Jan Novak of Peru and Petr Pavel of Chad opposed a plan.", "oppose", "plan", {"Jan Novak", "Petr Pavel"}),
    # whoever is named before an apposition does what its clause says
    ("Anna Berg, an economist who opposed the plan, spoke.", "oppose", "plan", {"Anna Berg"}),
    ("Alexander Lukashenko, whose country signed the treaty, spoke in Belarus.", "event", "treaty", {"Belarus"}),
    ("It met the Arab League (AL), whose council suspended Syria.", "sanction", "Syria", {"Arab League"}),
    # ... and whoever is said to be what a clause goes on about, or stands beside a noun
    ("Petr Pavel is a former lawyer who opposed the plan.", "oppose", "plan", {"Petr Pavel"}),
    ("Petr Pavel is not a lawyer who opposed the plan.", "oppose", "plan", {"lawyer"}),
    ("Anna Berg met Greenpeace, a group that opposed the plan.", "oppose", "plan", {"Greenpeace"}),
    ("The state news agency Xinhua criticised the plan.", "oppose", "plan", {"Xinhua"}),
    ("It happened in Kuwait, a mother who opposed the plan said.", "oppose", "plan", {"mother"}),
    ("Nokia chief executive Pekka Lund opposed the plan.", "oppose", "plan", {"Pekka Lund"}),
    ("The Arab League (AL) secretary-general Omar Haddad opposed the plan.", "oppose", "plan", {"Omar Haddad"}),
    # names are joined with names, whatever the parser joined them to
    ("Voters in France and the Netherlands rejected the constitution.",
     "oppose", "constitution", {"Voters in France and the Netherlands"}),
    # who does something where they are
    ("Anna Berg spent two weeks in Israel criticising the plan.", "oppose", "plan", {"Anna Berg"}),
    ("The United States sanctioned Rosneft along with Lukoil.", "sanction", "Lukoil", {"United States"}),
    ("Norway signed the treaty along with Sweden.", "event", "treaty", {"Norway", "Sweden"}),
    ("The Council of Europe met in May. The Arab League met in June. The council suspended Syria.",
     "sanction", "Syria", {"Council of Europe"}),
    # what may be anybody is not guessed
    ("Anna Berg and Petr Pavel met. On Monday there was rain. They opposed the plan.", "oppose", "plan", set()),
    # what something was merely for is no deed
    ("Norway used its new powers to block the deal.", "oppose", "deal", set()),
    ("Anna Berg wrote a letter to announce the news.", "event", "news", set()),
    ("Carlos Mendes flew to Lima to sign the treaty.", "event", "treaty", set()),
    # what somebody owns takes up nobody named before
    ("Jan Lund and Petr Pavel met. Anna Berg decided to fire her two employees.", "event", "Jan Lund", set()),
    # a name's own words say nothing of it
    ("Anna Berg spoke at the Women's Forum in Lima.", "meeting", "Lima", set()),
    ("The California Department of Transportation (Caltrans) opposed the plan.",
     "part_of", "California Department of Transportation", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "thing", "doers"), DOERS, ids=[row[0] for row in DOERS])
def test_nobody_does_it_but_whom_the_sentence_names(text: str, kind: str, thing: str, doers: set[str]) -> None:
    found = [f for f in facts(text) if f.type == kind and f.object is not None and f.object.label == thing]
    assert {f.subject.label for f in found} == doers


NO_PARTIES = [
    ("Norway and Sweden support each other.", "support"),
    ("Emmanuel Macron and Olaf Scholz condemned each other.", "oppose"),
    ("India and Pakistan attacked each other.", "event"),
    ("Sweden opposed how the vote was held.", "oppose"),
    ("Sweden supports how the fund works.", "support"),
    ("Norway condemned this.", "oppose"),
    ("This was condemned by Norway.", "oppose"),
    ("Kenya opposed 2023.", "oppose"),
    ("Norway completed 2019.", "event"),
    ("Norway completed three years.", "event"),
    ("Nokia completed four decades.", "event"),
    ("Norway attacked 13.", "event"),
    ("Anna Berg and Petr Pavel attacked them.", "event"),
    ("Norway was careful when signing what treaties it liked.", "event"),
    ("Anna Berg explained what plan Norway was backing.", "support"),
]


@pytest.mark.parametrize(("text", "kind"), NO_PARTIES, ids=[row[0] for row in NO_PARTIES])
def test_words_that_name_nothing_are_no_party(text: str, kind: str) -> None:
    assert [(f.subject.label, f.object and f.object.label) for f in facts(text) if f.type == kind] == []


LABELS = [
    ("Norway supports this plan.", "support", "plan"),
    ("NATO was founded in 1949.", "founded", "1949"),
    ("Ana Cruz supports the plan to host the games.", "support", "plan to host the games"),
    ("Ana Cruz opposes the idea of hosting the games.", "oppose", "idea of hosting the games"),
    ("Peru rejected the proposal to close the border.", "oppose", "proposal to close the border"),
    ("Iran waited until China backed its application.", "support", "Iran's application"),
    ("Iran said that its application was backed by India.", "support", "Iran's application"),
    ("Kenya protested after Ghana rejected its proposal.", "oppose", "Kenya's proposal"),
    ("Marta Diaz resigned after Peru rejected her proposal.", "oppose", "Marta Diaz's proposal"),
    ("The committee wrote a letter. It was condemned by Norway.", "oppose", "letter"),
    ("Norway wrote a letter. It was condemned by Sweden.", "oppose", "letter"),
    ("Norway was calm. A letter came, and Sweden condemned it.", "oppose", "letter"),
    ("Sweden sent a plan to Norway. It was rejected by Peru.", "oppose", "plan"),
    ("Kenya drafted a treaty. It was signed by Ghana.", "event", "treaty"),
    ("Peru called for an exception to be made.", "proposal", "exception to be made"),
    ("Peru called for a boycott of shops run by farmers.", "proposal", "boycott of shops run by farmers"),
    ("Sweden backed laws that raise taxes.", "support", "laws that raise taxes"),
    ("Norway opposes moves by Sweden to ban cars.", "oppose", "moves by Sweden to ban cars"),
    ("Sweden accused the Oslo-based firm of illegal payments.", "oppose", "Oslo-based firm"),
    ("The court acquitted three leaders of Nokia.", "ruling", "three leaders of Nokia"),
    ("Sweden opposed the ban imposed on Kuwait, which was lifted.", "oppose", "ban imposed on Kuwait"),
    ("Peru rejected the plan that Kenya supported.", "oppose", "plan that Kenya supported"),
    ("The plan that Kenya supports failed.", "support", "plan"),
    ("Sweden praised the way the fund is rolled out.", "support", "way the fund is rolled out"),
]


@pytest.mark.parametrize(("text", "kind", "label"), LABELS, ids=[row[0] for row in LABELS])
def test_a_phrase_is_called_by_what_it_is_of_whose_it_is_and_what_a_pronoun_takes_up(
    text: str, kind: str, label: str
) -> None:
    assert {f.object.label for f in facts(text) if f.type == kind and f.object is not None} == {label}


@pytest.mark.parametrize(("between", "met"), [("president/NOUN/NN", "Omar Haddad"), ("and/CCONJ/CC", None)])
def test_the_bearer_of_a_title_is_met_where_the_parser_took_the_body_for_it(between: str, met: str | None) -> None:
    doc = tree(
        "They/PRON/PRP/1/nsubj met/VERB/VBD/1/ROOT World/PROPN/NNP/3/compound Rowing/PROPN/NNP/1/obj "
        f"{between}/5/dep Omar/PROPN/NNP/3/appos Haddad/PROPN/NNP/5/flat"
    )
    names = mentions(doc)
    found = Parties(doc, names, Clauses(doc, names)).stand_ins.official(doc[3])
    assert (found and found.text) == met
