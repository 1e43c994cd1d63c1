"""New comments come by the digest, one line a theme, to those who take part in it."""

import pytest

from collaborations.discussion.actions import take_away
from collaborations.models import Comment, Interest, Support
from notifications.digests.actions import send_due_digests
from notifications.log.actions import mark_seen
from tests.collaborations.discussion.talking import answer, say
from tests.factories import theme_in
from tests.notifications.mornings import subscribe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allows_loops]


@pytest.fixture
def theme(cast):
    theme = theme_in("open", author=cast.member, organisation=cast.organisation, title="Who decides?")
    Support.objects.create(theme=theme, organisation=cast.other_organisation, given_by=cast.other)
    Interest.objects.create(theme=theme, person=cast.outsider)
    return theme


def text(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_one_line_a_theme_with_a_count_and_the_reason(cast, theme, letterbox):
    subscribe(*cast.everybody().values())
    first = say(theme, by=cast.contact, text="One")
    answer(first, by=cast.contact, text="Two")
    say(theme, by=cast.contact, text="Three?", kind="question")
    say(theme_in("open", title="Elsewhere"), by=cast.contact, text="Not for them")
    send_due_digests()
    told = {who: text(mail) for who, person in cast.everybody().items() for mail in letterbox.to(person)}
    assert set(told) == {"member", "other", "outsider"}
    for who, count, reason in (
        ("member", "2 new comments", "You look after this theme"),
        ("other", "2 new comments, 1 new question", "Voorbeeld Lidorganisatie B backs this theme"),
        ("outsider", "2 new comments, 1 new question", "You would like to take part"),
    ):
        assert told[who].count("Who decides?") == 1, who
        assert f"  {count}\n" in told[who], who
        assert reason in told[who], who
        assert "Elsewhere" not in told[who], who


def test_what_was_hidden_taken_away_or_seen_since_is_not_counted(cast, theme, letterbox):
    subscribe(cast.other)
    seen = say(theme, by=cast.contact, text="Seen")
    mark_seen("collaborations.theme", theme.pk, by=cast.other)
    hidden, gone = say(theme, by=cast.contact, text="Hidden"), say(theme, by=cast.contact, text="Gone")
    say(theme, by=cast.contact, text="New")
    Comment.objects.filter(pk=hidden.pk).update(hidden_at=seen.written_at)
    take_away(gone, by=cast.contact)
    send_due_digests()
    (mail,) = letterbox.to(cast.other)
    assert "  1 new comment\n" in text(mail)


def test_what_came_by_a_mail_of_its_own_is_not_told_again(cast, theme, letterbox):
    subscribe(cast.other, cast.member)
    mine = say(theme, by=cast.other, text="Mine")
    answer(mine, by=cast.contact, text="To Ben")
    say(theme, by=cast.contact, text="Hello @Ben Voorbeeld")
    say(theme, by=cast.contact, text="For Ada?", kind="challenge")
    send_due_digests()
    assert "  1 new question\n" in text(letterbox.to(cast.other)[0])
    assert "  3 new comments\n" in text(letterbox.to(cast.member)[0])


@pytest.mark.parametrize("protection", ["closed", "sealed"])
def test_of_a_protected_theme_only_the_number(cast, theme, letterbox, protection):
    subscribe(*cast.everybody().values())
    theme.protection = protection
    theme.save()
    for word in ("Xylophone", "Zither"):
        say(theme, by=cast.contact, text=word)
    send_due_digests()
    told = {who for who, person in cast.everybody().items() if letterbox.to(person)}
    assert told == ({"member", "other"} if protection == "closed" else {"member"})
    for mail in letterbox.mails:
        assert "2 new comments in a protected theme" in text(mail)
        for word in ("Xylophone", "Zither", "Who decides"):
            assert word not in mail.as_string()


def test_who_may_not_see_it_any_more_hears_nothing(cast, theme, letterbox):
    subscribe(cast.outsider)
    say(theme, by=cast.contact, text="Hello")
    theme.protection = "members"
    theme.save()
    send_due_digests()
    assert not letterbox.mails
