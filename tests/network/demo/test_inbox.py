"""The inbox shows what really arrived by SMTP, bears whatever a mail says, and lets nothing in a mail run."""

import os
import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from django.core.mail import EmailMultiAlternatives

from network.bootstrap.trouble import free_port
from network.demo import inbox

HOSTILE = """<!doctype html><html><head><title>x</title><base href="https://evil.example/"></head><body onload="boo()">
<script>document.title = "run"</script><img src="https://evil.example/x.png" onerror="boo()">
<form action="https://evil.example/"><button>Press</button></form><p style="color: green">Green</p>
<a href="javascript:boo()">link</a></body></html>"""

ODD_MAILS = {
    "nothing at all": b"",
    "no headers": b"\r\n\r\njust text",
    "no blank line": b"Subject: cut off",
    "unknown charset": b"Subject: =?x-klingon?Q?=FF=FE?=\r\nContent-Type: text/plain; charset=x-klingon\r\n\r\n\xff\xfe caf\xe9",
    "bytes in the headers": b"Subject: caf\xe9 \xff\x00\r\nTo: \xff\xfe\r\nDate: never\r\n\r\nhello",
    "broken addresses": b'To: <<,;:@@\r\nFrom: "\r\nMessage-ID: [[[\r\nDate: Mon, 99 Foo 2026\r\n\r\nhello',
    "broken structure": b'Content-Type: multipart/mixed; boundary="\r\nSubject: x\r\n\r\n--nothing\r\n',
    "broken encoding": b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!! not base64 !!!!",
    "a charset that is no text": b"Content-Type: text/plain; charset=base64\r\n\r\nhello",
    "no kind of content": b"Content-Type: ;;;\r\nContent-Disposition: ;\r\n\r\nhello",
    "a date without a zone": b"Date: Mon, 23 Nov 2026 08:00:00\r\nSubject: x\r\n\r\nhello",
}


def put(place, content, name=None, age=0):
    for folder in ("new", "cur", "tmp"):
        (place / folder).mkdir(parents=True, exist_ok=True)
    name = name or f"{len([*(place / 'new').iterdir()])}.M1P1.here"
    path = place / "new" / name
    path.write_bytes(content)
    os.utime(path, (time.time() - age,) * 2)
    return name


def simple(subject, to="anna@example.org"):
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = subject, to, "kring@example.org"
    message["Message-ID"], message["Date"] = f"<{abs(hash(subject))}@example.org>", "Mon, 23 Nov 2026 08:00:00 +0000"
    message.set_content("hello")
    return message.as_bytes()


