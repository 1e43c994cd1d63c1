"""People who moderate, and things that can be reported."""

import uuid

import pytest

from collaborations.models import Comment
from collaborations.moderation import actions
from tests.factories import PersonFactory, ThemeFactory


@pytest.fixture
def officer(cast):
    """Olu looks after safety, and has no other part in the network."""
    return PersonFactory(email="olu@example.org", name="Olu Voorbeeld", is_safeguarding_officer=True)


@pytest.fixture
def deputy(cast):
    return PersonFactory(email="desta@example.org", name="Desta Voorbeeld", is_deputy=True)


@pytest.fixture
def theme(cast):
    """An open theme of Ada's, with words that stand nowhere else."""
    return ThemeFactory(
        opened=True, title="Zandloper", question="Wie keert de zandloper om?", change="Wij keren om.",
        author=cast.member, organisation=cast.organisation, language="nl",
    )  # fmt: skip


@pytest.fixture
def case(cast, theme):
    """Ben reported it as an insult."""
    return actions.report("theme", theme, category="hurtful", text="Look at the third line.", by=cast.other)


def comment_on(theme, author, **facts):
    facts = {"text": "Een woestijnroos.", "submission_key": uuid.uuid4(), **facts}
    return Comment.objects.create(
        place="theme", place_id=theme.pk, author=author, html=f"<p>{facts['text']}</p>", **facts
    )
