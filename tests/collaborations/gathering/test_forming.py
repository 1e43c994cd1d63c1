"""What follows by itself: a theme forms, falls back and starts with the act that was missing, and never twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from collaborations.models import Charter, Signature, Support, Theme, Volunteer
from collaborations.tasks import keep_promises
from collaborations.themes.gathering import actions
from collaborations.themes.gathering.forming import FALLS_BACK, FORMS, STARTS
from members.handovers.actions import finish, open_hand_over
from members.models import Person
from members.seats.actions import end_seat
from network.journal import Entry
from network.moves import MoveRefused
from notifications.models import Event, Notice, OutboxMail
from tests.at_once import at_once
from tests.collaborations.gathering.round_a_theme import backed, carried, quorate, seat
from tests.factories import theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def verbs(theme):
    return list(Entry.objects.about(theme).values_list("verb", flat=True))


def people_of(theme):
    return set(Person.objects.filter(seat_terms__volunteered__theme=theme)) | {theme.author}


def test_the_voice_that_was_missing_makes_it_form_with_a_drafted_charter(cast):
    theme = theme_in("open", due_at=timezone.now() + timedelta(days=1))
    backed(theme, 2)
    carried(theme)
    carried(theme)
    actions.support(theme, organisation=cast.organisation, by=cast.member)
    theme.refresh_from_db()
    assert theme.state == "forming"
    assert timedelta(days=89) < theme.due_at - timezone.now() <= timedelta(days=90)
    charter = Charter.objects.get()
    assert (charter.purpose, charter.scope, charter.version) == (theme.change, theme.question, 1)
    assert verbs(theme) == ["support", "form"]
    formed = Entry.objects.about(theme).last()
    assert (formed.actor, formed.why) == (None, FORMS)
    told = Notice.objects.filter(event__kind="theme-forming")
    assert {notice.person for notice in told} == people_of(theme)
    assert OutboxMail.objects.filter(event__kind="theme-forming").count() == len(people_of(theme))


def test_the_carrier_and_the_deputy_who_were_missing_make_it_form_too(cast):
    theme = theme_in("open")
    backed(theme)
    carried(theme)
    ada = actions.carry(theme, organisation=cast.organisation, by=cast.member)
    assert Theme.objects.get(pk=theme.pk).state == "open"
    actions.stand_in(ada, organisation=cast.other_organisation, by=cast.other)
    assert Theme.objects.get(pk=theme.pk).state == "forming"
    assert not Notice.objects.filter(event__kind="theme-forming", person=cast.other).exists()
    assert Notice.objects.filter(event__kind="theme-forming", person=cast.member).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_complete_it_at_once_form_it_once_and_lose_nothing(cast):
    theme = theme_in("open")
    backed(theme, 2)
    carried(theme)
    carrier = carried(theme, deputy=False)
    found = at_once(
        lambda: actions.support(theme, organisation=cast.organisation, by=cast.member),
        lambda: actions.stand_in(carrier, organisation=cast.other_organisation, by=cast.other),
    )
    assert not [answer for answer in found if isinstance(answer, Exception)]
    theme.refresh_from_db()
    assert theme.state == "forming"
    assert (Charter.objects.count(), verbs(theme).count("form")) == (1, 1)
    assert theme.supports.filter(organisation=cast.organisation).exists()
    assert carrier.deputies.now().get().seat.person == cast.other
    assert Event.objects.filter(kind="theme-forming").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_deputies_at_once_one_is_it_and_the_other_reads_why(cast):
    theme = theme_in("open")
    carrier = carried(theme, deputy=False)
    found = at_once(
        lambda: actions.stand_in(carrier, organisation=cast.organisation, by=cast.member),
        lambda: actions.stand_in(carrier, organisation=cast.other_organisation, by=cast.other),
    )
    (refused,) = [answer for answer in found if isinstance(answer, MoveRefused)]
    assert str(refused) == "Somebody stands in for them already."
    assert carrier.deputies.now().count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_voice_taken_back_while_the_charter_is_signed_ends_in_one_state(cast):
    theme = quorate("forming")
    actions.support(theme, organisation=cast.organisation, by=cast.member)
    Support.objects.filter(theme=theme).exclude(organisation=cast.organisation).first().delete()
    charter, parts = theme.charter, list(Volunteer.objects.filter(theme=theme).select_related("seat__person"))
    for part in parts[:2]:
        actions.sign_charter(charter, version=1, by=part.seat.person)
    at_once(
        lambda: actions.take_back_support(theme, organisation=cast.organisation, by=cast.member),
        lambda: actions.sign_charter(charter, version=1, by=Person.objects.get(pk=parts[2].seat.person_id)),
    )
    theme.refresh_from_db()
    assert theme.state in {"open", "started"}
    assert (theme.state == "open") is (Signature.objects.count() == 2)


LOSSES = {
    "a voice is taken back": lambda theme, cast: actions.take_back_support(
        theme, organisation=cast.organisation, by=cast.member
    ),
    "a carrier steps back": lambda theme, cast: actions.step_back(
        carrier := Volunteer.objects.get(seat=cast.other.seats[0]), by=carrier.seat.person
    ),
    "a seat ends": lambda theme, cast: end_seat(cast.other.seats[0], by=cast.coordinator),
}


@pytest.mark.parametrize("what", LOSSES)
def test_who_is_lost_before_the_start_opens_it_again_and_the_charter_is_kept(cast, what):
    theme = theme_in("open")
    backed(theme, 2)
    carried(theme)
    actions.support(theme, organisation=cast.organisation, by=cast.member)
    carrier = actions.carry(theme, organisation=cast.other_organisation, by=cast.other)
    deputy = Volunteer.objects.create(theme=theme, seat=seat(), stands_in_for=carrier)
    keep_promises()
    assert Theme.objects.get(pk=theme.pk).state == "forming"
    Charter.objects.update(purpose="Written by hand.")

    LOSSES[what](theme, cast)
    theme.refresh_from_db()
    assert (theme.state, theme.formed_at) == ("open", None)
    assert timedelta(days=89) < theme.due_at - timezone.now() <= timedelta(days=90)
    assert Entry.objects.about(theme).last().why == FALLS_BACK
    assert Notice.objects.filter(event__kind="theme-fell-back", person=deputy.seat.person).exists()
    assert not Notice.objects.filter(event__kind="theme-forming").exists()

    backed(theme, 1)
    carried(theme)
    keep_promises()
    theme.refresh_from_db()
    charter = Charter.objects.get()
    assert (theme.state, charter.purpose, charter.version) == ("forming", "Written by hand.", 2)


def test_an_organisation_that_is_suspended_is_seen_by_the_clock_and_twice_is_once(db):
    theme = quorate("forming")
    organisation = Volunteer.objects.first().seat.organisation
    type(organisation).objects.filter(pk=organisation.pk).update(state="suspended", suspended_at=timezone.now())
    for _sweep in range(2):
        keep_promises()
    theme.refresh_from_db()
    assert theme.state == "open"
    assert verbs(theme) == ["fall_back"]


def test_what_is_hidden_sealed_or_parked_is_not_moved_by_a_press_from_outside(cast):
    parked = quorate("parked")
    keep_promises()
    with pytest.raises(MoveRefused, match="it is parked"):
        actions.support(parked, organisation=cast.organisation, by=cast.member)
    assert Theme.objects.get(pk=parked.pk).state == "parked"


def signers(theme, count):
    return [part.seat.person for part in Volunteer.objects.filter(theme=theme).for_page()[:count]]


def test_three_organisations_sign_and_it_starts(db):
    theme = quorate("forming")
    one, two, three = signers(theme, 3)
    for person in (one, two, one):
        actions.sign_charter(theme.charter, version=1, by=person)
    assert Signature.objects.count() == 2
    assert Theme.objects.get(pk=theme.pk).state == "forming"
    actions.sign_charter(theme.charter, version=1, by=three)
    theme.refresh_from_db()
    assert (theme.state, theme.due_at) == ("started", None)
    assert Entry.objects.about(theme).last().why == STARTS
    assert set(Notice.objects.filter(event__kind="theme-started").values_list("person", flat=True)) == {
        person.pk for person in people_of(theme) - {three}
    }


def test_the_three_are_of_different_organisations(db):
    theme = quorate("forming")
    people = signers(theme, 2)
    home = people[0].seats[0].organisation
    people.append(seat(organisation=home).person)
    Volunteer.objects.create(theme=theme, seat=people[2].seats[0])
    for person in people:
        actions.sign_charter(theme.charter, version=1, by=person)
    assert Theme.objects.get(pk=theme.pk).state == "forming"


def test_a_change_asks_for_new_signatures_and_tells_those_who_signed(db):
    theme = quorate("forming")
    one, two, three = signers(theme, 3)
    for person in (one, two):
        actions.sign_charter(theme.charter, version=1, by=person)
    changed = actions.edit_charter(theme.charter, version=1, by=three, purpose="To ask twice.")
    assert changed.version == 2
    assert set(Notice.objects.filter(event__kind="charter-changed").values_list("person", flat=True)) == {
        one.pk,
        two.pk,
    }
    assert not OutboxMail.objects.filter(event__kind="charter-changed").exists()
    with pytest.raises(MoveRefused, match="changed since you read it"):
        actions.sign_charter(theme.charter, version=1, by=three)
    actions.sign_charter(theme.charter, version=2, by=three)
    assert Theme.objects.get(pk=theme.pk).state == "forming"


def test_who_changes_a_text_that_changed_meanwhile_replaces_nothing(db):
    theme = quorate("forming")
    one, two = signers(theme, 2)
    actions.edit_charter(theme.charter, version=1, by=one, purpose="One.")
    with pytest.raises(MoveRefused, match="changed the charter a moment ago"):
        actions.edit_charter(theme.charter, version=1, by=two, purpose="Two.")
    assert Charter.objects.get().purpose == "One."
    assert actions.edit_charter(theme.charter, version=1, by=one, purpose="One.").version == 2


@pytest.mark.parametrize("gap", ["purpose", "scope", "rhythm", "ends_on"])
def test_what_is_not_written_is_not_signed(db, gap):
    theme = quorate("forming")
    Charter.objects.update(**{gap: None if gap == "ends_on" else ""})
    with pytest.raises(MoveRefused):
        actions.sign_charter(theme.charter, version=1, by=signers(theme, 1)[0])


def test_nobody_signs_without_a_part_nor_with_a_seat_that_ended(cast):
    theme = quorate("forming")
    (one,) = signers(theme, 1)
    with pytest.raises(MoveRefused, match="sign its charter"):
        actions.sign_charter(theme.charter, version=1, by=cast.member)
    end_seat(one.seats[0], by=cast.coordinator)
    with pytest.raises(MoveRefused, match="sign its charter"):
        actions.sign_charter(theme.charter, version=1, by=one)


def test_a_signature_counts_as_long_as_its_organisation_has_somebody_there(cast):
    theme = quorate("forming")
    carried(theme)
    people = signers(theme, 6)
    actions.sign_charter(theme.charter, version=1, by=people[4])
    actions.step_back(Volunteer.objects.get(seat__person=people[4]), by=people[4])
    for person in people[:2]:
        actions.sign_charter(theme.charter, version=1, by=person)
    assert Theme.objects.get(pk=theme.pk).state == "forming"
    actions.carry(theme, organisation=people[4].seats[0].organisation, by=people[4])
    assert Theme.objects.get(pk=theme.pk).state == "started"


def handed_over(part, *, to):
    hand_over = open_hand_over(part.seat, reason="leaving", by=part.seat.person)
    finish(hand_over, choices={("volunteer", part.pk): to}, by=part.seat.person)
    part.refresh_from_db()
    return part


def test_a_hand_over_moves_who_carries_it_and_the_theme_goes_on(db):
    theme = quorate("forming")
    carrier = Volunteer.objects.filter(stands_in_for=None).first()
    successor = seat(organisation=carrier.seat.organisation)
    assert handed_over(carrier, to=successor).seat == successor
    assert carrier.left_at is None
    assert carrier.deputies.now().count() == 1
    assert Theme.objects.get(pk=theme.pk).state == "forming"


def test_a_deputy_who_takes_over_from_their_carrier_carries_it_and_nobody_stands_in(db):
    theme = quorate("forming")
    carrier = carried(theme, deputy=False)
    deputy = Volunteer.objects.create(
        theme=theme, seat=seat(organisation=carrier.seat.organisation), stands_in_for=carrier
    )
    assert handed_over(carrier, to=deputy.seat).seat == deputy.seat
    assert not carrier.deputies.now().exists()


def test_who_carries_it_already_takes_over_nothing_more(db):
    theme = quorate("open")
    carrier = Volunteer.objects.filter(stands_in_for=None).first()
    other = Volunteer.objects.create(theme=theme, seat=seat(organisation=carrier.seat.organisation))
    assert handed_over(carrier, to=other.seat).left_at is not None
    assert Volunteer.objects.now().filter(seat=other.seat).get() == other


def test_an_ended_seat_leaves_the_place_vacant_and_the_deputy_can_move_up(cast):
    theme = theme_in("open")
    carrier = actions.carry(theme, organisation=cast.organisation, by=cast.member)
    deputy = actions.stand_in(carrier, organisation=cast.other_organisation, by=cast.other)
    with pytest.raises(MoveRefused, match="Step back first"):
        actions.carry(theme, organisation=cast.other_organisation, by=cast.other)
    end_seat(cast.member.seats[0], by=cast.coordinator)
    carrier.refresh_from_db()
    assert carrier.left_at is not None
    moved_up = actions.carry(theme, organisation=cast.other_organisation, by=cast.other)
    assert (moved_up.pk, moved_up.stands_in_for) == (deputy.pk, None)
