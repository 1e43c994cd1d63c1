"""What is hidden is gone from every surface, for everybody, and is back as it was when it is shown again.

Each surface is asked three times: while the thing is shown (there it must be, or the test proves nothing), while it is
hidden, and afterwards.
"""

import uuid
from datetime import date

import pytest
from django.core.cache import caches
from django.urls import reverse

from collaborations.models import Occasion, Programme, Publication, Stewardship, Tool, Trajectory
from collaborations.moderation import actions
from collaborations.themes import actions as theme_actions
from members.handovers.belongings import BELONGINGS
from network.kinds import KINDS, tell
from network.search import found, look_alikes
from notifications.digests.actions import send_due_digests
from notifications.mail.actions import send_waiting_mail
from tests.collaborations.moderation.conftest import comment_on
from tests.conftest import Browser
from tests.factories import PersonFactory, SupportFactory, ThemeFactory
from tests.notifications.mornings import subscribe

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

WORD = "Zandloper"


def page(path, person=None):
    caches["pages"].clear()
    browser = Browser()
    if person:
        browser.force_login(person)
    answer = browser.get(path)
    return answer.content.decode() if answer.status_code == 200 else ""


def hide(kind, thing, moderator):
    case = actions.report(kind, thing, category="other", by=None)
    return actions.contain(case, by=moderator)


def there_gone_and_back(surfaces, kind, thing, moderator):
    """Each surface before, while it is hidden, and afterwards; all of them must say yes, no, yes."""
    before = {name: bool(look()) for name, look in surfaces.items()}
    case = hide(kind, thing, moderator)
    meanwhile = {name: bool(look()) for name, look in surfaces.items()}
    actions.release(case, by=moderator)
    after = {name: bool(look()) for name, look in surfaces.items()}
    assert before == dict.fromkeys(surfaces, True), "without a thing that is there nothing can be missed"
    assert meanwhile == dict.fromkeys(surfaces, False)
    assert after == dict.fromkeys(surfaces, True)


def in_notices_of(person, kind, thing):
    """Whether the line of the notices page is there, asked as the page asks it."""
    subject = KINDS[kind].subjects([thing.pk]).get(thing.pk)
    return subject is not None and KINDS[kind].is_for(subject, person)


def test_a_theme_is_gone_from_every_surface(cast, officer, theme):
    for organisation in (cast.organisation, cast.other_organisation):
        SupportFactory(theme=theme, organisation=organisation)
    anonymous = {
        "its page": lambda: WORD in page(theme.get_absolute_url()),
        "the list": lambda: WORD in page(reverse("collaborations:themes")),
        "a search": lambda: f">{WORD}<" in page(reverse("collaborations:themes") + "?q=zandlopers"),
        "the feed": lambda: WORD in page(reverse("collaborations:theme-feed")),
        "home": lambda: WORD in page("/"),
        "the organisation that proposed it": lambda: WORD in page(cast.organisation.get_absolute_url()),
        "an organisation that backs it": lambda: WORD in page(cast.other_organisation.get_absolute_url()),
        "the report form": lambda: WORD in page(reverse("collaborations:report", args=["theme", theme.pk])),
    }
    signed_in = {}
    for who in ("member", "contact", "other", "coordinator", "outsider"):
        person = getattr(cast, who)
        signed_in |= {
            f"its page for the {who}": lambda person=person: WORD in page(theme.get_absolute_url(), person),
            f"the list for the {who}": lambda person=person: WORD in page(reverse("collaborations:themes"), person),
            f"the day of the {who}": lambda person=person: WORD in page("/", person),
            f"look-alikes for the {who}": lambda person=person: look_alikes(anew(person), "De zandloper keren"),
            f"found by the {who}": lambda person=person: found(anew(person), "theme", theme.pk),
        }
    del signed_in["the day of the member"]  # its author finds there the way to the case that says why
    told = {
        "the notice of its author": lambda: in_notices_of(anew(cast.member), "your-theme-opened", theme),
        "the digest of others": lambda: in_notices_of(anew(cast.other), "theme-opened", theme),
        "who hands over": lambda: WORD in str(BELONGINGS["theme"].lines([theme.pk])),
    }
    there_gone_and_back(anonymous | signed_in | told, "theme", theme, cast.coordinator)


def anew(person):
    return type(person).objects.get(pk=person.pk)


