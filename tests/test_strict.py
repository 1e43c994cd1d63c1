"""What is said to fail in tests does fail."""

import warnings

import pytest
from django.template import engines
from django.template.loader import get_template
from zeal.errors import NPlusOneError

from members.models import Organisation, Person, SeatTerm
from tests.factories import SeatFactory
from tests.strict import ROOT, UnknownNameError


@pytest.mark.parametrize(
    "source", ["{{ nobody }}", "{{ nobody.name }}", "{{ nobody|default:'x' }}", "{{ known.nobody }}"]
)
@pytest.mark.parametrize("is_developing", [False, True])
def test_a_name_that_a_page_of_ours_does_not_know_fails(source, is_developing, settings):
    settings.DEBUG = is_developing
    template = engines["django"].from_string(source)
    template.template.origin.name = str(ROOT / "templates" / "page.html")
    for node in template.template.nodelist:
        node.origin.name = str(ROOT / "templates" / "page.html")
    with pytest.raises(UnknownNameError, match=r"templates/page\.html shows .*nobody"):
        template.render({"known": {}})


def test_asking_whether_a_name_is_there_is_allowed():
    assert engines["django"].from_string("{% if nobody %}x{% endif %}").render({}) == ""


def test_pages_of_others_are_let_pass():
    assert get_template("django/forms/widgets/text.html").render({"widget": {"type": "text", "name": "n"}})


@pytest.mark.django_db
def test_rows_that_nobody_ordered_come_in_the_wrong_order():
    first, second, third = (seat.pk for seat in SeatFactory.create_batch(3))
    assert [seat.pk for seat in SeatTerm.objects.all()] == [third, first, second]
    assert list(SeatTerm.objects.values_list("pk", flat=True)) == [third, first, second]
    assert [seat.pk for seat in SeatTerm.objects.order_by("pk")] == [first, second, third]
    assert list(Organisation.objects.values_list("pk", flat=True)) == list(
        Organisation.objects.order_by("name").values_list("pk", flat=True)
    ), "its Meta orders it"


@pytest.mark.django_db
def test_a_slice_of_rows_that_nobody_ordered_fails():
    SeatFactory.create_batch(3)
    with pytest.raises(AssertionError, match="a slice of SeatTerm rows in no order"):
        list(SeatTerm.objects.all()[:2])


@pytest.mark.django_db
def test_a_query_for_each_of_several_rows_fails():
    SeatFactory.create_batch(3)
    with pytest.raises(NPlusOneError):
        [str(seat.organisation) for seat in SeatTerm.objects.order_by("pk")]
    assert Person.objects.count() == 3


def test_a_warning_is_an_error():
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
