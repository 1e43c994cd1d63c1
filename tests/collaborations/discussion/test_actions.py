"""What is written, what it leaves behind, and who hears of it."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from collaborations.discussion import actions
from collaborations.discussion.places import PLACES
from collaborations.models import Case, Comment, Interest, Mention, Version, Volunteer
from collaborations.moderation.actions import hide, keep
from members.models import Person
from network.journal import Entry
from network.moves import MoveRefused
from notifications.mail.actions import send_waiting_mail
from notifications.models import Event, Notice
from tests.at_once import at_once
from tests.collaborations.discussion.talking import answer, edit, say
from tests.factories import CommentFactory, PersonFactory, SeatFactory, SupportFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def theme(cast):
    return theme_in("open", author=cast.member, organisation=cast.organisation, title="Who decides?")


def told():
    """(kind, who) of each notice since the last look."""
    found = sorted((notice.event.kind, notice.person.name.split()[0]) for notice in Notice.objects.all())
    Notice.objects.all().delete()
    return found


def test_whoever_is_mentioned_replied_to_or_asked_hears_of_it_once(cast, theme):
    asked = say(theme, by=cast.other, text="Hello @Ada Voorbeeld, and @Voorbeeld Lidorganisatie A!", kind="question")
    assert told() == [("comment-mentions-you", "Ada"), ("comment-mentions-you", "Cleo")]
    answer(asked, by=cast.member, text="Hello @Ben Voorbeeld and @Ada Voorbeeld")
    assert told() == [("comment-mentions-you", "Ben")]
    answer(asked, by=cast.contact, text="Me too")
    assert told() == [("comment-replies-to-you", "Ben")]
    answer(asked, by=cast.other, text="To myself")
    assert told() == []
    say(theme, by=cast.other, text="And this?", kind="challenge")
    assert told() == [("question-asked", "Ada")]
    say(theme, by=cast.other, text="Only words")
    assert told() == []


def test_who_would_carry_a_theme_hears_of_questions(cast, theme):
    carrier, deputy, gone = (
        SeatFactory(person=PersonFactory(name=f"{name} Voorbeeld")) for name in ("Ines", "Jan", "Koos")
    )
    first = Volunteer.objects.create(theme=theme, seat=carrier)
    Volunteer.objects.create(theme=theme, seat=deputy, stands_in_for=first)
    Volunteer.objects.create(theme=theme, seat=gone, left_at=theme.opened_at)
    say(theme, by=cast.other, text="Why?", kind="question")
    assert told() == [("question-asked", "Ada"), ("question-asked", "Ines"), ("question-asked", "Jan")]


def test_an_edit_tells_who_is_mentioned_for_the_first_time_and_nobody_again(cast, theme):
    said = say(theme, by=cast.other, text="Hello @Ada Voorbeeld")
    assert told() == [("comment-mentions-you", "Ada")]
    Notice.objects.bulk_create(
        Notice(person=cast.member, event=event) for event in Event.objects.filter(is_addressed=True)[:1]
    )
    edit(said, by=cast.other, text="Hello @Ada Voorbeeld and @Cleo Voorbeeld")
    assert told() == [("comment-mentions-you", "Ada"), ("comment-mentions-you", "Cleo")]
    assert [version.text for version in Version.objects.all()] == [f"Hello @[p{cast.member.pk}]"]


def test_of_a_closed_theme_only_those_who_take_part_are_found_and_told(cast, theme):
    theme.protection = "closed"
    theme.save()
    SupportFactory(theme=theme, organisation=cast.organisation, given_by=cast.member)
    said = say(theme, by=cast.member, text="@Ben Voorbeeld @Voorbeeld Lidorganisatie B @Cleo Voorbeeld @Dora Voorbeeld")
    assert [mention.person for mention in said.mentions.all()] == [cast.contact]
    assert "@Ben Voorbeeld @Voorbeeld Lidorganisatie B" in said.text
    assert told() == [("comment-mentions-you", "Cleo")]


def test_what_became_invisible_between_writing_and_mail_is_not_mailed(cast, theme, letterbox):
    for change in ({"hidden_at": theme.opened_at}, {"removed_at": theme.opened_at}):
        said = say(theme, by=cast.other, text="Hello @Ada Voorbeeld")
        Comment.objects.filter(pk=said.pk).update(**change)
    said = say(theme, by=cast.other, text="Hello @Cleo Voorbeeld")
    theme.protection = "closed"
    theme.save()
    send_waiting_mail()
    assert letterbox.mails == []


def test_the_mail_says_who_said_what_and_never_the_private_note(cast, theme, letterbox):
    asked = say(theme, by=cast.other, text="Why, @Ada Voorbeeld?", kind="question")
    answer(asked, by=cast.member, text="Because **so** <b>.", private_note="Ring Xenia")
    send_waiting_mail()
    (mail,) = letterbox.to(cast.member)
    assert mail["Subject"].strip() == "Ben Voorbeeld mentions you. “Who decides?”"
    for part in ("plain", "html"):
        said = mail.get_body((part,)).get_content()
        assert "Why, @Ada Voorbeeld?" in said
        assert f"https://kring.example.org{asked.get_absolute_url()}" in said
        assert "You are mentioned." in said
    (mail,) = letterbox.to(cast.other)
    assert "Because **so** &lt;b&gt;." in mail.get_body(("html",)).get_content()
    assert "Xenia" not in mail.as_string()


@pytest.mark.parametrize("protection", ["closed", "sealed"])
def test_mail_about_a_protected_theme_says_only_that_there_is_something(cast, theme, letterbox, protection):
    theme.protection = protection
    theme.save()
    say(theme, by=cast.contact, text="Xylophone @Ada Voorbeeld", kind="question")
    send_waiting_mail()
    (mail,) = letterbox.to(cast.member)
    assert mail["Subject"] == "1 new comment in a protected theme"
    for word in ("Xylophone", "Who decides", "Cleo", "Lidorganisatie"):
        assert word not in mail.as_string()


def test_a_held_comment_tells_nobody_until_it_is_shown_and_then_once(cast, theme):
    before = CommentFactory(place_id=theme.pk, author=cast.member)  # so that somebody from outside can name her
    said = say(theme, by=cast.outsider, text="Hello @Ada Voorbeeld", kind="question")
    assert said.is_hidden
    assert [kind for kind, _who in told() if "comment" in kind or "asked" in kind] == []
    assert not Event.objects.filter(kind="something-said").exists()
    keep(Case.objects.get(), by=cast.coordinator)
    assert [one for one in told() if one[0] != "content-decided"] == [("comment-mentions-you", "Ada")]
    assert Event.objects.filter(kind="something-said").count() == 1
    assert Comment.objects.visible_to(cast.member).exclude(pk=before.pk).get() == said


def test_what_stays_hidden_tells_nobody(cast, theme):
    CommentFactory(place_id=theme.pk, author=cast.member)
    assert say(theme, by=cast.outsider, text="Hello @Ada Voorbeeld").mentions.exists()
    told()
    hide(Case.objects.get(), reason="purpose", by=cast.coordinator)
    assert ("comment-mentions-you", "Ada") not in told()


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_at_once_is_one_comment_and_one_notice(cast, theme):
    key = uuid.uuid4()
    facts = {"text": f"Hello @[p{cast.member.pk}]", "mentioned": {f"p{cast.member.pk}"}, "language": "en"}
    facts |= {"kind": "comment", "organisation": cast.other_organisation}
    found = at_once(
        *[lambda: actions.write(PLACES["theme"], theme, key=key, **facts, by=Person.objects.get(pk=cast.other.pk))] * 5
    )
    assert {said.pk for said in found} == {Comment.objects.get().pk}
    assert told() == [("comment-mentions-you", "Ada")]


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_none_is_lost(cast, theme):
    said = say(theme, by=cast.other, text="Zero")
    at_once(
        *[lambda text=text: edit(Comment.objects.get(), by=cast.other, text=text) for text in ("One", "Two", "Three")]
    )
    said.refresh_from_db()
    texts = {version.text for version in Version.objects.all()}
    assert texts | {said.text} == {"Zero", "One", "Two", "Three"}
    assert len(texts) == 3


def test_the_same_key_of_two_people_is_two_comments(cast, theme):
    key = uuid.uuid4()
    for person, organisation in ((cast.member, cast.organisation), (cast.contact, cast.organisation)):
        actions.write(
            PLACES["theme"],
            theme,
            key=key,
            text="Hi",
            kind="comment",
            language="en",
            organisation=organisation,
            by=person,
        )
    assert Comment.objects.count() == 2


def test_taking_away_leaves_answers_and_settles_its_notices(cast, theme):
    asked = say(theme, by=cast.other, text="Hello @Ada Voorbeeld", kind="question")
    reply = answer(asked, by=cast.contact, text="Well")
    assert Notice.objects.filter(event__subject_id=asked.pk).exists()
    for _ in range(2):
        actions.take_away(asked, by=cast.other)
    assert not Notice.objects.filter(event__subject_id=asked.pk).exists()
    assert Entry.objects.about(asked).count() == 1
    assert set(Comment.objects.visible_to(cast.contact)) == {reply}
    with pytest.raises(MoveRefused, match="taken away meanwhile"):
        answer(asked, by=cast.member, text="Late")
    with pytest.raises(MoveRefused, match="cannot be edited"):
        edit(asked, by=cast.other, text="Late")
    actions.put_back(asked, by=cast.other)
    assert set(Comment.objects.visible_to(cast.contact)) == {asked, reply}


def test_words_that_were_deleted_since_cannot_be_put_back(cast, theme):
    said = CommentFactory(place_id=theme.pk, author=cast.other, text="", removed_at=theme.opened_at)
    with pytest.raises(MoveRefused, match="deleted meanwhile"):
        actions.put_back(said, by=cast.other)


def test_an_answer_is_a_reply_to_something_asked(cast, theme):
    plain, asked = say(theme, by=cast.other, text="So"), say(theme, by=cast.other, text="So?", kind="question")
    reply, other = answer(asked, by=cast.member, text="Yes"), answer(plain, by=cast.member, text="Yes")
    for _ in range(2):
        actions.mark_answer(reply, by=cast.other)
    assert (reply.answers_by, Entry.objects.about(reply).count()) == (cast.other, 1)
    for wrong in (plain, asked, other):
        with pytest.raises(MoveRefused, match="Only a reply"):
            actions.mark_answer(wrong, by=cast.other)
    actions.unmark_answer(reply, by=cast.other)
    assert (reply.answers_at, reply.answers_by) == (None, None)


def test_the_database_keeps_answers_and_replies_what_they_are(cast, theme):
    said = CommentFactory(place_id=theme.pk, author=cast.other)
    for wrong in ({"answers_at": theme.opened_at}, {"kind": "question", "thread": said}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CommentFactory(place_id=theme.pk, author=cast.other, **wrong)


@pytest.mark.parametrize("state", ["draft", "proposed", "declined", "appealed", "merged", "withdrawn"])
def test_where_nothing_is_gathered_nothing_is_said(cast, state):
    theme = theme_in(state, author=cast.member, organisation=cast.organisation)
    with pytest.raises(MoveRefused, match="Nothing can be said here"):
        say(theme, by=cast.member, text="Hello")


def test_nobody_speaks_for_an_organisation_of_others(cast, theme):
    with pytest.raises(MoveRefused, match="You hold no seat at Voorbeeld Lidorganisatie B"):
        actions.write(
            PLACES["theme"], theme, key=uuid.uuid4(), text="Hi", kind="comment", language="en",
            organisation=cast.other_organisation, by=cast.member,
        )  # fmt: skip
    assert not Comment.objects.exists()


def test_a_text_that_changes_without_its_page_is_read_from_the_text(cast, theme):
    """As erasing changes it, or a repair by hand."""
    said = say(theme, by=cast.other, text="Hello **Xenia** and @Ada Voorbeeld")
    assert "Xenia" in said.html
    Comment.objects.filter(pk=said.pk).update(text=said.text.replace("Xenia", "[…]"))
    said.refresh_from_db()
    assert said.html == ""
    Comment.objects.filter(pk=said.pk).update(language="nl")
    said.refresh_from_db()
    assert said.html == ""


def test_who_is_mentioned_bears_the_name_they_have_now_and_none_once_they_are_gone(cast, theme, client_of):
    say(theme, by=cast.other, text="Hello @Ada Voorbeeld")
    ben = client_of(cast.other)
    for name in ("Ada Anders", "Ada <i>"):
        Person.objects.filter(pk=cast.member.pk).update(name=name)
        assert f"@{name}".replace("<", "&lt;").replace(">", "&gt;") in ben.get(theme.get_absolute_url()).text
    Mention.objects.all().delete()
    page = ben.get(theme.get_absolute_url()).text
    assert "Hello" in page
    assert "@somebody" in page


def test_nobody_can_be_mentioned_by_a_number_typed_by_hand(cast, theme):
    for number in (cast.outsider.pk, 10**18):
        said = say(theme, by=cast.other, text=f"@[p{number}] and @Ada Voorbeeld")
        assert [mention.person for mention in said.mentions.all()] == [cast.member]
        assert f"@[p{number}]" in said.html


def test_interest_is_no_reason_for_a_mail(cast, theme):
    Interest.objects.create(theme=theme, person=cast.outsider)
    say(theme, by=cast.other, text="Why?", kind="question")
    assert told() == [("question-asked", "Ada")]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_notices_of_many_comments_cost_as_much_as_of_one(cast, theme, client_of, count, django_assert_num_queries):
    for number in range(count):
        say(theme, by=cast.coordinator, text=f"{number} @Ben Voorbeeld")
    ben = client_of(cast.other)
    # Session, person, seats, notices and their number, comments with mentions of people and none of organisations, unread;
    # and eight about their theme as a place.
    with django_assert_num_queries(16):
        assert ben.get("/notices/").text.count("Dora Voorbeeld mentions you.") == min(count, 30)
