"""Discussion as people walk it, page by page, and where it refuses them."""

import re
import uuid

import pytest
from django.urls import reverse

from collaborations.discussion.page import about
from collaborations.models import Case, Comment, Mention, Version
from collaborations.themes.admissions import Admission
from members.models import Person
from network.journal import Entry
from tests.collaborations.discussion.talking import browser_of, edit, html, say, stranger, typed
from tests.conftest import Browser
from tests.factories import CommentFactory, PersonFactory, SeatFactory, SupportFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def theme(cast):
    return theme_in("open", author=cast.member, organisation=cast.organisation, title="Who decides?")


def address(name, *arguments):
    return reverse(f"collaborations:{name}", args=arguments)


def test_a_question_is_asked_answered_marked_edited_and_taken_away(cast, theme):
    ben, ada = browser_of(cast.other), browser_of(cast.member)
    key = str(ben.get(theme.get_absolute_url()).context["discussion"]["key"])
    sent = typed("Who **pays**?", kind="question", organisation=cast.other_organisation.pk, key=key)
    page = ben.post(address("discuss", "theme", theme.pk), sent, follow=True)
    asked = Comment.objects.get()
    assert page.request["PATH_INFO"] == theme.get_absolute_url()
    assert page.redirect_chain[-1][0] == f"{theme.get_absolute_url()}#comment-{asked.pk}"
    assert (asked.author, asked.organisation, asked.kind) == (cast.other, cast.other_organisation, "question")

    page = html(ada.get(theme.get_absolute_url()))
    assert "Who <strong>pays</strong>?" in page
    assert "Ben Voorbeeld" in page
    assert "question, not answered yet" in page

    ada.post(address("reply", asked.pk), typed("We do.", organisation=cast.organisation.pk, private_note="Call me."))
    answer = asked.replies.get()
    page = html(ben.get(asked.get_absolute_url()))
    assert "Call me." in page
    assert f'action="{address("mark-answer", answer.pk)}"' in page
    ben.post(address("mark-answer", answer.pk))
    assert "question, answered" in html(stranger().get(theme.get_absolute_url()))
    ben.post(address("unmark-answer", answer.pk))
    assert "question, not answered yet" in html(stranger().get(theme.get_absolute_url()))

    ada.post(address("edit-comment", answer.pk), typed("We all do.", private_note="Call me."))
    assert "We all do." in html(stranger().get(theme.get_absolute_url()))
    page = html(ben.get(address("versions", answer.pk)))
    assert "We do." in page
    assert "We all do." not in page

    page = ben.post(address("take-away-comment", asked.pk), follow=True)
    assert "You took your comment away. Answers to it stay." in html(page)
    page = html(stranger().get(theme.get_absolute_url()))
    assert "This comment was taken away by its author." in page
    assert "pays" not in page
    assert "We all do." in page
    ben.post(address("put-back-comment", asked.pk))
    assert "pays" in html(stranger().get(theme.get_absolute_url()))


def test_strangers_read_for_whom_somebody_speaks_and_no_names_of_people(cast, theme):
    say(theme, by=cast.other, text="I asked @Ada Voorbeeld and @Voorbeeld Lidorganisatie A.")
    signed_in = html(browser_of(cast.outsider).get(theme.get_absolute_url()))
    public = html(stranger().get(theme.get_absolute_url()))
    for name in ("Ben Voorbeeld", "@Ada Voorbeeld"):
        assert name in signed_in
        assert name not in public
    for page in (signed_in, public):
        assert "Voorbeeld Lidorganisatie B" in page
        assert "@Voorbeeld Lidorganisatie A" in page
    assert "@somebody" in public
    said = Comment.objects.get()
    page = html(stranger().get(said.get_absolute_url()))
    assert "Ben" not in page
    assert "Ada" not in page


def test_what_was_edited_away_is_read_by_nobody_who_is_not_signed_in(cast, theme):
    said = say(theme, by=cast.other, text="Call 0612345678")
    edit(said, by=cast.other, text="Sorry, removed.")
    for page in (said.get_absolute_url(), theme.get_absolute_url()):
        assert "edited" in html(stranger().get(page))
        assert "/versions/" not in html(stranger().get(page))
        assert address("versions", said.pk) in html(browser_of(cast.member).get(page))
    answer = stranger().get(address("versions", said.pk))
    assert answer.status_code == 302
    assert "login" in answer.url
    assert "0612345678" in html(browser_of(cast.member).get(address("versions", said.pk)))


