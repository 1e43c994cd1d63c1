"""People without an account are written down, and later take over what is theirs with a code."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collaborations.themes.models import LOOKS_AFTER
from members.claims import actions
from members.claims.codes import LETTERS, digest, new_code
from members.claims.merging import STAYS, fields_to_people
from members.models import Claim, Duty, Person, SeatTerm
from network.journal import Entry
from network.moves import MoveRefused
from tests.conftest import Browser
from tests.factories import SupportFactory, theme_in
from tests.signing_in import CONFIRM, code_in, sign_in_by_code

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]
CLAIM, LIST = reverse("members:claim"), reverse("members:kept-people")


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def moses(cast):
    """Somebody who phones: a seat at organisation C, a theme and a voice in their name, and no account."""
    person = actions.enter(
        name="Moses Voorbeeld",
        reached_by="by phone",
        language="fr",
        organisation=cast.third_organisation,
        by=cast.coordinator,
    )
    theme_in("open", author=person, organisation=cast.third_organisation)
    SupportFactory(given_by=person, organisation=cast.third_organisation)
    return person


@pytest.fixture
def code(moses, cast):
    return actions.offer(moses, by=cast.coordinator)


def rows_of(pk):
    """Every row that names the person, but those that stay with their number."""
    return {
        field.model._meta.label: field.model._base_manager.filter(**{field.attname: pk}).count()
        for field in fields_to_people()
        if field.model._base_manager.filter(**{field.attname: pk}).exists()
    }


def test_the_coordinator_writes_somebody_down_and_reads_the_code_once(cast, client_of):
    browser = client_of(cast.coordinator)
    typed = {
        "name": "Moses Voorbeeld",
        "reached_by": "by phone",
        "language": "fr",
        "organisation": cast.third_organisation.pk,
    }
    assert browser.post(reverse("members:keep-person"), typed).url == LIST
    person = Person.objects.get(is_managed=True)
    assert (person.email, person.language, str(person.seat_terms.get().organisation)) == (
        None, "fr", "Voorbeeld Lidorganisatie C",
    )  # fmt: skip
    page = browser.post(reverse("members:offer-claim", args=[person.pk]))
    shown = re.search(r"<code>(\S+)</code>", page.content.decode())[1]
    claim = Claim.objects.get()
    assert claim.code_digest == digest(shown)
    assert shown not in str(Claim.objects.values().get())
    assert shown not in browser.get(LIST).content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_form_without_a_name_comes_back_as_it_was(cast, client_of):
    answer = client_of(cast.coordinator).post(
        reverse("members:keep-person"), {"reached_by": "by phone", "language": "fr"}
    )
    assert answer.status_code == 422
    assert answer.context["form"]["reached_by"].value() == "by phone"
    assert not Person.objects.filter(is_managed=True).exists()


def test_only_coordinators_keep_the_list(moses, cast, client_of):
    pages = [LIST, reverse("members:keep-person"), reverse("members:correct-person", args=[moses.pk])]
    for who in ("member", "contact", "outsider"):
        browser = client_of(getattr(cast, who))
        assert [browser.get(page).status_code for page in pages] == [403] * 3
        assert browser.post(reverse("members:offer-claim", args=[moses.pk])).status_code == 403
    assert not Claim.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_few_and_for_many(cast, client_of, count, django_assert_num_queries):
    for number in range(count):
        person = actions.enter(
            name=f"Voorbeeld {number}",
            reached_by="",
            language="en",
            organisation=cast.organisation,
            by=cast.coordinator,
        )
        actions.offer(person, by=cast.coordinator)
    browser = client_of(cast.coordinator)
    browser.get(LIST)
    with django_assert_num_queries(7):
        browser.get(LIST)


def test_what_is_written_down_can_be_corrected_until_it_is_theirs(moses, cast, client_of):
    browser = client_of(cast.coordinator)
    address = reverse("members:correct-person", args=[moses.pk])
    browser.post(address, {"name": "Moses O. Voorbeeld", "reached_by": "by post", "language": "en"})
    assert Person.objects.get(pk=moses.pk).name == "Moses O. Voorbeeld"
    with pytest.raises(MoveRefused, match="has an account by now"):
        actions.correct(cast.member, name="Somebody else", by=cast.coordinator)


def test_codes_have_no_letters_that_look_alike():
    codes = {new_code() for _code in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(f"[{LETTERS}]{{5}}-[{LETTERS}]{{5}}", code) for code in codes)
    assert not set("ILO01") & set(LETTERS)


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' ')} "]
)
def test_a_code_is_read_however_it_is_typed(code, change):
    assert actions.try_code(change(code), by=None)


def test_with_the_code_and_a_proved_address_everything_is_theirs(moses, code, client, letterbox, cast):
    before = rows_of(moses.pk)
    assert before == {"collaborations.Theme": 1, "collaborations.Support": 1, "members.SeatTerm": 1}
    assert client.post(CLAIM, {"code": code, "email": "Moses@Example.org"}).url.partition("?")[0] == CONFIRM
    assert Person.objects.filter(pk=moses.pk).exists()
    client.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
    account = Person.objects.get(email="moses@example.org")
    assert (account.name, account.language, account.is_managed) == ("Moses Voorbeeld", "fr", False)
    assert {label: number for label, number in rows_of(account.pk).items() if label in before} == before
    assert not Person.objects.filter(pk=moses.pk).exists()
    assert account.speaks_for(cast.third_organisation)
    assert Entry.objects.about(account).get(verb="claim").facts == {"person": moses.pk}


def test_an_account_that_was_there_before_takes_it_over_and_keeps_its_name(moses, code, cast, client, letterbox):
    client.post(CLAIM, {"code": code, "email": cast.outsider.email})
    client.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
    otto = Person.objects.get(pk=cast.outsider.pk)
    assert (otto.name, otto.speaks_for(cast.third_organisation)) == ("Otto Voorbeeld", True)
    assert not Person.objects.filter(pk=moses.pk).exists()


def test_two_seats_in_one_organisation_become_one_with_all_that_belonged_to_both(moses, code, cast, client, letterbox):
    kept, own = moses.seat_terms.get(), cast.other.seat_terms.get(organisation=cast.third_organisation)
    SeatTerm.objects.filter(pk=kept.pk).update(role="contact")
    duty = Duty.objects.create(organisation=cast.third_organisation, seat=kept, kind=LOOKS_AFTER, thing_id=1)
    client.post(CLAIM, {"code": code, "email": cast.other.email})
    client.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
    seats = SeatTerm.objects.filter(person=cast.other, organisation=cast.third_organisation)
    assert {(seat.pk, seat.role, seat.state) for seat in seats} == {
        (kept.pk, "contact", "ended"), (own.pk, "contact", "active"),
    }  # fmt: skip
    assert Duty.objects.get(pk=duty.pk).seat == own


def test_whoever_is_signed_in_needs_the_code_only(moses, code, cast, client, letterbox):
    sign_in_by_code(client, cast.outsider, letterbox)
    assert 'name="email"' not in client.get(CLAIM).content.decode()
    client.post(CLAIM, {"code": code})
    assert Person.objects.get(pk=cast.outsider.pk).speaks_for(cast.third_organisation)


def test_looking_any_number_of_times_takes_nothing_over(code, client):
    client.get(CLAIM)
    client.get(f"{CLAIM}?code={code}&email=moses@example.org")
    assert (Claim.objects.get().state, Claim.objects.get().tries) == ("offered", 0)


def test_wrong_used_withdrawn_and_late_codes_get_the_same_answer(moses, cast, client):
    withdrawn = actions.offer(moses, by=cast.coordinator)
    code = actions.offer(moses, by=cast.coordinator)
    pages = []
    for typed in ("AAAAA-AAAAA", "nonsense", withdrawn):
        answer = client.post(CLAIM, {"code": typed, "email": "moses@example.org"})
        pages.append(
            (answer.status_code, text_of(answer).replace(typed, "…").replace(str(answer.context["csrf_token"]), "…"))
        )
    Claim.objects.filter(state="offered").update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.post(CLAIM, {"code": code, "email": "moses@example.org"})
    pages.append(
        (answer.status_code, text_of(answer).replace(code, "…").replace(str(answer.context["csrf_token"]), "…"))
    )
    assert len(set(pages)) == 1
    assert pages[0][0] == 422
    assert "This code does not fit" in pages[0][1]


def test_a_code_typed_more_than_five_times_is_spent(code):
    assert all(actions.try_code(code, by=None) for _try in range(5))
    assert actions.try_code(code, by=None) is None
    assert Claim.objects.get().state == "spent"
    assert actions.try_code(code, by=None) is None


def test_guessing_from_one_place_is_refused_with_a_sentence(client):
    answers = [client.post(CLAIM, {"code": new_code(), "email": "x@example.org"}).status_code for _try in range(21)]
    assert answers == [422] * 20 + [429]


def test_without_the_second_code_nothing_is_taken_over(moses, code, client, letterbox):
    client.post(CLAIM, {"code": code, "email": "moses@example.org"})
    client.post(CONFIRM, {"code": "ABCDEF"})
    assert Claim.objects.get().state == "offered"
    assert Person.objects.filter(pk=moses.pk).exists()


def test_signing_in_with_another_address_after_the_code_takes_nothing_over(moses, code, cast, client, letterbox):
    client.post(CLAIM, {"code": code, "email": "moses@example.org"})
    client.post(reverse("account_logout"))
    sign_in_by_code(client, cast.outsider, letterbox)
    assert Person.objects.filter(pk=moses.pk).exists()
    assert Claim.objects.get().state == "offered"


def test_withdrawn_between_the_two_codes_is_withdrawn(moses, code, cast, client, letterbox):
    client.post(CLAIM, {"code": code, "email": "moses@example.org"})
    actions.withdraw(Claim.objects.get(), by=cast.coordinator)
    page = client.post(CONFIRM, {"code": code_in(letterbox.mails[0])}, follow=True)
    assert "This code does not work any more" in text_of(page)
    assert Person.objects.filter(pk=moses.pk).exists()


def test_a_code_works_once(moses, code, client, letterbox):
    client.post(CLAIM, {"code": code, "email": "moses@example.org"})
    client.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
    assert Browser().post(CLAIM, {"code": code, "email": "eve@example.org"}).status_code == 422


def test_every_table_that_names_people_moves_or_is_known_to_stay():
    labels = {field.model._meta.label for field in fields_to_people()}
    assert labels >= {"members.SeatTerm", "collaborations.Theme", "collaborations.Support", "notifications.Notice"}
    assert not labels & STAYS


def test_somebody_who_asks_for_it_is_erased_from_the_list_and_the_coordinator_is_back_there(moses, cast, client_of):
    browser = client_of(cast.coordinator)
    address = reverse("members:erase-person", args=[moses.pk])
    assert f'href="{address}"' in browser.get(LIST).content.decode()
    assert browser.get(address).status_code == 200
    answer = browser.post(address, {"why": "by phone on 3 March"})
    assert (answer.status_code, answer.url) == (302, LIST)
    assert address not in browser.get(LIST).content.decode()
