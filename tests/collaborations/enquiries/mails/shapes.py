"""How mail programs write: each shape gives a raw mail and the words in it that are the asker's own."""

import html
import textwrap
import zlib
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

ASKER = "Robin Voorbeeld <robin@example.org>"
SIGNATURE = ["Robin Voorbeeld", "Stichting Demo | Programme", "T +31 6 00000000", "www.example.org"]


def mail(words, *, subject="", **heads):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        ASKER,
        "kring@example.org",
        subject or words.own[0][:30].split("\n")[0],
    )
    message["Date"] = format_datetime(datetime(2025, 3, 4, 9, 30, tzinfo=UTC))
    message["Message-ID"] = f"<{zlib.crc32(repr((words.code, message.items())).encode())}@mail.example.org>"
    for name, value in heads.items():
        message[name.replace("_", "-")] = value
    return message


def wrapped(text, width=72):
    """Hard line breaks, as plain mail often has them."""
    return "\n".join(textwrap.fill(line, width) if len(line) > width else line for line in text.split("\n"))


def quoted(text, width=70):
    return "\n".join(f"> {line}".rstrip() for line in wrapped(text, width).split("\n"))


def paragraphs(text, tag="div"):
    return "".join(
        f"<{tag}>{html.escape(line)}</{tag}>" if line else f"<{tag}><br></{tag}>" for line in text.split("\n")
    )


def head_block(words, mark=""):
    values = ["Kring <kring@example.org>", "", "Robin Voorbeeld <robin@example.org>", "Kring"]
    return [f"{mark}{name.rstrip(' ')}{mark} {value}".rstrip() for name, value in zip(words.head, values, strict=True)]


def done(message):
    return message.as_bytes()


def gmail_fresh(words, own):
    message = mail(words)
    message.set_content(f"{wrapped(own)}\n\n-- \n" + "\n".join(SIGNATURE) + "\n")
    message.add_alternative(
        f'<div dir="ltr">{paragraphs(own)}<div><br></div><span class="gmail_signature_prefix">-- </span><br>'
        f'<div class="gmail_signature">{paragraphs(chr(10).join(SIGNATURE))}</div></div>',
        subtype="html",
    )
    return done(message), own


def gmail_top(words, own):
    message = mail(words, subject="Re: Kring", In_Reply_To="<kring-enquiry-received-3@example.org>")
    said = f"{wrapped(own)}\n\n{wrapped(words.wrote_gmail, 76)}\n\n{quoted(words.earlier)}\n"
    message.set_content(said)
    message.add_alternative(
        f'<div dir="ltr">{paragraphs(own)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f'{html.escape(words.wrote_gmail)}<br></div><blockquote class="gmail_quote" style="margin:0">{words.earlier}</blockquote></div>',
        subtype="html",
    )
    return done(message), own


def outlook_desktop(words, own):
    """HTML only, as Word writes it: a signature table and a disclaimer below."""
    message = mail(words)
    table = "".join(f"<tr><td><p class=MsoNormal>{line}<o:p></o:p></p></td></tr>" for line in SIGNATURE)
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head><body><div class=WordSection1>'
        + "".join(f"<p class=MsoNormal>{html.escape(line) or '&nbsp;'}<o:p></o:p></p>\n" for line in own.split("\n"))
        + f"<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>{words.greeting[0]}<o:p></o:p></p><table>{table}</table>"
        f"<p class=MsoNormal><span style='font-size:8pt'>{words.disclaimer}</span></p></div></body></html>"
    )
    message.set_content(page, subtype="html", charset="iso-8859-1" if words.code != "fr" else "utf-8")
    return done(message), own


def thunderbird_fresh(words, own):
    message = mail(words)
    message.set_content(f"{own}\n\n{words.greeting[1]}\nRobin\n\n-- \n" + "\n".join(SIGNATURE) + "\n")
    message.set_param("format", "flowed")
    return done(message), own


def outlook_plain_with_banner(words, own):
    message = mail(words)
    message.set_content(
        f"{words.banner}\n\n{own}\n\n{words.greeting[0]}\n\n" + "\n".join(SIGNATURE) + f"\n\n{words.disclaimer}\n",
        cte="quoted-printable",
    )
    return done(message), own


def outlook_reply(words, own):
    message = mail(words, subject="RE: Kring")
    message.set_content(
        f"{own}\n\n{words.greeting[0]}\nRobin\n\n" + "\n".join(head_block(words)) + f"\n\n{words.earlier}\n"
    )
    return done(message), own


def outlook_phone(words, own):
    message = mail(words, subject="Re: Kring")
    message.set_content(
        f"{own}\n\n{words.outlook_phone}\n{'_' * 32}\n" + "\n".join(head_block(words)) + f"\n\n{words.earlier}\n"
    )
    return done(message), own


def apple_fresh(words, own):
    """Flowed with delsp, as Apple Mail writes plain text."""
    message = mail(words)
    flowed = "\n".join(
        " \n".join(textwrap.wrap(line, 70, drop_whitespace=False)) if line else "" for line in own.split("\n")
    )
    message.set_content(f"{flowed}\n\n{words.greeting[1]}\n\nRobin Voorbeeld\nStichting Demo\n")
    message.set_param("format", "flowed")
    message.set_param("delsp", "yes")
    return done(message), own


def apple_top(words, own):
    message = mail(words, subject="Re: Kring")
    message.set_content(
        f"{wrapped(own)}\n\n{words.greeting[2]}\nRobin\n\n\n> {words.wrote_apple}\n> \n{quoted(words.earlier)}\n"
    )
    return done(message), own