@pytest.mark.parametrize("who", ["other", "coordinator", "officer"])
def test_its_author_and_those_who_decide_remove_the_words_of_an_older_version(cast, theme, who):
    people = cast.everybody() | {"officer": PersonFactory(is_safeguarding_officer=True)}
    said = say(theme, by=cast.other, text="Call 0612345678")
    edit(said, by=cast.other, text="Sorry, removed.")
    path = reverse("collaborations:blank-comment-version", args=[said.pk, said.versions.get().pk])
    for person in (cast.member, cast.outsider):
        browser = browser_of(person)
        assert browser.post(path).status_code == 403
        assert path not in html(browser.get(address("versions", said.pk)))
    browser = browser_of(people[who])
    assert path in html(browser.get(address("versions", said.pk)))
    page = html(browser.post(path, follow=True))
    assert "The words of that version are removed." in page
    assert "The words of this version were removed." in page
    assert "0612345678" not in page
    browser.post(path)
    assert said.versions.get().text == ""
    assert Entry.objects.get(verb="blank_version").actor == people[who]


def test_an_account_outside_the_network_finds_only_those_who_spoke_there(cast, theme):
    say(theme, by=cast.member, text="I begin.")
    otto, names = browser_of(cast.outsider), address("names", "theme", theme.pk)
    assert "Ada Voorbeeld" in html(otto.get(names, {"q": "ada"}))
    for words in ("ben", "cleo", "dora"):
        assert "<li" not in html(otto.get(names, {"q": words}))
        assert "<li" in html(browser_of(cast.member).get(names, {"q": words}))
    otto.post(address("discuss", "theme", theme.pk), typed("Hello @Ada Voorbeeld and @Ben Voorbeeld"))
    assert [mention.person for mention in Comment.objects.get(author=cast.outsider).mentions.all()] == [cast.member]


NOT_ASKED = {"discuss": set(), "reply": {"kind"}, "edit-comment": {"kind", "organisation"}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": " \n "},
        {"text": "x" * 20_000},
        {"text": "x" * 5_001},
        {"text": "a\0b"},
        {"text": ">" * 300 + "x"},
        {"kind": "shout"},
        {"language": "tlh"},
        {"key": "x"},
        {"organisation": "999999"},
    ],
)
@pytest.mark.parametrize("where", ["discuss", "reply", "edit-comment"])
def test_what_cannot_be_said_comes_back_with_a_sentence_and_all_that_was_typed(cast, theme, where, wrong):
    said = CommentFactory(place_id=theme.pk, author=cast.member, kind="question")
    path = address("discuss", "theme", theme.pk) if where == "discuss" else address(where, said.pk)
    sent = typed("Words.", organisation=cast.organisation.pk) | wrong
    before = list(Comment.objects.order_by("pk").values())
    answer = browser_of(cast.member).post(path, sent)
    if set(wrong) <= NOT_ASKED[where]:
        assert answer.status_code == 302
        return
    form = answer.context["form"]
    assert answer.status_code == 422
    assert set(form.errors) == set(wrong)
    assert form["text"].value() == sent["text"]
    assert 'role="alert"' in html(answer)
    assert list(Comment.objects.order_by("pk").values()) == before


def test_a_form_sent_twice_is_one_comment(cast, theme):
    ben, sent = browser_of(cast.other), typed("Once.", organisation=cast.other_organisation.pk)
    for _ in range(2):
        answer = ben.post(address("discuss", "theme", theme.pk), sent, follow=True)
        assert answer.status_code == 200
    assert Comment.objects.count() == 1


