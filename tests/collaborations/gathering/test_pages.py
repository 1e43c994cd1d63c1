"""Gathering as people walk it, without scripts: buttons, forms, what they refuse, and what strangers read."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Admission, Charter, Interest, Offer, Support, Theme, Volunteer
from collaborations.themes.gathering import actions
from collaborations.themes.reportables import THEMES
from members.models import Person, SeatTerm
from members.seats.actions import end_seat
from network.journal import Entry
from network.kinds import KINDS
from notifications.mail.actions import send_waiting_mail
from notifications.notices.models import Notice
from tests.collaborations.gathering.round_a_theme import backed, carried, full_of, quorate, seat, written
from tests.conftest import Browser
from tests.factories import OrganisationFactory, PersonFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

SECRET = "Zilverreiger"


def browser_of(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def press(browser, verb, pk, **sent):
    return browser.post(reverse(f"collaborations:{verb}", args=[pk]), sent, follow=True)


def html(answer):
    return answer.content.decode()


def buttons(page):
    """What each form of the page is about, by the end of its address."""
    return {path.rstrip("/").rsplit("/", 1)[1] for path in re.findall(r'action="(/themes/[^"#]+)"', html(page))}


def offered(cast, **changes):
    typed = {"kind": "room", "amount": "for 20 people", "until": "", "organisation": cast.organisation.pk} | changes
    return {f"offer-{name}": value for name, value in typed.items()}


def test_from_the_first_voice_to_the_start(cast, letterbox):
    theme = theme_in("open", author=cast.member, organisation=cast.organisation)
    ada, ben, cleo = (browser_of(person) for person in (cast.member, cast.other, cast.contact))
    dan, eve = (seat().person for _ in range(2))
    assert "I would carry this" in html(ada.get(theme.get_absolute_url()))
    press(ada, "support-theme", theme.pk, organisation=cast.organisation.pk)
    press(ben, "support-theme", theme.pk, organisation=cast.other_organisation.pk)
    press(browser_of(dan), "support-theme", theme.pk, organisation=dan.seats[0].organisation_id)
    page = html(ada.get(theme.get_absolute_url())).partition('<section id="support">')[2].partition("</section>")[0]
    own = f"{cast.organisation}</strong>"
    assert page.count(own) == 1
    assert f"<li>{cast.organisation}</li>" not in page
    press(ada, "carry-theme", theme.pk, organisation=cast.organisation.pk)
    page = press(browser_of(dan), "carry-theme", theme.pk, organisation=dan.seats[0].organisation_id)
    assert "You carry this theme. Thank you" in html(page)
    carriers = Volunteer.objects.order_by("pk")
    page = ben.get(theme.get_absolute_url())
    assert "I would stand in for Ada" in html(page)
    press(ben, "stand-in", carriers[0].pk, organisation=cast.other_organisation.pk)
    page = press(browser_of(eve), "stand-in", carriers[1].pk, organisation=eve.seats[0].organisation_id)
    assert "Enough came together to form a journey." in html(page)
    assert "Read the charter and sign it" in html(page)

    for browser in (cleo, Browser()):
        page = html(browser.get(theme.get_absolute_url()))
        assert "Read the charter and sign it" not in page, "who has no part in it is not asked to sign"
        assert "Read the charter" in page

    charter = reverse("collaborations:charter", args=[theme.pk])
    page = html(ada.get(charter))
    assert "Say how often you meet." in page
    assert "Sign for" not in page
    texts = {"purpose": "To ask first.", "scope": "Three countries.", "not_scope": "", "version": 1}
    page = ada.post(charter, texts | {"rhythm": "Each month.", "ends_on": "2099-12-31"}, follow=True)
    assert "The text is kept." in html(page)
    assert "Sign for Voorbeeld Lidorganisatie A" in html(page)
    assert "Change the text" not in html(cleo.get(charter))
    for browser in (ada, ben, browser_of(dan)):
        assert "Read the charter and sign it" in html(browser.get(theme.get_absolute_url()))
        page = press(browser, "sign-charter", theme.pk, version=2)
        assert "You signed the charter" in html(page)
        assert "Read the charter and sign it" not in html(browser.get(theme.get_absolute_url())), "it is signed"
        assert ("the learning journey has started" in html(page)) is (browser is not ada and browser is not ben)
    assert Theme.objects.get().state == "started"
    assert "<strong>3</strong> of 3 organisations signed this text" in html(Browser().get(charter))
    send_waiting_mail()
    assert [mail["Subject"] for mail in letterbox.to(eve)] == [f"It has started: “{theme}”"]


def test_interest_is_ones_own_and_a_number_for_others(cast):
    theme = theme_in("open", author=cast.member, organisation=cast.organisation)
    ben = browser_of(cast.other)
    page = press(ben, "show-interest", theme.pk)
    press(ben, "show-interest", theme.pk)
    assert "You would like to take part yourself." in html(page)
    assert Interest.objects.get().person == cast.other
    assert "Ben Voorbeeld" in html(browser_of(cast.member).get(theme.get_absolute_url()))
    for reader in (browser_of(cast.contact), Browser()):
        page = html(reader.get(theme.get_absolute_url()))
        assert "1 person would like to take part." in page
        assert "Ben Voorbeeld" not in page
    page = press(ben, "lose-interest", theme.pk)
    assert not Interest.objects.exists()
    assert "would like to take part" not in html(page).replace("I would like to take part", "")


def test_an_offer_is_one_form_and_is_withdrawn_by_who_made_it_or_a_contact(cast):
    theme = theme_in("open")
    ada = browser_of(cast.member)
    page = press(ada, "offer", theme.pk, **offered(cast, until="2099-05-01"))
    assert "Voorbeeld Lidorganisatie A: a room, <bdi" in html(page)
    assert "until 1 May 2099" in html(page)
    again = press(ada, "offer", theme.pk, **offered(cast, until="2099-05-01"))
    assert "Thank you." in html(again)
    other = press(ada, "offer", theme.pk, **offered(cast, amount="for 40 people"))
    assert "offers this already" in html(other)
    made = Offer.objects.get()
    for person in (cast.other, cast.outsider):
        assert press(browser_of(person), "withdraw-offer", made.pk).status_code == 403
        assert "withdraw/" not in html(browser_of(person).get(theme.get_absolute_url()))
    assert "It is withdrawn." in html(press(browser_of(cast.contact), "withdraw-offer", made.pk))
    assert press(browser_of(cast.contact), "withdraw-offer", made.pk).status_code == 404
    assert "a room, <bdi" not in html(ada.get(theme.get_absolute_url()))
    press(ada, "offer", theme.pk, **offered(cast, amount="for 40 people"))
    assert Offer.objects.now().get().amount == "for 40 people"


def test_the_empty_choice_and_a_text_that_is_too_long_speak_as_the_house_does(cast):
    theme = theme_in("open", author=cast.member, organisation=cast.organisation)
    ada = browser_of(cast.member)
    page = html(ada.get(theme.get_absolute_url()))
    assert '<option value="" selected>Choose</option>' in page
    assert "---------" not in page
    refused = html(press(ada, "offer", theme.pk, **offered(cast, amount="x" * 121)))
    assert "This is too long: at most 120 characters. It has 121 now." in refused
    assert "Ensure this value" not in refused


def test_who_has_an_office_is_not_told_that_a_seat_is_missing(cast):
    theme = theme_in("open", author=cast.member, organisation=cast.organisation)
    officer = PersonFactory(is_safeguarding_officer=True)
    sentence = "You hold no seat in one yet, so you cannot."
    for person, is_said in ((cast.outsider, True), (cast.coordinator, False), (officer, False)):
        assert (sentence in html(browser_of(person).get(theme.get_absolute_url()))) is is_said


def test_what_stands_round_a_theme_can_be_reported_and_the_desk_takes_an_offer_away(cast):
    theme = theme_in("open", author=cast.contact, organisation=cast.organisation)
    Charter.objects.create(theme=theme, purpose="Buy our pens.", rhythm="Every day")
    press(browser_of(cast.member), "offer", theme.pk, **offered(cast, amount="for 20 pens"))
    report = f'href="{reverse("collaborations:report", args=["theme", theme.pk])}"'
    assert html(browser_of(cast.other).get(theme.get_absolute_url())).count(report) == 2
    assert report in html(browser_of(cast.other).get(theme.charter.get_absolute_url()))
    for thing in (theme, THEMES.load([theme.pk])[theme.pk]):
        text = THEMES.words(thing).text
        for words in ("a room, for 20 pens", "Buy our pens.", "Every day", theme.question, theme.change):
            assert words in text
    made, dora = Offer.objects.get(), browser_of(cast.coordinator)
    assert f"/themes/offers/{made.pk}/withdraw/" in html(dora.get(theme.get_absolute_url()))
    assert "It is withdrawn." in html(press(dora, "withdraw-offer", made.pk))
    assert "for 20 pens" not in html(dora.get(theme.get_absolute_url()))
    assert "for 20 pens" not in THEMES.words(THEMES.load([theme.pk])[theme.pk]).text
    assert Entry.objects.get(verb="withdraw_offer").actor == cast.coordinator
    assert Notice.objects.get(event__kind="offer-taken-back").person == cast.member
    assert "A colleague or the coordinator took it back." in html(browser_of(cast.member).get("/notices/"))


def test_who_withdraws_an_offer_themselves_is_told_nothing_and_of_a_sealed_theme_nobody_is(cast):
    theme = theme_in("open", author=cast.contact, organisation=cast.organisation)
    press(browser_of(cast.member), "offer", theme.pk, **offered(cast))
    press(browser_of(cast.member), "withdraw-offer", Offer.objects.get().pk)
    press(browser_of(cast.member), "offer", theme.pk, **offered(cast))
    Theme.objects.update(protection="sealed")
    actions.withdraw_offer(Offer.objects.get(withdrawn_at=None), by=cast.contact)
    assert not Notice.objects.filter(event__kind="offer-taken-back").exists()


def test_of_a_closed_theme_that_their_organisation_left_nobody_hears_what_became_of_their_offer(cast):
    theme = theme_in("open", protection="closed", author=cast.other, organisation=cast.other_organisation)
    Support.objects.create(theme=theme, organisation=cast.organisation, given_by=cast.contact)
    made = Offer.objects.create(theme=theme, organisation=cast.organisation, kind="room", made_by=cast.member)
    Support.objects.filter(organisation=cast.organisation).delete()
    actions.withdraw_offer(made, by=cast.contact)
    kind, ada = KINDS["offer-taken-back"], Person.objects.get(pk=cast.member.pk)
    assert not Theme.objects.visible_to(ada).exists()
    assert not kind.is_for(kind.subjects([made.pk])[made.pk], ada)
    Support.objects.create(theme=theme, organisation=cast.organisation, given_by=cast.contact)
    assert kind.is_for(kind.subjects([made.pk])[made.pk], ada)
    assert kind.item(kind.subjects([made.pk])[made.pk], ada).title == "1 new item in a protected theme"


def test_an_offer_whose_day_is_over_is_gone_and_makes_room(cast):
    theme, yesterday = theme_in("open"), timezone.localdate() - timedelta(days=1)
    over = {"theme": theme, "organisation": cast.organisation, "kind": "room", "made_by": cast.member}
    Offer.objects.create(**over, amount="for 10 people", until=yesterday)
    ada = browser_of(cast.member)
    assert "for 10 people" not in html(ada.get(theme.get_absolute_url()))
    press(ada, "offer", theme.pk, **offered(cast))
    assert Offer.objects.now().get().amount == "for 20 people"


WRONG = {
    "no kind": {"kind": ""},
    "a kind that is none": {"kind": "gold"},
    "20,000 characters": {"amount": "x" * 20_000},
    "NUL": {"amount": "one\x00two"},
    "a day in the past": {"until": "2020-01-01"},
    "a day that is none": {"until": "2099-02-31"},
    "a year that is none": {"until": "99999-01-01"},
    "no organisation": {"organisation": ""},
    "an organisation of others": {"organisation": "other"},
    "an organisation that is none": {"organisation": "x' OR 1=1"},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_offered_is_told_beside_its_field_and_kept_as_typed(cast, what):
    theme = theme_in("open")
    wrong = {name: cast.other_organisation.pk if value == "other" else value for name, value in WRONG[what].items()}
    answer = browser_of(cast.member).post(reverse("collaborations:offer", args=[theme.pk]), offered(cast, **wrong))
    assert answer.status_code == 422
    form = answer.context["gathering"].offer_form
    assert set(form.errors) == set(wrong)
    assert f"id_offer-{next(iter(wrong))}_error" in html(answer)
    if "amount" not in wrong:
        assert 'value="for 20 people"' in html(answer)
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "مرحبا",
        "\u202edetrever",
        "👩🏽‍🌾🌍",
        "Z\u0335\u0354\u0310a\u0336\u035dl\u0337\u0301g\u0338\u0350o\u0334",
        "{{ 7 }}{% now %}",
    ],
)
def test_every_script_and_sign_stays_inside_its_own_words(cast, text):
    theme = theme_in("open")
    press(browser_of(cast.member), "offer", theme.pk, **offered(cast, amount=text))
    page = html(Browser().get(theme.get_absolute_url()))
    escaped = text.replace("<", "&lt;").replace(">", "&gt;")
    assert f'<bdi lang="en">{escaped}</bdi>' in page
    assert "<script>alert" not in page


WITHOUT_A_SEAT = [
    ("support-theme", "Organisations support themes."),
    ("carry-theme", "Organisations support themes."),
    ("show-interest", "People of organisations take part."),
    ("offer", "Offers are made by organisations."),
]


@pytest.mark.parametrize("who", ["outsider", "ended"])
@pytest.mark.parametrize(("verb", "sentence"), WITHOUT_A_SEAT)
def test_without_a_seat_one_reads_why_not(cast, who, verb, sentence):
    theme = theme_in("open")
    sent = {"organisation": cast.organisation.pk} | offered(cast)
    answer = press(browser_of(cast.everybody()[who]), verb, theme.pk, **sent)
    assert (answer.status_code, sentence in html(answer)) == (403, True)
    assert not any(model.objects.exists() for model in (Support, Offer, Interest))


def test_a_seat_that_ends_between_page_and_press_gives_nothing(cast):
    theme, carrier = theme_in("open"), carried(theme_in("open"), deputy=False)
    ada = browser_of(cast.member)
    ada.get(theme.get_absolute_url())
    end_seat(cast.member.seats[0], by=cast.coordinator)
    for verb, pk in (
        ("support-theme", theme.pk), ("carry-theme", theme.pk), ("offer", theme.pk), ("stand-in", carrier.pk),
    ):  # fmt: skip
        answer = press(ada, verb, pk, organisation=cast.organisation.pk, **offered(cast))
        assert answer.status_code == 403, verb
    assert not theme.supports.exists()
    assert not Offer.objects.exists()
    assert Volunteer.objects.get() == carrier


def test_people_of_partners_stand_in_and_do_not_carry(cast):
    partner = seat(organisation=OrganisationFactory(kind="partner"))
    theme = theme_in("open")
    carrier = carried(theme, deputy=False)
    browser = browser_of(partner.person)
    assert "carry" not in buttons(browser.get(theme.get_absolute_url()))
    answer = press(browser, "carry-theme", theme.pk, organisation=partner.organisation_id)
    assert "People of member organisations carry a theme" in html(answer)
    press(browser, "stand-in", carrier.pk, organisation=partner.organisation_id)
    assert carrier.deputies.get().seat == partner


def test_one_person_has_one_part_whatever_their_seats(cast):
    theme, ben = theme_in("open"), browser_of(cast.other)
    press(ben, "carry-theme", theme.pk, organisation=cast.other_organisation.pk)
    press(ben, "carry-theme", theme.pk, organisation=cast.third_organisation.pk)
    carrier = Volunteer.objects.get()
    answer = press(ben, "stand-in", carrier.pk, organisation=cast.third_organisation.pk)
    assert "You have a part in this theme already." in html(answer)
    assert Volunteer.objects.count() == 1


def test_nobody_steps_back_for_somebody_else(cast):
    theme = theme_in("open")
    part = carried(theme)
    for person in (cast.member, cast.coordinator, cast.outsider):
        assert press(browser_of(person), "step-back", part.pk).status_code == 403
    page = press(browser_of(part.seat.person), "step-back", part.pk)
    assert "You stepped back." in html(page)
    assert "the place of the carrier is free" in html(page)
    assert press(browser_of(part.seat.person), "step-back", part.pk).status_code == 404


def test_strangers_read_organisations_and_no_names(cast):
    theme = quorate("forming")
    people = [part.seat.person for part in Volunteer.objects.for_page()]
    for path in (theme.get_absolute_url(), reverse("collaborations:charter", args=[theme.pk])):
        stranger, member = html(Browser().get(path)), html(browser_of(cast.member).get(theme.get_absolute_url()))
        assert people[0].seats[0].organisation.name in html(Browser().get(theme.get_absolute_url()))
        for person in people:
            assert re.search(rf"\b{person.name}\b", stranger) is None, path
            assert re.search(rf"\b{person.name}\b", member) is not None


BUTTONS = {
    "a stranger": set(),
    "member": {"support", "interest", "offer", "carry", "stand-in"},
    "outsider": set(),
    "coordinator": {"interest"},
}


@pytest.mark.parametrize("who", BUTTONS)
def test_the_buttons_are_those_one_may_press(cast, who):
    theme = theme_in("open", author=cast.other, organisation=cast.other_organisation)
    carried(theme, deputy=False)
    browser = Browser() if who == "a stranger" else browser_of(cast.everybody()[who])
    found = buttons(browser.get(theme.get_absolute_url()))
    assert found & {"support", "interest", "offer", "carry", "stand-in", "step-back", "withdraw"} == BUTTONS[who]


@pytest.mark.parametrize("state", ["started", "parked"])
def test_what_does_not_gather_any_more_shows_who_was_there_and_takes_nobody(cast, state):
    theme = theme_in(state, author=cast.other, organisation=cast.other_organisation)
    full_of(theme, 1)
    page = browser_of(cast.member).get(theme.get_absolute_url())
    assert "a room" in html(page)
    assert not buttons(page) & {"support", "interest", "offer", "carry", "stand-in"}
    answer = press(browser_of(cast.member), "offer", theme.pk, **offered(cast))
    assert "This theme is not open for support: it is" in html(answer)


OURS = re.compile(r'SELECT ("collaborations_(support|volunteer|offer)"|COALESCE)')


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_costs_the_same_for_any_number_of_people(cast, client_of, count, django_assert_max_num_queries):
    """Of what gathers: supports, volunteers, offers, and how many would take part. The whole page themes/ counts."""
    theme = theme_in("open")
    full_of(theme, count)
    browser = client_of(cast.member)
    with django_assert_max_num_queries(100) as seen:
        assert browser.get(theme.get_absolute_url()).status_code == 200
    assert len([query["sql"] for query in seen.captured_queries if OURS.match(query["sql"])]) == 4


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_charter_costs_the_same_for_any_number_of_people(cast, client_of, count, django_assert_num_queries):
    theme = theme_in("forming")
    full_of(theme, count)
    written(theme)
    browser = client_of(cast.member)
    path = reverse("collaborations:charter", args=[theme.pk])
    with django_assert_num_queries(10):
        assert browser.get(path).status_code == 200


def test_a_charter_that_changed_meanwhile_keeps_what_was_typed_and_takes_it_when_sent_again(cast):
    theme = quorate("forming")
    one, two = (part.seat.person for part in Volunteer.objects.for_page()[:2])
    path = reverse("collaborations:charter", args=[theme.pk])
    texts = {"scope": "Three countries.", "not_scope": "", "rhythm": "Each month.", "ends_on": "2099-12-31"}
    browser_of(one).post(path, texts | {"purpose": "One.", "version": 1})
    answer = browser_of(two).post(path, texts | {"purpose": "Two.", "version": 1})
    assert answer.status_code == 422
    assert "Somebody changed the charter a moment ago." in html(answer)
    assert "<p>One.</p>" in html(answer)
    assert ">\nTwo.</textarea>" in html(answer)
    version = answer.context["form"]["version"].value()
    browser_of(two).post(path, texts | {"purpose": "Two.", "version": version})
    assert Charter.objects.get().purpose == "Two."


@pytest.mark.parametrize(
    "wrong",
    [{"purpose": ""}, {"purpose": "x" * 20_000}, {"scope": "a\x00b"}, {"ends_on": "2020-01-01"}, {"version": "x"}],
)
def test_a_charter_that_cannot_be_kept_is_told_and_kept_as_typed(cast, wrong):
    theme = quorate("forming")
    one = Volunteer.objects.for_page().first().seat.person
    typed = {"purpose": "To ask.", "scope": "", "not_scope": "Money.", "rhythm": "", "ends_on": "", "version": 1}
    answer = browser_of(one).post(reverse("collaborations:charter", args=[theme.pk]), typed | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)
    assert "Money." in html(answer)
    assert Charter.objects.get().version == 1


def test_who_may_not_write_or_sign_reads_why(cast):
    theme = quorate("forming")
    path = reverse("collaborations:charter", args=[theme.pk])
    for person in (cast.member, cast.outsider):
        assert browser_of(person).post(path, {}).status_code == 403
        assert press(browser_of(person), "sign-charter", theme.pk, version=1).status_code == 403
    assert "Change the text" in html(browser_of(cast.coordinator).get(path))
    assert press(browser_of(cast.coordinator), "sign-charter", theme.pk, version=1).status_code == 403
    assert browser_of(cast.member).get(reverse("collaborations:charter", args=[theme_in("open").pk])).status_code == 404


@pytest.fixture(params=["closed", "sealed"])
def protected(request, cast):
    """A protected theme that lacks its last voice, carried by people who may know of it."""
    theme = theme_in("open", protection=request.param, title=SECRET, question=SECRET, change=SECRET)
    supporters = backed(theme, 3)
    for number in range(2):
        carrier = Volunteer.objects.create(theme=theme, seat=seat(organisation=supporters[number]))
        deputy = Volunteer.objects.create(theme=theme, seat=seat(organisation=supporters[2]), stands_in_for=carrier)
        for part in (carrier, deputy):
            by = theme.author
            vouched = {"vouched_by": cast.coordinator, "vouched_at": timezone.now()}
            Admission.objects.create(theme=theme, person=part.seat.person, invited_by=by, **vouched)
    return theme


def test_of_a_protected_theme_no_mail_says_more_than_that_there_is_something(cast, protected, letterbox):
    from collaborations.tasks import keep_promises

    keep_promises()
    assert Theme.objects.get(pk=protected.pk).state == "forming"
    send_waiting_mail()
    mails = [mail for mail in letterbox.mails if "1 new item in a protected theme" in str(mail["Subject"])]
    assert len(mails) == 5
    assert SECRET not in "".join(mail.as_string() for mail in letterbox.mails)
    assert SECRET not in "".join(
        part.get_content() for mail in letterbox.mails for part in mail.walk() if not part.is_multipart()
    )
    assert not any(SECRET in str(entry.facts) + entry.why for entry in Entry.objects.all())


def test_for_outsiders_a_protected_theme_and_what_gathers_round_it_do_not_exist(cast, protected):
    part = Volunteer.objects.first()
    made = Offer.objects.create(
        theme=protected, organisation=part.seat.organisation, kind="case", made_by=part.seat.person
    )
    written(protected)
    for person in (cast.member, cast.coordinator, cast.outsider):
        browser = browser_of(person)
        for verb, pk in (
            ("support-theme", protected.pk), ("show-interest", protected.pk), ("offer", protected.pk),
            ("carry-theme", protected.pk), ("stand-in", part.pk), ("step-back", part.pk), ("withdraw-offer", made.pk),
            ("sign-charter", protected.pk), ("charter", protected.pk),
        ):  # fmt: skip
            answer = press(browser, verb, pk, organisation=cast.organisation.pk, **offered(cast))
            assert answer.status_code == 404, verb
            assert SECRET not in html(answer)
        assert browser.get(reverse("collaborations:charter", args=[protected.pk])).status_code == 404
    assert Browser().get(reverse("collaborations:charter", args=[protected.pk])).status_code == 404


def test_a_carrier_who_lost_sight_of_a_closed_theme_is_told_nothing_of_it(cast, letterbox):
    theme = theme_in("open", protection="closed", title=SECRET)
    supporters = backed(theme, 3)
    for organisation in supporters[:2]:
        carrier = Volunteer.objects.create(theme=theme, seat=seat(organisation=organisation))
        Volunteer.objects.create(
            theme=theme, seat=seat(), stands_in_for=carrier
        )  # of an organisation that does not back it
    from collaborations.tasks import keep_promises

    keep_promises()
    send_waiting_mail()
    told = {person for mail in letterbox.mails for person in mail.envelope_to}
    deputies = Volunteer.objects.exclude(stands_in_for=None).select_related("seat__person")
    assert not told & {deputy.seat.person.email for deputy in deputies}
    assert len(told) == 3


def test_a_hand_over_names_no_protected_theme(cast, protected):
    from members.handovers.belongings import belongings_of, read

    part = Volunteer.objects.filter(theme=protected).first()
    lines = read(belongings_of(SeatTerm.objects.get(pk=part.seat_id)))
    assert [line.title for line in lines.values()] == ["A protected theme"]