def test_counts_do_not_know_of_a_hidden_theme(cast, theme):
    other = ThemeFactory(opened=True, title="Andere vraag", author=cast.other)
    for one in (theme, other):
        SupportFactory(theme=one, organisation=cast.third_organisation)
    from django.db.models import Count

    def counted():
        from collaborations.models import Theme

        seen = Theme.objects.visible_to(anew(cast.outsider)).gathering()
        return seen.count(), seen.aggregate(n=Count("supports"))["n"]

    assert counted() == (2, 2)
    case = hide("theme", theme, cast.coordinator)
    assert counted() == (1, 1)
    actions.release(case, by=cast.coordinator)
    assert counted() == (2, 2)


def test_a_proposal_that_is_hidden_lies_on_nobodys_desk_twice(cast, officer):
    """It is not on the desk as a proposal; whoever decides about it meets it as a case."""
    proposal = ThemeFactory(proposed=True, title=WORD, author=cast.member, organisation=cast.organisation)
    case = actions.report("theme", proposal, category="danger", by=cast.contact)
    desk = page(reverse("collaborations:desk"), cast.coordinator)
    assert f'href="{proposal.get_absolute_url()}' in desk
    assert f'href="{case.get_absolute_url()}' in desk
    actions.contain(case, by=officer)
    desk = page(reverse("collaborations:desk"), cast.coordinator)
    assert f'href="{proposal.get_absolute_url()}' not in desk
    assert f'href="{case.get_absolute_url()}' in desk


def test_mail_that_waits_about_a_hidden_theme_is_not_sent(cast, letterbox):
    proposal = ThemeFactory(proposed=True, title=WORD, author=cast.member, organisation=cast.organisation)
    control = ThemeFactory(proposed=True, title="Andere vraag", author=cast.member, organisation=cast.organisation)
    for one in (proposal, control):
        theme_actions.open_theme(one, by=cast.coordinator)
    hide("theme", proposal, cast.coordinator)
    send_waiting_mail()
    sent = " ".join(str(mail["Subject"]) for mail in letterbox.to(cast.member) if "Hidden" not in mail["Subject"])
    assert "Andere vraag" in sent
    assert WORD not in sent


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_hidden", [True, False])
def test_a_digest_that_was_due_leaves_it_out(cast, letterbox, theme, is_hidden):
    subscribe(cast.other)
    control = ThemeFactory(opened=True, title="Andere vraag", author=cast.member, organisation=cast.organisation)
    for one in (theme, control):
        tell(KINDS["theme-opened"], one, by=cast.member)
    if is_hidden:
        hide("theme", theme, cast.coordinator)
    assert send_due_digests() == 1
    (mail,) = letterbox.to(cast.other)
    assert "Andere vraag" in str(mail)
    assert (WORD in str(mail)) is not is_hidden


def test_what_stands_under_a_hidden_theme_is_gone_with_it(cast, theme):
    comment = comment_on(theme, cast.other, text=f"Een {WORD} van zand.")
    surfaces = {
        "under the theme": lambda: f"Een {WORD}" in page(theme.get_absolute_url()),
        "its own address": lambda: Browser().get(comment.get_absolute_url()).status_code != 404,
        "found by people": lambda: type(comment).objects.visible_to(anew(cast.member)).filter(pk=comment.pk),
    }
    there_gone_and_back(surfaces, "theme", theme, cast.coordinator)


@pytest.mark.parametrize("part", ["thread", "reply"])
def test_a_comment_is_gone_from_every_surface(cast, theme, part):
    thread = comment_on(
        theme, cast.outsider, text="Wie begint?" if part == "reply" else f"Een {WORD}er.", kind="question"
    )
    reply = comment_on(theme, cast.other, thread=thread, text=f"Een {WORD}er." if part == "reply" else f"Ja, {WORD}er.")
    comment = thread if part == "thread" else reply
    said = f"Een {WORD}er."

    def shown_to(person):
        return said in page(theme.get_absolute_url(), person)

    surfaces = {"for strangers": lambda: shown_to(None)}
    for who in ("member", "other", "coordinator", "outsider"):
        person = getattr(cast, who)
        surfaces[f"for the {who}"] = lambda person=person: shown_to(person)
        surfaces[f"found by the {who}"] = lambda person=person: (
            type(comment).objects.visible_to(anew(person)).filter(pk=comment.pk)
        )
    surfaces |= {
        "its own address": lambda: Browser().get(comment.get_absolute_url()).status_code != 404,
        "the report form": lambda: page(reverse("collaborations:report", args=["comment", comment.pk])),
        "in a digest": lambda: comment.pk in KINDS["something-said"].subjects([comment.pk]),
        "in notices": lambda: comment.pk in KINDS["comment-replies-to-you"].subjects([comment.pk]),
    }
    there_gone_and_back(surfaces, "comment", comment, cast.coordinator)