def test_people_with_several_seats_choose_for_whom_they_speak_and_nobody_for_others(cast, theme):
    ben = browser_of(cast.other)
    page = html(ben.get(theme.get_absolute_url()))
    assert "For which organisation do you speak?" in page
    for wanted, status in ((cast.organisation, 422), (cast.third_organisation, 302)):
        answer = ben.post(address("discuss", "theme", theme.pk), typed("Words.", organisation=wanted.pk))
        assert answer.status_code == status
    assert Comment.objects.get().organisation == cast.third_organisation
    assert "For which organisation" not in html(browser_of(cast.member).get(theme.get_absolute_url()))


def test_who_is_signed_out_meanwhile_loses_nothing(cast, theme):
    for path in (address("discuss", "theme", theme.pk), address("reply", say(theme, by=cast.other, text="Hello").pk)):
        browser = Browser()
        answer = browser.post(path, typed("Typed for an hour.", organisation=cast.organisation.pk))
        assert answer.url.startswith(reverse("account_login"))
        browser.force_login(cast.member)
        page = browser.get(path)
        assert "Typed for an hour." in html(page)
        assert not Comment.objects.filter(text="Typed for an hour.").exists()


def test_too_many_in_a_short_time_are_refused_with_a_sentence_and_the_text_stays(cast, theme):
    ada, path = browser_of(cast.member), address("discuss", "theme", theme.pk)
    answers = [ada.post(path, typed(f"Number {n}", organisation=cast.organisation.pk)) for n in range(8)]
    assert [answer.status_code for answer in answers] == [302] * 6 + [429] * 2
    assert "Try again in" in html(answers[-1])
    assert "Number 7" in html(answers[-1])
    assert int(answers[-1]["Retry-After"]) <= 60
    assert Comment.objects.count() == 6


NOT_THEIRS = [
    ("contact", "edit-comment"), ("other", "edit-comment"), ("coordinator", "edit-comment"), ("outsider", "edit-comment"),
    ("contact", "take-away-comment"), ("coordinator", "take-away-comment"), ("coordinator", "put-back-comment"),
    ("contact", "mark-answer"), ("outsider", "mark-answer"), ("outsider", "unmark-answer"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "verb"), NOT_THEIRS)
def test_what_is_not_theirs_is_refused_with_a_sentence(cast, theme, who, verb):
    asked = CommentFactory(place_id=theme.pk, author=cast.member, kind="question")
    answer = CommentFactory(thread=asked, author=cast.other)
    before = list(Comment.objects.order_by("pk").values())
    page = browser_of(cast.everybody()[who]).post(
        address(verb, answer.pk if "answer" in verb else asked.pk), typed("Mine.")
    )
    assert page.status_code == 403
    assert re.search(r"Only who wrote|Who asked says", html(page))
    assert list(Comment.objects.order_by("pk").values()) == before


def test_after_their_seat_ended_nobody_edits_what_they_said_for_it(cast, theme):
    said = CommentFactory(place_id=theme.pk, author=cast.ended, organisation=cast.other_organisation)
    eli = browser_of(cast.ended)
    assert eli.post(address("edit-comment", said.pk), typed("Anew.")).status_code == 403
    own = CommentFactory(place_id=theme.pk, author=cast.ended, organisation=None)
    assert eli.post(address("take-away-comment", own.pk)).status_code == 302


