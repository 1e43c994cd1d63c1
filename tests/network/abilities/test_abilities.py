"""Everybody against every verb, in every state of a seat and its organisation: whole sets, by the real rules.

The norm is the table of roles in the product's design. A verb that is added to a rules.py, or taken away, fails here;
so does a role that may one thing more or less than these sets say.
"""

from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import get_resolver, reverse
from rules.permissions import add_perm, permissions, remove_perm

from members.models import Organisation, Person
from members.people.second_factor import OPEN_PATHS
from members.rules import is_coordinator
from network.abilities.asking import Answer, answers
from network.abilities.roles import ROLES, Case
from network.abilities.verbs import VERBS, in_words, unexplained
from tests.conftest import Browser
from tests.signing_in import proved

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

DOCS = Path(__file__).parents[3] / "docs"
OF = {role.name: role for role in ROLES}

# States: of a seat that has not ended, and of an organisation.
HELD, ENDED = {"active", "leaving", "unreachable"}, {"ended"}
TAKES_PART = {"active", "lapsing"}
OUTSIDE = {"known", "applied", "declined", "approved", "suspended", "ended"}
EVERY = TAKES_PART | OUTSIDE
NEVER_HAD_ONE = {""}


def may(*, own="", theirs="", elsewhere="", network=""):
    """The whole sets: with their own things, their organisation's, another's, and in the network."""
    return Answer(*(frozenset(verbs.split()) for verbs in (own, theirs, elsewhere, network)))


NOTHING = may()

# What one wrote for an organisation is one's own as long as one holds a seat there.
BY_TALKING = "collaborations.edit_comment collaborations.mark_answer collaborations.take_away_comment"

# What people do for an organisation that has a voice, and by a part they have in a theme of theirs.
BY_SPEAKING = """
    collaborations.propose_theme collaborations.support_theme collaborations.offer collaborations.show_interest
"""
BY_GATHERING = """
    collaborations.take_back_support collaborations.withdraw_offer collaborations.edit_charter collaborations.sign_charter
"""
BY_A_SEAT = "members.hand_over collaborations.step_back"
BY_LOOKING_AFTER = """
    collaborations.withdraw_theme collaborations.ask_who_knows collaborations.appeal_theme collaborations.park_theme
    collaborations.revive_theme collaborations.part_theme collaborations.invite_into_theme collaborations.vouch_into_theme
"""
# What the desk decides about themes of others, and what it may about its own, too.
BY_DECIDING = """
    collaborations.open_theme collaborations.decline_theme collaborations.hold_back_theme collaborations.reconsider_theme
    collaborations.answer_appeal collaborations.merge_theme collaborations.park_theme collaborations.revive_theme
    collaborations.part_theme
"""
ALSO_OWN = "collaborations.park_theme collaborations.revive_theme collaborations.part_theme"

OF_STAFF = [
    (HELD, TAKES_PART, may(
        own=f"{BY_A_SEAT} {BY_LOOKING_AFTER} {BY_GATHERING} {BY_TALKING}",
        theirs="members.take_on_duty",
        network=BY_SPEAKING,
    )),
    (HELD, OUTSIDE, may(own=BY_A_SEAT)),
    (ENDED, EVERY, NOTHING),
]  # fmt: skip

OF_CONTACTS = [
    (HELD, TAKES_PART, may(
        own=f"{BY_A_SEAT} {BY_LOOKING_AFTER} {BY_GATHERING} {BY_TALKING}",
        theirs="""
            members.hand_over members.take_on_duty members.invite members.manage_seats members.decide_join_request
            members.edit_organisation members.accept_code_of_conduct collaborations.take_back_support
            collaborations.withdraw_offer
        """,
        network=f"members.export_members {BY_SPEAKING}",
    )),
    (HELD, OUTSIDE, may(own=BY_A_SEAT, theirs="members.accept_code_of_conduct")),
    (ENDED, EVERY, NOTHING),
]  # fmt: skip

# They see to seats as every contact does, and neither propose nor support.
OF_CONTACTS_WITHOUT_A_VOICE = [
    (HELD, TAKES_PART, may(
        own=f"{BY_A_SEAT} {BY_LOOKING_AFTER} {BY_TALKING}",
        theirs="""
            members.hand_over members.take_on_duty members.invite members.manage_seats members.decide_join_request
            members.edit_organisation members.accept_code_of_conduct
        """,
        network="members.export_members",
    )),
    (HELD, OUTSIDE, may(own=BY_A_SEAT, theirs="members.accept_code_of_conduct")),
    (ENDED, EVERY, NOTHING),
]  # fmt: skip

