"""A list costs the same number of queries for 1, 10 and 500 themes, for everybody who reads it."""

from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Support, Theme

FOR_MEMBERS = 8  # session, person, seats, themes counted, themes, their countries, topics, unread notices
FOR_STRANGERS = 5  # version of public content, themes counted, themes, their countries, topics
FOR_TODAY = 6  # session, person, seats, own themes, others' themes, unread notices


def open_themes(cast, count):
    now = timezone.now()
    texts = {"question": "Why?", "change": "More of it.", "organisation": cast.organisation, "author": cast.member}
    themes = Theme.objects.bulk_create(
        Theme(title=f"Theme {number}", state=Theme.State.OPEN, proposed_at=now, opened_at=now, due_at=now, **texts)
        for number in range(count)
    )
    voices = (cast.organisation, cast.other_organisation)
    Support.objects.bulk_create(
        Support(theme=theme, organisation=organisation, given_by=cast.member)
        for theme in themes
        for organisation in voices
    )


@pytest.mark.parametrize("count", [1, 10, 500])
def test_lists_cost_the_same_for_any_number_of_themes(client, client_of, cast, count, django_assert_num_queries):
    open_themes(cast, count)
    shown = partial(lambda path, page: page.get(path).text.count("2 member organisations"))
    with django_assert_num_queries(FOR_STRANGERS):
        assert shown(reverse("collaborations:themes"), client) == min(count, 50)
    signed_in = client_of(cast.other)
    with django_assert_num_queries(FOR_MEMBERS):
        assert shown(reverse("collaborations:themes"), signed_in) == min(count, 50)
    with django_assert_num_queries(FOR_TODAY):
        assert shown(reverse("pages:home"), signed_in) == min(count, 6)
