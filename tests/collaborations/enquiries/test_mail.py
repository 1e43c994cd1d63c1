"""Mail that comes in: one enquiry each, whatever it looks like; refused by a listed rule, or never lost."""

import os
import random
from email.message import EmailMessage
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies
from structlog.testing import capture_logs

from collaborations.enquiries.arriving import letters
from collaborations.enquiries.arriving.letters import LONGEST_LINE, MOST_OCTETS, _parsed
from collaborations.enquiries.models import Enquiry
from notifications.mail.actions import send_waiting_mail
from tests.at_once import at_once
from tests.collaborations.enquiries.material import TEXT, mail, receive

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def only():
    return Enquiry.objects.get()


def test_a_mail_becomes_an_enquiry_with_the_words_of_whoever_wrote_it():
    assert receive(mail(f"{TEXT}\n\nKind regards,\nRobin\n")) == (0, "")
    enquiry = only()
    assert (enquiry.text, enquiry.subject, enquiry.name) == (TEXT, "School meals", "Robin Voorbeeld")
    assert (enquiry.email, enquiry.language, enquiry.source, enquiry.state) == (
        "robin@example.org",
        "en",
        "mail",
        "received",
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wie van jullie werkt met koks uit de buurt? Wij zijn benieuwd.", "nl"),
        ("Qui parmi vous travaille avec des cuisinières du quartier ?", "fr"),
        ("Habari ya asubuhi", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_guessed_by_small_words(text, language):
    receive(mail(text, Subject="Kring"))
    assert only().language == language


def test_the_same_mail_again_is_the_same_enquiry_whatever_servers_added(letterbox):
    assert [receive(raw)[0] for raw in (mail(), mail(), b"Received: from relay.example.org\r\n" + mail())] == [0, 0, 0]
    assert Enquiry.objects.count() == 1
    send_waiting_mail()
    assert len(letterbox.mails) == 1


def test_without_a_message_id_the_same_words_are_the_same_enquiry():
    for _ in range(2):
        receive(mail(Message_ID=None))
    receive(mail("Another question, really.", Message_ID=None))
    assert Enquiry.objects.count() == 2
    assert all(key.startswith("sha256:") for key in Enquiry.objects.order_by("pk").values_list("message_id", flat=True))


def test_another_mail_under_the_same_message_id_is_not_lost():
    receive(mail())
    receive(mail("I forgot: we are in Utrecht."))
    receive(mail("I forgot: we are in Utrecht."))
    assert Enquiry.objects.count() == 2


REFUSED = {
    "auto-submitted": {"Auto_Submitted": "auto-replied"},
    "auto-submitted ": {"X_Autoreply": "yes"},
    "auto-submitted  ": {"Auto_Submitted": "auto-generated; owner=x"},
    "bulk": {"Precedence": "bulk"},
    "bulk ": {"Precedence": "list"},
    "bulk  ": {"List_Id": "<news.example.org>"},
    "null-sender": {"Return_Path": "<>"},
    "bounce": {"From": "Mail Delivery <MAILER-DAEMON@example.org>"},
    "own-mail": {"Message_ID": "<kring-enquiry-received-3@testserver>"},
}


@pytest.mark.parametrize("rule", REFUSED)
def test_what_no_human_sent_is_dropped_and_logged_without_anything_of_the_mail(settings, letterbox, rule):
    raw = mail(**REFUSED[rule]).replace(b"@testserver>", f"@{settings.SITE.hostname}>".encode())
    with capture_logs() as logs:
        assert receive(raw) == (0, "")
    assert [(line["event"], line["rule"]) for line in logs] == [("mail_refused", rule.strip())]
    assert not Enquiry.objects.exists()
    assert send_waiting_mail() == 0
    assert "robin" not in str(logs)


@pytest.mark.parametrize(
    ("name", "piece"),
    [("Content-Type", b"text/plain; a=b;"), ("References", b"<a@b> "), ("To", b"a@example.org, "), ("From", b"(")],
)
def test_a_line_of_the_head_is_cut_before_anything_reads_it_and_the_text_says_so(name, piece):
    long = name.encode() + b": " + piece * (30_000 // len(piece)) + b"\r\n"
    sent = b"" if name == "From" else b"From: robin@example.org\r\n"
    raw = sent + b"Reply-To: robin@example.org\r\nSubject: School meals\r\n" + long + b"\r\nWho cooks?\r\n"
    for _name, value in _parsed(raw)[0].raw_items():
        assert len(value) <= LONGEST_LINE
    assert receive(raw) == (0, "")
    enquiry = Enquiry.objects.get()
    assert enquiry.email == "robin@example.org"
    assert f"[Too long, so only their beginnings were read: {name}.]" in enquiry.text


def test_lines_of_the_heads_of_parts_are_cut_too():
    part = b"--x\r\nContent-Type: text/plain" + b"; a=b" * 10_000 + b"\r\n\r\nWho cooks?\r\n--x--\r\n"
    raw = b"From: robin@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + part
    (inner,) = _parsed(raw)[0].get_payload()
    assert [len(value) for _name, value in inner.raw_items()] == [LONGEST_LINE]


def test_a_head_without_end_is_refused_and_logged():
    lines = b"".join(b"X-Line-%d: nothing\r\n" % number for number in range(4000))
    with capture_logs() as logs:
        assert receive(b"From: robin@example.org\r\n" + lines + b"\r\nWho cooks?\r\n") == (0, "")
    assert [(line["event"], line["rule"]) for line in logs] == [("mail_refused", "head-too-large")]
    assert not Enquiry.objects.exists()


def test_our_own_address_and_mail_that_goes_round_are_dropped(settings):
    settings.DEFAULT_FROM_EMAIL = "Kring <kring@example.org>"
    assert receive(mail(From="Kring <KRING@example.org>")) == (0, "")
    assert receive(mail(From="help@example.org", Delivered_To="help@example.org")) == (0, "")
    assert receive(b"Received: from a.example.org\n" * 51 + mail()) == (0, "")
    report = mail().replace(b"text/plain", b"multipart/report; boundary=x", 1)
    assert receive(report) == (0, "")
    assert receive(mail(), sender="") == (0, "")
    assert not Enquiry.objects.exists()
    assert receive(mail(Auto_Submitted="no"), sender="robin@example.org") == (0, "")
    assert Enquiry.objects.count() == 1


@pytest.mark.parametrize(
    "heads",
    [
        {"From": "no-reply@example.org"},
        {"X_Auto_Response_Suppress": "All"},
        {"Subject": "Automatisch antwoord: vakantie"},
        {"Subject": "Réponse automatique : congés"},
    ],
)
def test_what_may_come_from_a_machine_is_kept_and_not_answered(letterbox, heads):
    receive(mail(**heads))
    assert Enquiry.objects.count() == 1
    send_waiting_mail()
    assert letterbox.mails == []


def test_a_forged_sender_is_mailed_once_and_reads_nothing_of_what_was_written(letterbox):
    for number in range(5):
        receive(mail(f"Buy pills number {number} at https://pills.example.org", Message_ID=f"<{number}@x.example.org>"))
    send_waiting_mail()
    (one,) = letterbox.mails
    assert one.envelope_to == ["robin@example.org"]
    assert "pills" not in one.as_string()
    assert one["Auto-Submitted"] == "auto-generated"


def test_much_mail_of_one_address_waits_at_the_mail_server(monkeypatch):
    monkeypatch.setattr("collaborations.enquiries.actions.MAILS_A_DAY", 2)
    codes = [receive(mail(f"Question {n}", Message_ID=f"<{n}@x>"))[0] for n in range(3)]
    assert codes == [0, 0, 75]
    assert receive(mail(From="sam@example.org"))[0] == 0


def test_in_all_so_many_are_acknowledged_in_an_hour(monkeypatch, letterbox):
    monkeypatch.setattr("collaborations.enquiries.actions.ACKNOWLEDGED_AN_HOUR", 3)
    for n in range(5):
        receive(mail(From=f"person-{n}@example.org", Message_ID=f"<{n}@x>"))
    assert Enquiry.objects.count() == 5
    send_waiting_mail()
    assert len(letterbox.mails) == 3


def test_coordinators_are_mailed_about_the_first_of_a_flood(monkeypatch, cast, letterbox):
    monkeypatch.setattr("collaborations.enquiries.actions.TOLD_AN_HOUR", 2)
    for n in range(4):
        receive(mail(From=f"person-{n}@example.org", Message_ID=f"<{n}@x>"))
    send_waiting_mail()
    assert len(letterbox.to(cast.coordinator)) == 2


@pytest.mark.parametrize("heads", [{"From": None}, {"From": "nobody"}, {"From": "Robin <robin@>"}])
def test_without_an_address_to_answer_the_mail_server_tells_the_sender(heads):
    raw = (
        mail(From=None)
        if heads["From"] is None
        else mail().replace(b"Robin Voorbeeld <robin@example.org>", heads["From"].encode())
    )
    code, told = receive(raw)
    assert code == 65
    assert "names no address" in told
    assert not Enquiry.objects.exists()


def test_too_large_a_mail_goes_back_to_its_sender():
    code, told = receive(mail() + b"x" * MOST_OCTETS)
    assert (code, "larger than 10 MB" in told) == (65, True)
    assert not Enquiry.objects.exists()


def test_nine_megabytes_are_taken_in():
    message = EmailMessage()
    message["From"], message["Subject"] = "robin@example.org", "Photos"
    message.set_content("Our photos of the kitchen.")
    message.add_attachment(os.urandom(6_500_000), maintype="image", subtype="jpeg", filename="kitchen.jpg")
    raw = message.as_bytes()
    assert 8_500_000 < len(raw) < MOST_OCTETS
    assert receive(raw)[0] == 0
    assert only().text == "Our photos of the kitchen.\n\n[Not kept: kitchen.jpg.]"


def nested(depth):
    parts = b""
    for level in range(depth):
        parts += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    return (
        b"From: robin@example.org\nSubject: Boxes\nMIME-Version: 1.0\n"
        + parts
        + b"Content-Type: text/plain\n\nHello from within.\n"
    )


@pytest.mark.parametrize("depth", [1, 40, 60, 500, 5000])
def test_parts_within_parts_are_opened_as_far_as_makes_sense(depth):
    assert receive(nested(depth))[0] == 0
    text = only().text
    assert ("Hello from within." in text) is (depth <= 40)
    assert ("too many parts" in text or "could not be read" in text or "holds no text" in text) is (depth > 40)


def test_fifty_parts_side_by_side_are_read_and_the_rest_is_said_to_be_left_out():
    message = EmailMessage()
    message["From"] = "robin@example.org"
    message.set_content("The first.")
    for _ in range(60):
        message.add_attachment("note", filename="note.txt")
    receive(message.as_bytes())
    assert "The first." in only().text
    assert "It has too many parts; those after the first 50 were not read." in only().text


def test_winmail_dat_is_named():
    message = EmailMessage()
    message["From"] = "robin@example.org"
    message.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    receive(message.as_bytes())
    assert "winmail.dat, which cannot be read here" in only().text


ODD = {
    "8-bit garbage": (b"From: robin@example.org\nSubject: caf\xe9\n\nCaf\xe9 \x00\x01\x80\xff ok\n", "Café"),
    "utf-8 said to be ascii": (b"From: robin@example.org\nContent-Type: text/plain; charset=us-ascii\n\nCaf\xc3\xa9\n", "Café"),
    "unknown charset": (b"From: robin@example.org\nContent-Type: text/plain; charset=klingon\n\nCaf\xc3\xa9\n", "Café"),
    "charset of quotes": (b'From: robin@example.org\nContent-Type: text/plain; charset="\n\nHello there\n', "Hello there"),
    "broken base64": (b"From: robin@example.org\nContent-Transfer-Encoding: base64\n\nSGVsbG8gd29ybGQ\xff!\n", ""),
    "unknown encoding": (b"From: robin@example.org\nContent-Transfer-Encoding: x-morse\n\nHello there\n", "Hello there"),
    "no empty line": (b"From: robin@example.org\nSubject: only heads", ""),
    "boundary that never comes": (b"From: robin@example.org\nContent-Type: multipart/mixed; boundary=x\n\nHello there\n", ""),
    "multipart without boundary": (b"From: robin@example.org\nContent-Type: multipart/mixed\n\nHello there\n", "Hello there"),
    "html that never ends": (b"From: robin@example.org\nContent-Type: text/html\n\n<p>Hello <b>there<script>x", "Hello there"),
    "html of divs": (b"From: robin@example.org\nContent-Type: text/html\n\n" + b"<div>" * 50_000 + b"Hello there", "Hello there"),
    "only spaces": (b"From: robin@example.org\n\n   \n\t\n", ""),
    "NUL in heads": (b"From: robin@example.org\nSubject: a\x00b\n\nHello there\n", "Hello there"),
    "halves of letters": (b"From: robin@example.org\nContent-Type: text/plain; charset=utf-7\n\n+2D3- Hello there", "Hello there"),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_odd_mail_is_taken_in_all_the_same(what):
    raw, words = ODD[what]
    assert receive(raw) == (0, "")
    enquiry = only()
    assert words in enquiry.text
    assert enquiry.text
    enquiry.clean_fields(exclude={"escalated_at", "answered_at"})


def test_what_holds_no_text_says_so_in_the_language_of_its_subject():
    receive(mail("", Subject="Een vraag van ons over de koks"))
    assert only().text == "[Deze mail bevat geen tekst die te lezen is.]"


def test_html_alone_is_read_as_text_with_its_links():
    page = '<style>p {}</style><p>We made <a href="https://example.org/map">a map</a> of</p><ul><li>cooks</li><li>kitchens</li></ul>'
    message = EmailMessage()
    message["From"] = "robin@example.org"
    message.set_content(page, subtype="html")
    receive(message.as_bytes())
    assert only().text == "We made a map <https://example.org/map> of\n\n- cooks\n- kitchens"


def test_a_very_long_mail_is_cut_and_says_so():
    receive(mail("A question about cooks. " * 1000))
    assert len(only().text) <= 5000
    assert "characters were left out.]" in only().text


@pytest.mark.parametrize(
    ("head", "name", "email"),
    [
        ("=?utf-8?q?Zo=C3=AB_Voorbeeld?= <zoe@example.org>", "Zoë Voorbeeld", "zoe@example.org"),
        ('"=?iso-8859-1?Q?Ren=E9_Voorbeeld?=" <rene@example.org>', "René Voorbeeld", "rene@example.org"),
        ('"Voorbeeld, Robin" <Robin@Example.org>', "Voorbeeld, Robin", "robin@example.org"),
        ("robin@example.org", "", "robin@example.org"),
        ('"robin@example.org" <robin@example.org>', "", "robin@example.org"),
        ("=?klingon?q?x=FF?= <robin@example.org>", "x", "robin@example.org"),
        ("=?utf-8?b?4oCuZ3JvLmVscG1heGU=?= <robin@example.org>", "gro.elpmaxe", "robin@example.org"),
        ("robin@bücher.example", "", "robin@xn--bcher-kva.example"),
    ],
)  # fmt: skip
def test_names_are_read_as_they_are_written(head, name, email):
    receive(mail().replace(b"Robin Voorbeeld <robin@example.org>", head.encode()))
    assert only().email == email
    assert only().name.startswith(name) if name else not only().name


def test_an_answer_goes_where_the_sender_wants_it():
    receive(mail(Reply_To="Sam Voorbeeld <sam@example.org>", From="Form <form@example.org>"))
    assert (only().email, only().name) == ("sam@example.org", "Sam Voorbeeld")


def test_a_mail_attached_to_a_mail_is_quoted():
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "sam@example.org", "Fuel"
    inner.set_content("How do others pay for fuel?")
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "robin@example.org", "FW: Fuel"
    outer.set_content("Is this something for you?")
    outer.add_attachment(inner)
    receive(outer.as_bytes())
    assert only().text == "Is this something for you?\n\n> How do others pay for fuel?"


@hypothesis.given(strategies.binary(max_size=400))
@hypothesis.settings(max_examples=200)
def test_whatever_comes_is_read_or_refused(rubbish):
    for raw in (rubbish, b"From: robin@example.org\n" + rubbish, mail()[:150] + rubbish):
        try:
            letter = letters.read(raw)
        except letters.Refused:
            continue
        assert letter.text
        assert "\x00" not in letter.text + letter.name + letter.subject + letter.key
        (letter.text + letter.name + letter.subject + letter.key).encode()


def read_or_refused(raw):
    try:
        return letters.read(raw).text
    except letters.Refused as refused:
        return str(refused)


def test_a_mail_with_any_letter_changed_is_read_or_refused():
    chance = random.Random(4)
    whole = bytearray(mail(f"{TEXT}\n\n> On 3 Mar 2025, at 10:12, Kring wrote:\n> yes\n"))
    for _ in range(500):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        assert read_or_refused(bytes(broken))


# A Maildir


@pytest.fixture
def maildir(tmp_path):
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    return tmp_path


def put(maildir, name, raw):
    (maildir / "new" / name).write_bytes(raw)


def names(maildir, folder):
    return sorted(path.name for path in (maildir / folder).iterdir())


def test_a_maildir_is_emptied_into_enquiries(maildir):
    for n in range(3):
        put(maildir, f"170000000{n}.M1.host", mail(f"Question {n}", Message_ID=f"<{n}@x>"))
    put(maildir, "1700000009.M1.host", mail(Precedence="bulk"))
    (maildir / "new" / ".hidden").write_bytes(b"no mail")
    (maildir / "tmp" / "half").write_bytes(mail("Half a mail"))
    for _ in range(2):
        assert receive(maildir=maildir) == (0, "")
    assert sorted(Enquiry.objects.order_by("pk").values_list("text", flat=True)) == [
        "Question 0",
        "Question 1",
        "Question 2",
    ]
    assert names(maildir, "new") == [".hidden"]
    assert names(maildir, "cur") == [f"170000000{n}.M1.host:2,S" for n in (0, 1, 2, 9)]


def test_read_but_not_moved_it_is_the_same_enquiry_next_time(maildir):
    put(maildir, "1.a", mail())
    receive(maildir=maildir)
    Path(maildir / "cur" / "1.a:2,S").rename(maildir / "new" / "1.a")
    receive(maildir=maildir)
    assert Enquiry.objects.count() == 1


def test_a_mail_that_is_too_large_says_so_because_nobody_can_be_told(maildir):
    put(maildir, "1.a", mail() + b"x" * MOST_OCTETS)
    receive(maildir=maildir)
    assert only().text == "[This mail is larger than 10 MB and was not read.]"
    assert names(maildir, "new") == []


def test_what_has_to_wait_stays_and_stops_nothing_else(maildir, monkeypatch):
    monkeypatch.setattr("collaborations.enquiries.actions.MAILS_A_DAY", 1)
    for n in range(2):
        put(maildir, f"{n}.a", mail(f"Question {n}", Message_ID=f"<{n}@x>"))
    put(maildir, "9.a", mail(From="sam@example.org", Message_ID="<9@x>"))
    assert receive(maildir=maildir)[0] == 75
    assert names(maildir, "new") == ["1.a"]
    assert Enquiry.objects.count() == 2


def test_no_maildir_is_said_in_a_sentence(tmp_path):
    from django.core.management import CommandError

    with pytest.raises(CommandError, match="its folder new/ is missing"):
        receive(maildir=tmp_path)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_take_in_each_mail_once(maildir):
    from collaborations.management.commands.receive_mail import Command

    for n in range(12):
        put(maildir, f"{n:02}.a", mail(f"Question {n}", From=f"person-{n % 3}@example.org", Message_ID=f"<{n}@x>"))
    run = lambda: Command().handle(maildir=maildir, sender=None)
    assert at_once(run, run, run) == [None, None, None]
    assert Enquiry.objects.count() == 12
    assert names(maildir, "new") == []