def iphone(words, own):
    message = mail(words, subject="Re: Kring")
    message.set_content(f"{own}\n\n{words.phone}\n\n> {words.wrote_apple}\n> \n> \ufeff{words.earlier}\n")
    return done(message), own


def thunderbird_bottom(words, own):
    message = mail(words, subject="Re: Kring")
    message.set_content(
        f"{words.wrote_thunderbird}\n{quoted(words.earlier)}\n\n{wrapped(own)}\n\n-- \n" + "\n".join(SIGNATURE) + "\n"
    )
    return done(message), own


def thunderbird_between(words, own):
    """Each answer below what it answers."""
    first, second = own.split("\n")
    message = mail(words, subject="Re: Kring")
    message.set_content(
        f"{words.wrote_thunderbird}\n{quoted(words.earlier)}\n{first}\n{quoted(words.passed_on)}\n{second}\n\n{words.greeting[1]}\nRobin\n"
    )
    return done(message), own


def thunderbird_html(words, own):
    message = mail(words, subject="Re: Kring")
    message.set_content(
        f'<html><body><p>{html.escape(own)}</p><p>{words.greeting[0]}<br>Robin</p><div class="moz-cite-prefix">{html.escape(words.wrote_thunderbird)}<br></div>'
        f'<blockquote type="cite" cite="mid:x"><p>{words.earlier}</p></blockquote><br></body></html>',
        subtype="html",
    )
    return done(message), own


def samsung(words, own):
    message = mail(words, subject="Re: Kring")
    names = (
        ["From", "Date", "To", "Subject"]
        if words.code == "en"
        else ["Van", "Datum", "Aan", "Onderwerp"]
        if words.code == "nl"
        else ["De", "Date", "À", "Objet"]
    )
    values = [
        "Kring <kring@example.org>",
        "03-03-2025 10:12 (GMT+01:00)",
        "Robin Voorbeeld <robin@example.org>",
        "Kring",
    ]
    colon = " : " if words.code == "fr" else ": "
    phone = {
        "en": "Sent from my Galaxy",
        "nl": "Verzonden vanaf mijn Galaxy",
        "fr": "Envoyé depuis mon appareil Galaxy",
    }[words.code]
    head = "\n".join(f"{name}{colon}{value}" for name, value in zip(names, values, strict=True))
    message.set_content(
        f"{own}\n\n\n{phone}\n\n\n-------- {words.original} --------\n{head}\n\n{words.earlier}\n", cte="base64"
    )
    return done(message), own


def yahoo(words, own):
    message = mail(words, subject="Re: Kring")
    message.set_content(f" {own}\n    {words.wrote_yahoo.replace(' ', chr(160), 3)}  \n \n {words.earlier}\n  \n")
    return done(message), own


def proton(words, own):
    message = mail(words)
    message.set_content(f"{own}\n\n{words.greeting[2]}\nRobin\n\n{words.proton}\n")
    return done(message), own


def gmail_forward(words, own):
    message = mail(words, subject="Fwd: Kring")
    head = [
        "From: Sam Voorbeeld <sam@example.org>",
        "Date: Mon, Mar 3, 2025 at 10:12 AM",
        "Subject: Fuel",
        "To: Robin Voorbeeld <robin@example.org>",
    ]
    message.set_content(
        f"{wrapped(own)}\n\n---------- {words.forwarded if words.code == 'en' else 'Forwarded message'} ---------\n"
        + "\n".join(head)
        + f"\n\n\n{wrapped(words.passed_on)}\n"
    )
    return done(message), f"{own}\n\n{quoted(words.passed_on)}"


def outlook_forward(words, own):
    message = mail(words, subject=f"{words.fwd}: Fuel")
    message.set_content(
        f"{own}\n\n{words.greeting[0]}\nRobin\n\n{'-' * 5}{words.original}{'-' * 5}\n"
        + "\n".join(head_block(words))
        + f"\n\n{words.passed_on}\n\n{words.greeting[1]}\nSam Voorbeeld\n"
    )
    return done(message), f"{own}\n\n{quoted(words.passed_on)}"


def outlook_web(words, own):
    """A line, then a head in bold, all of it HTML beside plain text that says nothing."""
    message = mail(words, subject="RE: Kring")
    message.set_content("\n")
    head = "<br>".join(
        f"<b>{html.escape(name.strip())}</b> {html.escape(value)}"
        for name, value in zip(
            [words.head[0], words.head[1].split(":")[0] + ":", words.head[2], words.head[3]],
            ["Kring &lt;kring@example.org&gt;", "3 2025 10:12", "Robin", "Kring"],
            strict=True,
        )
    )
    message.add_alternative(
        f'<html><body><div class="elementToProof">{paragraphs(own)}</div><div id="Signature"><p>{words.greeting[0]}</p><p>Robin Voorbeeld</p></div>'
        f'<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg">{head}</div><div>{words.earlier}</div></body></html>',
        subtype="html",
    )
    return done(message), own


def traps(words, own):
    """Lines in the middle that look like a head, a signature or a list."""
    message = mail(words)
    message.set_content(f"{own}\n\n{words.greeting[0]}\nRobin\n\nPS: 40 = 40.\n")
    return done(message), f"{own}\n\nPS: 40 = 40."


ALL = [
    gmail_fresh,
    gmail_top,
    outlook_desktop,
    thunderbird_fresh,
    outlook_plain_with_banner,
    outlook_reply,
    outlook_phone,
    apple_fresh,
    apple_top,
    iphone,
    thunderbird_bottom,
    thunderbird_between,
    thunderbird_html,
    samsung,
    yahoo,
    proton,
    gmail_forward,
    outlook_forward,
    outlook_web,
    traps,
]