@pytest.mark.parametrize("protection", ["open", "members", "closed", "sealed"])
@pytest.mark.parametrize(
    "who", ["member", "contact", "other", "coordinator", "ended", "outsider", "stranger", "invited"]
)
def test_what_is_said_is_seen_by_those_who_see_the_theme_and_by_nobody_else(cast, theme, who, protection):
    theme.protection = protection
    theme.save()
    invited = PersonFactory()
    Admission.objects.create(
        theme=theme, person=invited, invited_by=cast.member, vouched_by=cast.contact, vouched_at=theme.opened_at
    )
    SupportFactory(theme=theme, organisation=cast.organisation, given_by=cast.member)
    said = CommentFactory(place_id=theme.pk, author=cast.member, text="Xylophone", kind="question")
    reply = CommentFactory(thread=said, author=cast.contact, text="Zither")
    browser = Browser() if who == "stranger" else browser_of((cast.everybody() | {"invited": invited})[who])
    sees = browser.get(theme.get_absolute_url()).status_code == 200
    expected = {
        "open": {"member", "contact", "other", "coordinator", "ended", "outsider", "stranger", "invited"},
        "members": {"member", "contact", "other", "coordinator"},
        "closed": {"member", "contact", "invited"},
        "sealed": {"member", "invited"},
    }
    assert sees is (who in expected[protection])
    signed_in = [] if who == "stranger" else [address("versions", reply.pk)]
    for path in (said.get_absolute_url(), reply.get_absolute_url(), *signed_in):
        answer = browser.get(path)
        assert answer.status_code == (200 if sees else 404), path
        assert bool(re.search("Xylophone|Zither|never edited", html(answer))) is sees, path
    if who != "stranger":
        for path in (
            address("discuss", "theme", theme.pk),
            address("reply", said.pk),
            address("edit-comment", said.pk),
        ):
            assert (browser.post(path, typed("Words.")).status_code == 404) is not sees, path
        for verb in ("take-away-comment", "put-back-comment", "mark-answer", "unmark-answer"):
            assert (browser.post(address(verb, reply.pk)).status_code == 404) is not sees, verb
        assert (browser.get(address("names", "theme", theme.pk)).status_code == 404) is not sees


def test_a_place_that_is_none_is_not_there(cast):
    ada = browser_of(cast.member)
    for path in (address("discuss", "nothing", 1), address("names", "nothing", 1), address("discuss", "theme", 10**15)):
        assert ada.get(path).status_code == 404


@pytest.mark.parametrize("state", ["draft", "proposed", "declined", "merged"])
def test_where_nothing_is_gathered_nothing_is_said(cast, state):
    theme = theme_in(state, author=cast.member, organisation=cast.organisation)
    said = CommentFactory(place_id=theme.pk, author=cast.member)
    ada = browser_of(cast.member)
    assert f'action="{address("discuss", "theme", theme.pk)}"' not in html(ada.get(theme.get_absolute_url()))
    for path in (address("discuss", "theme", theme.pk), address("reply", said.pk)):
        answer = ada.post(path, typed("Words.", organisation=cast.organisation.pk))
        assert answer.status_code == 422
        assert "Nothing can be said here" in html(answer)
        assert "Words." in html(answer)
    assert Comment.objects.count() == 1


def test_a_private_note_is_read_by_three_parties_only(cast, theme):
    asked = CommentFactory(place_id=theme.pk, author=cast.other, kind="question")
    CommentFactory(thread=asked, author=cast.member, private_note="Ring Xenia")
    readers = {
        who
        for who, person in cast.everybody().items()
        for path in (theme.get_absolute_url(), asked.get_absolute_url())
        if "Ring Xenia" in html(browser_of(person).get(path))
    }
    assert readers == {"member", "other", "coordinator"}
    assert "Ring Xenia" not in html(stranger().get(asked.get_absolute_url()))
    assert "private_note" in browser_of(cast.member).get(asked.get_absolute_url()).context["form"].fields
    assert "private_note" not in browser_of(cast.other).get(asked.get_absolute_url()).context["form"].fields


def test_the_first_post_of_somebody_for_whom_nobody_answers_waits_and_they_read_so(cast, theme):
    otto = browser_of(cast.outsider)
    page = otto.post(address("discuss", "theme", theme.pk), typed("Hello, I am new."), follow=True)
    assert "A coordinator reads this first" in html(page)
    said = Comment.objects.get()
    assert said.is_hidden
    assert Case.objects.get().subject_id == said.pk
    for browser in (otto, browser_of(cast.coordinator), stranger()):
        assert "I am new" not in html(browser.get(theme.get_absolute_url()))
        assert browser.get(said.get_absolute_url()).status_code == 404


def test_what_is_hidden_is_gone_with_its_answers_for_everybody(cast, theme):
    asked = CommentFactory(place_id=theme.pk, author=cast.other, text="Xylophone")
    reply = CommentFactory(thread=asked, author=cast.member, text="Zither")
    assert "Zither" in html(stranger().get(theme.get_absolute_url()))
    Comment.objects.filter(pk=asked.pk).update(hidden_at=asked.written_at)
    for person in cast.everybody().values():
        browser = browser_of(person)
        assert not re.search("Xylophone|Zither", html(browser.get(theme.get_absolute_url())))
        for said in (asked, reply):
            assert browser.get(said.get_absolute_url()).status_code == 404
    assert not Comment.objects.visible_to(cast.member).exists()


