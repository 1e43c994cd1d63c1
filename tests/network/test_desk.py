"""Everything that needs a human stands on the desk once, whichever slice it comes from."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network import desk
from network.desk import Pile, Waiting
from tests.factories import OrganisationFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


class Kettles(Pile):
    """A slice that only tests have: organisations whose kettle is broken."""

    name = "kettle"

    def rows(self, person):
        from members.models import Organisation

        return Organisation.objects.filter(name__startswith="Kettle").order_by("name")

    def waiting(self, row, person):
        number = int(row.name.removeprefix("Kettle "))
        return Waiting(
            title=f"{row.name} is broken",
            text="No tea",
            address=f"/kettles/{row.pk}/",
            since=timezone.now() - timedelta(days=number),
            minutes=20,
            act="Mend it",
            otherwise="It goes cold on 4 May 2031.",
        )


@pytest.fixture
def kettles(monkeypatch):
    monkeypatch.setattr(desk, "PILES", {"theme": desk.PILES["theme"], "kettle": Kettles()})
    return [OrganisationFactory(name=f"Kettle {days}") for days in (2, 8)]


def test_things_of_several_slices_come_in_one_row_the_longest_waiting_first(kettles, cast):
    ThemeFactory(proposed=True, title="Who decides?", proposed_at=timezone.now() - timedelta(days=5))
    assert [waiting.title for waiting in desk.waiting_for(cast.coordinator)] == [
        "Kettle 8 is broken", "Who decides?", "Kettle 2 is broken",
    ]  # fmt: skip
    keys = [waiting.key for waiting in desk.waiting_for(cast.coordinator)]
    assert len(set(keys)) == 3
    assert desk.count_for(cast.coordinator) == 3


def test_the_desk_says_how_long_it_takes_and_what_happens_otherwise(kettles, cast, client_of):
    html = client_of(cast.coordinator).get(reverse("collaborations:desk")).text
    assert html.count("about 20 minutes") == 2
    assert html.count("It goes cold on 4 May 2031.") == 2
    assert f'href="/kettles/{kettles[0].pk}/"' in html
    assert "2 things wait for you" in client_of(cast.coordinator).get(reverse("pages:home")).text


def test_each_thing_on_the_desk_has_a_button_that_names_it(kettles, cast, client_of):
    html = client_of(cast.coordinator).get(reverse("collaborations:desk")).text
    for kettle in kettles:
        words = f'Mend it<span class="visually-hidden">: {kettle.name} is broken</span>'
        assert f'href="/kettles/{kettle.pk}/">{words}</a>' in html


def test_what_does_not_wait_any_more_is_gone(kettles, cast):
    kettles[0].delete()
    assert [waiting.title for waiting in desk.waiting_for(cast.coordinator)] == ["Kettle 8 is broken"]


def test_a_very_high_pile_is_worked_off_from_its_beginning(kettles, cast, monkeypatch):
    monkeypatch.setattr(desk, "MOST_OF_A_PILE", 1)
    assert len(desk.waiting_for(cast.coordinator)) == 1
    assert desk.count_for(cast.coordinator) == 2
