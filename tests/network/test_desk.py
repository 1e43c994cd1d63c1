"""Everything that needs a human stands on the desk once, whichever slice it comes from, in the order of what was promised."""

from datetime import timedelta

import pytest
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from members.models import Organisation
from network.desk import PILES, Decision, Pile, Waiting
from network.queue import waiting_for
from tests.factories import OrganisationFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


class Kettles(Pile):
    """A slice that only tests have: organisations whose kettle is broken; they were promised a new one in so many days."""

    name = "kettle"
    label = "Kettles"
    since = F("decided_at")
    due = F("applied_at")
    effect = 3
    minutes = 20

    def rows(self, person):
        return Organisation.objects.filter(name__startswith="Kettle").order_by("name")

    def waiting(self, row, person):
        return Waiting(
            title=f"{row.name} is broken", text="No tea", address=f"/kettles/{row.pk}/", act="Mend it",
            otherwise="It goes cold on 4 May 2031.",
        )  # fmt: skip


def only(monkeypatch, **piles):
    for name in list(PILES):
        monkeypatch.delitem(PILES, name)
    for name, pile in piles.items():
        monkeypatch.setitem(PILES, name, pile)


def kettle(days):
    """Promised in so many days."""
    now = timezone.now()
    return OrganisationFactory(
        name=f"Kettle {days}", applied_at=now + timedelta(days=days), decided_at=now - timedelta(days=1)
    )


@pytest.fixture
def kettles(monkeypatch):
    only(monkeypatch, theme=PILES["theme"], kettle=Kettles())
    return [kettle(days) for days in (12, 2)]


def test_things_of_several_slices_come_in_one_row_what_was_promised_first_coming_first(kettles, cast):
    ThemeFactory(proposed=True, title="Who decides?", due_at=timezone.now() + timedelta(days=5))
    waiting = waiting_for(cast.coordinator)
    assert [one.title for one in waiting] == ["Kettle 2 is broken", "Who decides?", "Kettle 12 is broken"]
    assert len({one.key for one in waiting}) == 3


def test_of_what_was_promised_for_one_day_comes_first_what_matters_to_more(kettles, cast):
    noon = timezone.localtime().replace(hour=12) + timedelta(days=12)
    Organisation.objects.filter(pk=kettles[0].pk).update(applied_at=noon)
    ThemeFactory(proposed=True, title="Small", due_at=noon - timedelta(hours=2))
    titles = [one.title for one in waiting_for(cast.coordinator)]
    assert titles == ["Kettle 2 is broken", "Kettle 12 is broken", "Small"], "three organisations come before one"


def test_when_it_was_promised_since_when_it_waits_and_how_long_it_takes_come_from_the_expressions(kettles, cast):
    (first, _second) = waiting_for(cast.coordinator)
    assert (first.due, first.since, first.minutes) == (kettles[1].applied_at, kettles[1].decided_at, 20)


def test_the_desk_says_how_long_it_takes_and_what_happens_otherwise(kettles, cast, client_of):
    html = client_of(cast.coordinator).get(reverse("collaborations:desk")).text
    assert html.count("about 20 minutes") == 2
    assert html.count("It goes cold on 4 May 2031.") == 2
    assert f'href="/kettles/{kettles[0].pk}/"' in html
    assert "2 things wait for you, about 40 minutes" in " ".join(html.split())
    assert "2 things wait for you" in client_of(cast.coordinator).get(reverse("pages:home")).text


def test_each_thing_on_the_desk_has_a_button_that_names_it(kettles, cast, client_of):
    html = client_of(cast.coordinator).get(reverse("collaborations:desk")).text
    for one in kettles:
        words = f'Mend it<span class="visually-hidden">: {one.name} is broken</span>'
        assert f'href="/kettles/{one.pk}/">{words}</a>' in html


def test_what_does_not_wait_any_more_is_gone(kettles, cast):
    kettles[0].delete()
    assert [waiting.title for waiting in waiting_for(cast.coordinator)] == ["Kettle 2 is broken"]


def test_a_pile_in_which_nothing_can_be_costs_nothing(monkeypatch, cast):
    class Nothing(Kettles):
        name = "nothing"

        def rows(self, person):
            return Organisation.objects.none()

    only(monkeypatch, nothing=Nothing())
    assert waiting_for(cast.coordinator) == []


def test_dates_values_and_conditions_fit_into_the_one_queue(monkeypatch, cast):
    class Dates(Kettles):
        since = F("joined_on")  # a date, no moment
        due = None
        sensitive = Q(size="small")

    only(monkeypatch, kettle=Dates(), theme=PILES["theme"])
    kettle(1)
    ThemeFactory(proposed=True)
    waiting = waiting_for(cast.coordinator)
    assert len(waiting) == 2
    assert waiting[-1].due is None, "what was promised for no day comes last"


def test_an_action_is_handed_what_it_takes_and_no_more():
    def plain(row, *, by):
        return (row, by)

    def with_words(row, *, reason, text, by):
        return (row, reason, text, by)

    def anything(row, **said):
        return (row, said)

    words = {"by": "Dora", "reason": "other", "text": "Not now."}
    assert Decision("a", "A", "p", plain).carry_out("tea", **words) == ("tea", "Dora")
    assert Decision("a", "A", "p", with_words).carry_out("tea", **words) == ("tea", "other", "Not now.", "Dora")
    assert Decision("a", "A", "p", anything).carry_out("tea", **words) == ("tea", words)


@pytest.mark.parametrize("name", sorted(PILES))
def test_every_pile_has_a_name_a_promise_and_a_beginning(name):
    pile = PILES[name]
    assert str(pile.label)
    assert pile.due is not None, "nothing waits without clock and default"
    assert pile.since is not None
    assert len(name) <= 40
    keys = [decision.key for decision in pile.decisions if decision.key]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set("jkoxz?"), "these keys are the desk's own"
    assert all(len(decision.name) <= 40 for decision in pile.decisions)