# Whoever is signed in disagrees when what they wrote is hidden, and removes what it said before; no seat gives them that, and none takes it away.
BY_HAVING_WRITTEN = {"collaborations.appeal_case", "collaborations.blank_version"}
BY_SIGNING_IN = {"collaborations.discuss"}
NOT_SIGNED_IN = {"visitor", "person without an account", "closed account"}

BY_COORDINATING = f"""
    {BY_DECIDING}
    collaborations.edit_charter
    collaborations.mark_answer collaborations.blank_version collaborations.withdraw_offer
    collaborations.contain_case collaborations.decide_case
    members.hand_over members.let_go_duty members.invite members.manage_seats members.decide_join_request
    members.edit_organisation members.set_sign_in_provider members.decide_application members.move_organisation
"""
IN_THE_NETWORK = """
    collaborations.show_interest
    members.keep_people members.import_members members.export_members members.keep_topics collaborations.see_desk
    notifications.tend_mail
    collaborations.answer_enquiry
"""

OF_COORDINATORS_WITH_A_SEAT = [
    (HELD, TAKES_PART, may(
        own=f"{BY_A_SEAT} {BY_LOOKING_AFTER} {BY_GATHERING} {BY_TALKING}",
        theirs=f"{BY_COORDINATING} members.take_on_duty",
        elsewhere=BY_COORDINATING,
        network=f"{IN_THE_NETWORK} {BY_SPEAKING}",
    )),
    (HELD, OUTSIDE, may(
        own=f"{BY_A_SEAT} collaborations.mark_answer collaborations.withdraw_offer collaborations.edit_charter {ALSO_OWN}", theirs=BY_COORDINATING, elsewhere=BY_COORDINATING, network=IN_THE_NETWORK,
    )),
    (ENDED, EVERY, may(
        own=f"members.hand_over collaborations.mark_answer collaborations.withdraw_offer collaborations.edit_charter {ALSO_OWN}", theirs=BY_COORDINATING, elsewhere=BY_COORDINATING, network=IN_THE_NETWORK,
    )),
]  # fmt: skip

# What whoever keeps the desk may, with anybody's things and in the network; deputies no more than that.
AT_THE_DESK = (
    """
    collaborations.edit_charter
    collaborations.mark_answer collaborations.blank_version collaborations.withdraw_offer
    collaborations.contain_case collaborations.decide_case
"""
    + BY_DECIDING
)
DESK_IN_THE_NETWORK = """
    collaborations.show_interest
    collaborations.answer_enquiry
    collaborations.see_desk notifications.tend_mail
"""

OF_DEPUTIES = [
    (HELD, TAKES_PART, may(
        own=f"{BY_A_SEAT} {BY_LOOKING_AFTER} {BY_GATHERING} {BY_TALKING}",
        theirs=f"{AT_THE_DESK} members.take_on_duty",
        elsewhere=AT_THE_DESK,
        network=f"{DESK_IN_THE_NETWORK} {BY_SPEAKING}",
    )),
    (HELD, OUTSIDE, may(
        own=f"{BY_A_SEAT} collaborations.mark_answer collaborations.withdraw_offer collaborations.edit_charter {ALSO_OWN}", theirs=AT_THE_DESK, elsewhere=AT_THE_DESK, network=DESK_IN_THE_NETWORK,
    )),
    (ENDED, EVERY, may(own=f"collaborations.mark_answer collaborations.withdraw_offer collaborations.edit_charter {ALSO_OWN}", theirs=AT_THE_DESK, elsewhere=AT_THE_DESK, network=DESK_IN_THE_NETWORK)),
]  # fmt: skip

# They keep people safe: what is sensitive at the desk is theirs, whatever seat they hold.
BY_KEEPING_SAFE = """
    collaborations.blank_version
    collaborations.contain_case collaborations.decide_case collaborations.answer_appeal collaborations.vouch_into_theme
"""
SAFE_IN_THE_NETWORK = """
    collaborations.see_desk
"""
OF_OFFICERS_WITH_A_SEAT = [
    (seats, organisations, may(
        own=f"{' '.join(answer.own)} collaborations.vouch_into_theme",
        theirs=f"{BY_KEEPING_SAFE} {' '.join(answer.theirs)}",
        elsewhere=BY_KEEPING_SAFE,
        network=f"{SAFE_IN_THE_NETWORK} {' '.join(answer.network)}",
    ))
    for seats, organisations, answer in OF_CONTACTS_WITHOUT_A_VOICE
]  # fmt: skip