def test_threads_come_newest_or_oldest_first_fifty_a_page(cast, theme):
    for number in range(53):
        CommentFactory(place_id=theme.pk, author=cast.member, text=f"Number {number:02}.")

    def numbers(query):
        return [int(n) for n in re.findall(r"Number (\d\d)\.", html(stranger().get(theme.get_absolute_url() + query)))]

    assert numbers("") == list(range(52, 2, -1))
    assert numbers("?talk-page=2") == [2, 1, 0]
    assert numbers("?talk=oldest") == list(range(50))
    assert numbers("?talk=oldest&talk-page=2") == [50, 51, 52]
    for wrong in ("99", "0", "-1", "x", ""):
        assert numbers(f"?talk-page={wrong}") == list(range(52, 2, -1)), wrong
    assert "of 2" in html(stranger().get(theme.get_absolute_url()))


def test_of_a_long_thread_the_newest_stand_below_the_place_and_all_on_its_own_page(cast, theme):
    asked = CommentFactory(place_id=theme.pk, author=cast.member, kind="question")
    replies = [CommentFactory(thread=asked, author=cast.other, text=f"Reply {number:03}.") for number in range(120)]
    Comment.objects.filter(pk=replies[7].pk).update(answers_at=asked.written_at)
    page = html(stranger().get(theme.get_absolute_url()))
    assert re.findall(r"Reply (\d+)\.", page) == ["007", "116", "117", "118", "119"]
    assert "115 earlier replies" in page
    assert len(re.findall(r"Reply \d+\.", html(stranger().get(asked.get_absolute_url())))) == 100
    assert "Reply 117." in html(stranger().get(replies[117].get_absolute_url()))


def many(cast, theme, count, **facts):
    """Ben says something ``count`` times, and each time about Ada."""
    html = f'<p>Hello <span data-mention="p{cast.member.pk}"></span></p>'
    facts |= {"place": "theme", "place_id": theme.pk, "author": cast.other, "organisation": cast.other_organisation}
    said = Comment.objects.bulk_create(
        Comment(text=f"Hello @[p{cast.member.pk}]", html=html, submission_key=uuid.uuid4(), **facts)
        for _ in range(count)
    )
    Mention.objects.bulk_create(Mention(comment=one, person=cast.member) for one in said)
    return said


@pytest.mark.parametrize("count", [1, 3, 30, 500])
def test_the_page_costs_the_same_for_any_number_of_comments(cast, theme, client_of, count, django_assert_num_queries):
    beginning, *_others = many(cast, theme, count)
    many(cast, theme, count, thread=beginning)
    with django_assert_num_queries(4):  # seats, threads, replies, who is mentioned
        assert about("theme", theme, cast.member, asked={})["discussion"]["threads"]
    page = html(client_of(cast.member).get(theme.get_absolute_url()))
    assert page.count("Hello <bdi") == min(count, 50) + (min(count, 5) if count <= 50 else 0)


@pytest.mark.parametrize("count", [1, 3, 30, 500])
def test_a_thread_costs_the_same_for_any_number_of_replies(cast, theme, client_of, count, django_assert_num_queries):
    (beginning,) = many(cast, theme, 1)
    many(cast, theme, count, thread=beginning)
    ada = client_of(cast.member)
    with django_assert_num_queries(
        11
    ):  # session, person, seats, it, theme, it anew, counted, replies, names, 2 notices
        page = html(ada.get(beginning.get_absolute_url()))
    assert page.count("Hello <bdi") == min(count, 100) + 1


@pytest.mark.django_db(transaction=True)
def test_what_is_said_and_taken_away_is_on_kept_pages_at_once(cast, theme):
    reader = Browser()
    for _ in range(2):
        assert "Xylophone" not in html(reader.get(theme.get_absolute_url()))
    said = say(theme, by=cast.other, text="Xylophone for @Ada Voorbeeld")
    assert "Xylophone" in html(reader.get(theme.get_absolute_url()))
    browser_of(cast.other).post(address("take-away-comment", said.pk))
    assert "Xylophone" not in html(reader.get(theme.get_absolute_url()))