# The Knowledge Bank


def entry(model, title, **facts):
    slug = f"{model._meta.model_name}-{uuid.uuid4()}"
    source = {"sources": ["https://voorbeeld.example.org/"], "checked_on": date(2026, 11, 23)}
    return model.objects.create(title=title, slug=slug, **source, **facts)


@pytest.fixture
def bank(cast):
    """One entry of each kind, which lead to each other."""
    programme = entry(Programme, "Programma")
    trajectory = entry(Trajectory, "Traject", programme=programme)
    made = {
        "programme": programme,
        "trajectory": trajectory,
        "publication": entry(Publication, "Publicatie", trajectory=trajectory),
        "tool": entry(Tool, "Gereedschap", trajectory=trajectory),
        "occasion": entry(Occasion, "Festival", trajectory=trajectory, programme=programme),
    }
    source = {"sources": ["https://voorbeeld.example.org/"], "checked_on": date(2026, 11, 23)}
    Stewardship.objects.create(tool=made["tool"], organisation=cast.organisation, kind="joint", **source)
    entry(Publication, "Zusje", trajectory=trajectory)
    return made


SHELVES = {
    "programme": ["knowledge", "trajectory", "publication", "tool", "occasion"],
    "trajectory": ["knowledge", "programme", "publication", "tool", "occasion"],
    "publication": ["knowledge", "publications", "trajectory", "home"],
    "tool": ["knowledge", "tools", "trajectory"],
    "occasion": ["occasions", "trajectory"],
}


@pytest.mark.parametrize("kind", SHELVES)
def test_an_entry_of_the_bank_is_gone_from_every_shelf(cast, bank, kind):
    thing = bank[kind]
    type(thing).objects.filter(pk=thing.pk).update(title=WORD)
    thing.refresh_from_db()

    def path(name):
        if name == "home":
            return "/"
        return bank[name].get_absolute_url() if name in bank else reverse(f"collaborations:{name}")

    surfaces = {"its page": lambda: WORD in page(thing.get_absolute_url())}
    for name in SHELVES[kind]:
        surfaces[f"on the page {name}"] = lambda name=name: WORD in page(path(name))
        surfaces[f"on the page {name} for people"] = lambda name=name: (
            name == "home" or WORD in page(path(name), cast.member)
        )
    surfaces = {name: look for name, look in surfaces.items() if name != "on the page home for people"}
    if kind in {"trajectory", "publication", "tool"}:
        surfaces["look-alikes"] = lambda: look_alikes(anew(cast.member), WORD)
        surfaces["what a theme can continue"] = lambda: found(anew(cast.member), kind, thing.pk)
    there_gone_and_back(surfaces, kind, thing, cast.coordinator)


def test_what_a_trajectory_yielded_is_counted_without_what_is_hidden(cast, bank):
    def counted():
        row = Trajectory.objects.for_cards().get(pk=bank["trajectory"].pk)
        return row.publication_count, row.tool_count

    assert counted() == (2, 1)
    cases = [hide(kind, bank[kind], cast.coordinator) for kind in ("publication", "tool")]
    assert counted() == (1, 0)
    for case in cases:
        actions.release(case, by=cast.coordinator)
    assert counted() == (2, 1)


def test_every_kind_that_can_be_reported_can_be_hidden_and_is_in_this_table():
    from collaborations.moderation.hidden import Moderated
    from collaborations.moderation.reportables import REPORTABLES

    assert set(REPORTABLES) == {"theme", "comment", *SHELVES}
    for kind in REPORTABLES.values():
        assert issubclass(kind.model, Moderated)


def test_its_author_meets_what_is_hidden_on_the_page_of_its_case(cast, theme):
    case = hide("theme", theme, cast.coordinator)
    author, stranger = page(case.get_absolute_url(), cast.member), page(case.get_absolute_url(), PersonFactory())
    assert WORD in author
    assert "Wie keert de zandloper om?" in author
    assert stranger == ""