ALL_ABOUT_A_THEME = f"{BY_LOOKING_AFTER} {BY_DECIDING}"
ALL_WITH_A_THING = (
    ALL_ABOUT_A_THEME
    + """
    collaborations.withdraw_offer collaborations.edit_charter collaborations.sign_charter collaborations.ask_who_knows
    collaborations.step_back
    collaborations.edit_comment collaborations.mark_answer collaborations.take_away_comment collaborations.blank_version
    collaborations.appeal_case collaborations.contain_case collaborations.decide_case
    members.hand_over members.take_on_duty members.let_go_duty members.invite members.manage_seats
    members.decide_join_request members.edit_organisation members.accept_code_of_conduct members.set_sign_in_provider
    members.decide_application members.move_organisation collaborations.open_theme collaborations.decline_theme
    collaborations.withdraw_theme collaborations.take_back_support
"""
)

TABLE = {
    "visitor": [(NEVER_HAD_ONE, NEVER_HAD_ONE, NOTHING)],
    "person without a seat": [(NEVER_HAD_ONE, NEVER_HAD_ONE, NOTHING)],
    "staff": OF_STAFF,
    "staff who looks after a theme": OF_STAFF,
    "partner's staff": OF_STAFF,
    "contact": OF_CONTACTS,
    "moved on": [
        (ENDED, EVERY, may(network=BY_SPEAKING)),
    ],
    "funder's staff": [
        (HELD, TAKES_PART, may(
            own=f"{BY_A_SEAT} {BY_LOOKING_AFTER} {BY_TALKING}", theirs="members.take_on_duty",
        )),
        (HELD, OUTSIDE, may(own=BY_A_SEAT)),
        (ENDED, EVERY, NOTHING),
    ],
    "funder's contact": OF_CONTACTS_WITHOUT_A_VOICE,
    "coordinator": [
        (NEVER_HAD_ONE, NEVER_HAD_ONE, may(
            own=f"collaborations.mark_answer collaborations.withdraw_offer collaborations.edit_charter {ALSO_OWN}",
            theirs=BY_COORDINATING, elsewhere=BY_COORDINATING, network=IN_THE_NETWORK,
        )),
    ],
    "coordinator with a seat": OF_COORDINATORS_WITH_A_SEAT,
    "deputy": OF_DEPUTIES,
    "safeguarding officer": [
        (NEVER_HAD_ONE, NEVER_HAD_ONE, may(
            own="collaborations.vouch_into_theme",
            theirs=BY_KEEPING_SAFE, elsewhere=BY_KEEPING_SAFE, network=SAFE_IN_THE_NETWORK,
        )),
    ],
    "safeguarding officer with a seat": OF_OFFICERS_WITH_A_SEAT,
    "person without an account": [(HELD | ENDED, EVERY, NOTHING)],
    "closed account": [(HELD | ENDED, EVERY, NOTHING)],
    "superuser": [
        (NEVER_HAD_ONE, NEVER_HAD_ONE, may(
            own=ALL_ABOUT_A_THEME + """
                collaborations.withdraw_offer collaborations.edit_charter collaborations.sign_charter
                collaborations.ask_who_knows collaborations.edit_comment collaborations.mark_answer collaborations.take_away_comment
                collaborations.contain_case collaborations.decide_case
                collaborations.open_theme collaborations.decline_theme collaborations.withdraw_theme
                collaborations.take_back_support
            """,
            theirs=ALL_WITH_A_THING,
            elsewhere=ALL_WITH_A_THING,
            network=f"{IN_THE_NETWORK} {BY_SPEAKING}",
        )),
    ],
}  # fmt: skip


@cache
def asked(name):
    """Asked once for all tests: the answers are plain sets, and their rows are rolled back."""
    return answers(OF[name])


