"""Somebody is always left who coordinates, who administers and to whom people can turn: erasing asks for it first."""

import pytest
from django.urls import reverse

from members.models import Person
from members.privacy import actions
from members.privacy.obstacles import obstacles
from network.moves import MoveRefused
from tests.at_once import at_once

POWERS = {
    "is_coordinator": "only coordinator",
    "is_superuser": "only administrator",
    "is_safeguarding_officer": "only safeguarding officer",
}
OF_ADMINISTRATORS = ["is_superuser", "is_safeguarding_officer"]


def empower(*people, power):
    """The only ones that have it."""
    Person.objects.update(**{power: False})
    Person.objects.filter(pk__in=[person.pk for person in people]).update(**{power: True})
    now = Person.objects.in_bulk([person.pk for person in people])
    return [now[person.pk] for person in people]


@pytest.mark.allows_loops
@pytest.mark.parametrize(("power", "said"), POWERS.items())
def test_the_last_one_is_told_that_somebody_else_must_take_it_on_first(cast, power, said):
    (otto,) = empower(cast.outsider, power=power)
    assert [f"Otto Voorbeeld is the {said}" in one.text for one in obstacles(otto)] == [True]
    with pytest.raises(MoveRefused, match=said):
        actions.erase(otto, by=otto)
    otto, _eli = empower(cast.outsider, cast.ended, power=power)
    assert actions.erase(otto, by=otto).erased_at


@pytest.mark.allows_loops
@pytest.mark.parametrize(("power", "said"), POWERS.items())
def test_a_coordinator_with_a_reason_does_not_pass_over_the_last_one(cast, power, said):
    (otto,) = empower(cast.outsider, power=power)
    dora = Person.objects.get(pk=cast.coordinator.pk)
    dora.is_coordinator = True
    with pytest.raises(MoveRefused, match=said):
        actions.erase(otto, by=dora, why="by phone")


@pytest.mark.parametrize("power", OF_ADMINISTRATORS)
def test_coordinators_erase_nobody_whose_powers_an_administrator_gave(cast, power, client_of):
    otto, _eli = empower(cast.outsider, cast.ended, power=power)
    address = reverse("members:erase-person", args=[otto.pk])
    browser = client_of(cast.coordinator)
    page = browser.get(address).content.decode()
    assert "An administrator must take them away first" in page
    assert "Erase this person for good" not in page
    answer = browser.post(address, {"why": "by phone"})
    assert (answer.status_code, Person.objects.get(pk=otto.pk).erased_at) == (422, None)
    empower(cast.ended, power=power)
    assert "Erase this person for good" in browser.get(address).content.decode()
    assert browser.post(address, {"why": "by phone"}).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("power", "said"), POWERS.items())
def test_of_the_last_two_who_erase_themselves_at_once_one_stays(cast, power, said):
    both = empower(cast.outsider, cast.ended, power=power)
    came_of_it = at_once(*(lambda person=person: actions.erase(person, by=person) for person in both))
    assert sorted(type(one).__name__ for one in came_of_it) == ["MoveRefused", "Person"]
    assert [said in str(one) for one in came_of_it if isinstance(one, MoveRefused)] == [True]
    assert Person.objects.filter(is_active=True, **{power: True}).count() == 1