def test_each_comment_says_its_language_and_direction(cast, theme):
    browser_of(cast.member).post(
        address("discuss", "theme", theme.pk), typed("مرحبا", language="nl", organisation=cast.organisation.pk)
    )
    assert '<div class="comment-text" lang="nl" dir="auto"><p>مرحبا</p>' in html(
        Browser().get(theme.get_absolute_url())
    )


def test_an_edit_without_a_change_leaves_no_version_and_a_comment_without_says_so(cast, theme):
    said = say(theme, by=cast.member, text="As it is, @Ben Voorbeeld.")
    ada = browser_of(cast.member)
    form = ada.get(address("edit-comment", said.pk)).context["form"]
    assert form["text"].value() == "As it is, @Ben Voorbeeld."
    ada.post(address("edit-comment", said.pk), typed("As it is, @Ben Voorbeeld."))
    said.refresh_from_db()
    assert (Version.objects.count(), said.edited_at) == (0, None)
    assert "It was never edited" in html(ada.get(address("versions", said.pk)))


def test_the_list_behind_an_at_offers_who_can_see_the_place(cast, theme):
    SeatFactory(person=PersonFactory(name="Bernadette Demo"), organisation=cast.organisation)
    offers = html(browser_of(cast.member).get(address("names", "theme", theme.pk), {"q": "be"}))
    assert re.findall(r'data-name="([^"]+)"', offers) == ["Ben Voorbeeld", "Bernadette Demo"]
    assert "Voorbeeld Lidorganisatie B, Voorbeeld Lidorganisatie C" in offers
    assert "@example.org" not in offers
    for words in ("otto", "eli", "", "%", "ada%"):
        assert "<li" not in html(browser_of(cast.member).get(address("names", "theme", theme.pk), {"q": words})), words
    theme.protection = "closed"
    theme.save()
    SupportFactory(theme=theme, organisation=cast.organisation, given_by=cast.member)
    offers = html(browser_of(cast.member).get(address("names", "theme", theme.pk), {"q": "be"}))
    assert re.findall(r'data-name="([^"]+)"', offers) == ["Bernadette Demo"]
    offers = html(browser_of(cast.member).get(address("names", "theme", theme.pk), {"q": "voorbeeld lid"}))
    assert re.findall(r'data-name="([^"]+)"', offers) == ["Voorbeeld Lidorganisatie A"]


def test_two_of_the_same_name_are_asked_about_and_either_or_neither_can_be_meant(cast, theme):
    twin = Person.objects.create_user("ben-too@example.org", name="Ben Voorbeeld")
    SeatFactory(person=twin, organisation=cast.organisation)
    ada, path = browser_of(cast.member), address("discuss", "theme", theme.pk)
    sent = typed("Ask @Ben Voorbeeld!", organisation=cast.organisation.pk)
    answer = ada.post(path, sent)
    assert answer.status_code == 422
    page = html(answer)
    assert "Whom do you mean by @Ben Voorbeeld?" in page
    choices = dict(re.findall(r'name="(who-0)" value="(p\d+)"', page))
    assert set(re.findall(r'name="who-0" value="([^"]+)"', page)) == {
        f"p{cast.other.pk}",
        f"p{twin.pk}",
        "-Ben Voorbeeld",
    }
    assert choices
    for who, mentioned in ((f"p{twin.pk}", twin), ("-Ben Voorbeeld", None), (f"p{cast.outsider.pk}", "asked again")):
        answer = ada.post(path, sent | {"key": str(uuid.uuid4()), "who-0": who})
        assert answer.status_code == (422 if mentioned == "asked again" else 302)
        if answer.status_code == 302:
            said = Comment.objects.latest("pk")
            assert [mention.person for mention in said.mentions.all()] == ([mentioned] if mentioned else [])
    answer = ada.post(path, sent | {"key": str(uuid.uuid4()), "chosen": [f"p{cast.other.pk}"]})
    assert Comment.objects.latest("pk").mentions.get().person == cast.other