def expected(name):
    written, signed_in = (frozenset(),) * 2 if name in NOT_SIGNED_IN else (BY_HAVING_WRITTEN, BY_SIGNING_IN)
    rows = [
        (Case(seat, organisation), replace(answer, own=answer.own | written, network=answer.network | signed_in))
        for seats, organisations, answer in TABLE[name]
        for seat in seats
        for organisation in organisations
    ]
    assert len(rows) == len(dict(rows)), f"{name}: a case stands in two rows"
    return dict(rows)


def test_every_verb_of_the_rules_is_explained():
    assert unexplained() == set(), (
        "A verb is new: say in network/abilities/verbs.py what it is asked about and what it lets people do, add it to "
        "the sets of this file for everybody who may, then run: manage.py draw_abilities > docs/abilities.md"
    )
    gone = set(VERBS) - set(permissions)
    assert gone == set(), (
        "A verb is gone: take it out of network/abilities/verbs.py, the sets of this file and the page."
    )


def test_every_role_has_a_row():
    assert list(TABLE) == [role.name for role in ROLES], "A role of network/abilities/roles.py lacks its row in TABLE."


@pytest.mark.parametrize("name", TABLE)
def test_who_may_do_what(name):
    assert asked(name) == expected(name)


def test_every_verb_is_for_somebody_besides_a_superuser():
    allowed = {
        verb
        for name in TABLE
        if name != "superuser"
        for answer in asked(name).values()
        for verb in answer.own | answer.theirs | answer.elsewhere | answer.network
    }
    assert allowed == set(VERBS)


def test_an_ended_seat_gives_nothing_whatever_it_was():
    for role in ROLES:
        if role.seat and not role.facts:  # powers of an office are no seat's
            ended = [answer for case, answer in asked(role.name).items() if case.seat == "ended"]
            assert ended, role.name
            assert {(answer.own - BY_HAVING_WRITTEN, answer.theirs, answer.elsewhere) for answer in ended} == {
                (frozenset(),) * 3
            }, role.name


def test_asking_leaves_nothing_behind():
    before = Organisation.objects.count(), Person.objects.count()
    answers(OF["contact"])
    assert (Organisation.objects.count(), Person.objects.count()) == before


def test_the_page_is_drawn_from_what_the_rules_answer():
    drawn = StringIO()
    call_command("draw_abilities", stdout=drawn)
    assert (DOCS / "abilities.md").read_text() == drawn.getvalue(), "run: manage.py draw_abilities > docs/abilities.md"


def test_the_page_names_every_verb_in_words_that_tell_them_apart():
    assert len({in_words(verb) for verb in VERBS}) == len(VERBS)


def test_a_verb_without_words_is_not_drawn():
    add_perm("members.juggle", is_coordinator)
    try:
        with pytest.raises(CommandError, match=r"what these are: members\.juggle\."):
            call_command("draw_abilities", stdout=StringIO())
    finally:
        remove_perm("members.juggle")


# A rule knows the person and not their session. What a session without a second factor may, the middleware says.

WITHOUT_SECOND_FACTOR = {"members:claim"}  # lies under /account/, asks no rule


def addresses():
    """(name, address) of every page of the rooms that have rules."""
    for room in ("members", "collaborations"):
        namespace = get_resolver().namespace_dict[room][1]
        for name, ways in namespace.reverse_dict.lists():
            if isinstance(name, str):
                names = ways[0][0][0][1]
                yield f"{room}:{name}", reverse(f"{room}:{name}", kwargs=dict.fromkeys(names, 1))


def test_every_page_that_asks_a_rule_asks_a_second_factor_first():
    open_to_all = {name for name, address in addresses() if address.startswith(OPEN_PATHS)}
    assert open_to_all == WITHOUT_SECOND_FACTOR


@pytest.mark.parametrize("power", ["is_coordinator", "is_safeguarding_officer", "is_superuser"])
def test_without_a_second_factor_nobody_with_powers_does_anything(cast, power):
    Person.objects.filter(pk=cast.outsider.pk).update(**{power: True})
    browser = Browser()
    browser.force_login(cast.outsider)
    session = browser.session
    session.update(proved(cast.outsider, method="code"))
    session.save()
    asked_for = reverse("account_second_factor")
    tried = [(name, address) for name, address in addresses() if name not in WITHOUT_SECOND_FACTOR]
    assert len(tried) > 50
    for name, address in tried:
        for answer in (browser.get(address), browser.post(address)):
            assert (answer.status_code, answer["Location"].startswith(asked_for)) == (303, True), name
