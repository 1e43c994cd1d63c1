"""A desk with nothing on it but themes, and people who can have something on theirs."""

import pytest

from network.desk import PILES
from tests.factories import PersonFactory, SeatFactory, theme_in

WORDS = {"reason": "too-wide", "text": "Try one country first."}


@pytest.fixture
def only_themes(monkeypatch):
    for name in list(PILES):
        if name not in {"theme", "theme-appeal"}:
            monkeypatch.delitem(PILES, name)


@pytest.fixture
def deputy(cast):
    person = PersonFactory(name="Vera Voorbeeld")
    SeatFactory(person=person, organisation=cast.third_organisation)
    person.is_deputy = True
    person.save()
    return person


@pytest.fixture
def officer(cast):
    person = PersonFactory(name="Sara Voorbeeld")
    person.is_safeguarding_officer = True
    person.save()
    return person


@pytest.fixture
def proposal(cast, only_themes):
    """``proposal(title=…)``: one of Ada's themes that waits for a decision."""

    def make(**facts):
        return theme_in("proposed", **{"author": cast.member, "organisation": cast.organisation, **facts})

    return make


@pytest.fixture
def prepare_for(cast):
    """``prepare_for(theme, "decline", text=…)``: as the desk does it."""
    from collaborations.desk.actions import prepare

    def make(theme, decision="open", *, by=None, **words):
        by = by or cast.coordinator
        pile = PILES["theme"]
        row = pile.rows(by).get(pk=theme.pk)
        said = (WORDS if decision == "decline" else {}) | words
        return prepare(pile, row, decision=pile.decision(decision), due=theme.due_at, by=by, **said)

    return make