@pytest.fixture
def mail_server(place, settings):
    server = Controller(Mailbox(place), hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


def test_a_mail_sent_by_smtp_is_there_with_text_and_html(client, place, mail_server):
    mail = EmailMultiAlternatives(
        "Één thema wacht", "Lees https://kring.example.org/themes/1/", to=["anna@example.org"]
    )
    mail.attach_alternative("<html><head></head><body><p style='color: green'>Lees</p></body></html>", "text/html")
    mail.send()
    page = client.get("/demo/inbox/").content.decode()
    assert "Één thema wacht" in page
    assert "anna@example.org" in page
    (key,) = inbox.keys(place)
    page = client.get(f"/demo/inbox/{key}/").content.decode()
    assert '<a href="https://kring.example.org/themes/1/"' in page
    assert "X-RcptTo" in page
    assert "style='color: green'" in client.get(f"/demo/inbox/{key}/html/").content.decode()


def test_links_of_an_earlier_start_lead_to_where_the_demo_is_now(client, place):
    message = EmailMessage()
    message.set_content("See http://127.0.0.1:8123/themes/1/")
    message.add_alternative('<a href="http://127.0.0.1:8123/themes/1/">See</a>', subtype="html")
    mail = inbox.read(place, put(place, message.as_bytes()))
    assert "See https://kring.example.org/themes/1/" in mail.text
    assert 'href="https://kring.example.org/themes/1/"' in mail.html


def test_nothing_in_a_hostile_mail_can_run_and_nothing_is_loaded(client, place):
    message = EmailMessage()
    message["Subject"] = "<script>boo()</script>"
    message.set_content("<script>boo()</script>")
    message.add_alternative(HOSTILE, subtype="html")
    key = put(place, message.as_bytes())
    answer = client.get(f"/demo/inbox/{key}/html/")
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy.pop("style-src") == "'unsafe-inline'"
    assert policy.pop("sandbox").split() == ["allow-popups", "allow-popups-to-escape-sandbox"]
    assert policy.pop("frame-ancestors") == "'self'"
    assert policy["script-src"] == policy["default-src"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert set(policy.values()) == {"'none'"}
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["X-Content-Type-Options"] == "nosniff"
    page = client.get(f"/demo/inbox/{key}/").content.decode()
    assert "<script>boo()" not in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


def test_only_the_page_of_a_mail_may_frame_and_only_its_own_site(client, place):
    key = put(place, simple("x"))
    page, everywhere = client.get(f"/demo/inbox/{key}/"), client.get("/demo/inbox/")
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert "frame-src" not in everywhere["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("name", ODD_MAILS)
def test_no_mail_is_too_odd_to_be_shown(client, place, name):
    key = put(place, ODD_MAILS[name])
    for address in ("/demo/inbox/", "/demo/inbox/?to=x", f"/demo/inbox/{key}/", f"/demo/inbox/{key}/html/"):
        assert client.get(address).status_code == 200, address


def test_a_mail_that_vanished_is_not_there(client, place):
    key = put(place, simple("x"))
    (place / "new" / key).unlink()
    assert client.get(f"/demo/inbox/{key}/").status_code == 404
    assert inbox.letters(place, [key]) == []


def test_no_name_leads_out_of_the_inbox(client, place, tmp_path):
    (tmp_path / "secret").write_text("Subject: secret\n\nsecret")
    put(place, simple("x"))
    for key in ("..", ".", "%2e%2e", "..%2f..%2fsecret", "%2e%2e%2f%2e%2e%2fsecret", "%00", "new"):
        assert client.get(f"/demo/inbox/{key}/").status_code == 404, key


def test_an_inbox_that_no_mail_has_reached_says_what_will_be_here(client, place):
    assert "No mail yet" in client.get("/demo/inbox/").content.decode()


def test_a_thousand_mails_come_in_pages_the_newest_first_and_only_their_page_is_read(client, place, monkeypatch):
    for number in range(1000):
        put(place, simple(f"Mail {number}"), name=f"{number}.M1P1.here", age=number)
    opened = []
    real = inbox._headers_of
    monkeypatch.setattr(inbox, "_headers_of", lambda path: opened.append(path) or real(path))
    page = client.get("/demo/inbox/").content.decode()
    assert ">Mail 0<" in page
    assert ">Mail 24<" in page
    assert ">Mail 25<" not in page
    assert len(opened) == 25
    assert ">Mail 999<" in client.get("/demo/inbox/?page=40").content.decode()


def test_the_mails_of_one_person_alone(client, place):
    put(place, simple("For Anna"))
    put(place, simple("For Bram", to="bram@example.org"))
    page = client.get("/demo/inbox/?to=bram@example.org").content.decode()
    assert "For Bram" in page
    assert "For Anna" not in page


def test_a_mail_can_be_dated_back_and_says_the_same_otherwise(place):
    key = put(place, simple("Old", to="x@example.org"))
    (before,) = inbox.letters(place, [key])
    text = inbox.read(place, key).text
    date = datetime(2026, 11, 16, 8, tzinfo=UTC)
    assert inbox.put_back(place, {before.message_id: date}) == 1
    assert inbox.put_back(place, {before.message_id: date}) == 0
    (after,) = inbox.letters(place, [key])
    assert after.sent_at == date
    assert (after.subject, after.message_id, inbox.read(place, key).text) == (before.subject, before.message_id, text)
    assert (place / "new" / key).stat().st_mtime == date.timestamp()
