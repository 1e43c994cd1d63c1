"""One line of JSON a request, and nothing in it about people."""

import json
import logging
import uuid

import pytest
from django.conf import settings
from django.urls import reverse

from collaborations.themes.gathering.links import SUPPORT_THEME
from members.people.models import Person
from network import links
from notifications.mail.actions import send_waiting_mail
from notifications.notices import views
from tests.conftest import Browser
from tests.factories import ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(capsys):
    """What production would write: the lines of the console handler, at its level."""
    root = logging.getLogger()
    handler = next(
        handler for handler in root.handlers if handler.formatter and "Processor" in type(handler.formatter).__name__
    )
    before, stream = root.level, handler.stream
    root.setLevel(logging.INFO)
    lines = Lines()
    handler.setStream(lines)
    yield lines
    handler.setStream(stream)
    root.setLevel(before)


class Lines(list):
    """Without the lines of the tests' own mail server, which is no part of the product."""

    def write(self, text):
        lines = [json.loads(line) for line in text.splitlines() if line]
        self.extend(line for line in lines if line.get("logger") != "mail.log")

    def flush(self):
        pass


def test_a_request_is_one_line_with_its_id_its_route_and_its_status(log, client):
    assert client.get(reverse("pages:about")).status_code == 200
    (line,) = [line for line in log if line["event"] == "request_finished"]
    assert uuid.UUID(line["request_id"])
    assert (line["request"], line["code"], line["level"]) == ("GET about/", 200, "info")
    assert line["timestamp"].endswith("Z")


def test_every_request_has_an_id_of_its_own(log, client):
    client.get("/about/")
    client.get("/about/?q=1")
    assert len({line["request_id"] for line in log if line["event"] == "request_finished"}) == 2


def test_no_line_holds_an_address_a_name_a_token_a_path_or_a_query(log, cast, letterbox, client_of, monkeypatch):
    """Real requests of many kinds, also those that fail, and the mails they cause."""
    theme = ThemeFactory(proposed=True, author=cast.member, organisation=cast.organisation, title="Whose secret?")
    link = links.make(cast.member, SUPPORT_THEME.verb, theme.pk).removeprefix(settings.SITE_URL)
    stranger, strict = Browser(), Browser(enforce_csrf_checks=True)
    stranger.get(f"{link}?q=private-words")
    stranger.post(link)
    stranger.get("/private-words/nowhere/")
    stranger.post(reverse("account_login"), {"email": cast.member.email})
    stranger.post(reverse("account_login"), {"email": "nobody@example.org"})
    strict.post(reverse("collaborations:propose"), {"title": "private-words"})
    strict.get("/private-words/", headers={"Host": "private-words.example.com"})
    ada = client_of(cast.member)
    ada.post(reverse("collaborations:propose"), {"title": "private-words" * 200_000})
    ada.post(reverse("collaborations:decline-theme", args=[theme.pk]), {"text": "private-words"})
    client_of(cast.coordinator).post(reverse("collaborations:open-theme", args=[theme.pk]))
    send_waiting_mail()
    broken = Browser(raise_request_exception=False)
    monkeypatch.setattr(views, "render", None)
    broken.force_login(cast.member)
    assert broken.get(f"{reverse('notifications:badge')}?q=private-words").status_code == 500

    written = "\n".join(map(json.dumps, log))
    assert [line["event"] for line in log].count("request_finished") == 10
    assert [line["event"] for line in log].count("request_failed") == 1
    for person in Person.objects.all():
        assert person.email not in written
        assert person.name not in written
    for secret in ("nobody@", "private-words", link.split("/")[2], "Whose secret", "notices/badge/?", "127.0.0.1"):
        assert secret not in written
    assert not [line["event"] for line in log if "/" in line["event"]]


def test_a_page_that_breaks_is_told_with_its_route_and_where_it_broke(log, cast, monkeypatch):
    broken = Browser(raise_request_exception=False)
    broken.force_login(cast.member)
    monkeypatch.setattr(views, "render", None)
    answer = broken.get(reverse("notifications:badge"))
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    (line,) = [line for line in log if line["event"] == "request_failed"]
    assert line["request"] == "GET notices/badge/"
    assert "notices/views.py" in line["exception"]
