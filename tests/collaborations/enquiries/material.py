"""What tests of enquiries begin with: one of them, and mails as bytes."""

import io
import sys
from email.message import EmailMessage
from unittest.mock import patch

from django.core.management import call_command
from django.utils import timezone

from collaborations.enquiries.actions import ask
from collaborations.enquiries.models import Enquiry
from network.workdays import after_working_days

TEXT = "Who of you works with local cooks? We would love to compare."


def waiting(**facts):
    """A row that waits, without the events that an action would write."""
    kept = {"email": "robin@example.org", "text": TEXT, "subject": "School meals", "name": "Robin Voorbeeld"}
    return Enquiry.objects.create(**{**kept, "due_at": after_working_days(timezone.now(), 5), **facts})


def asked(key, **facts):
    """One that arrived by the form."""
    kept = {"email": "robin@example.org", "text": TEXT, "subject": "School meals", "name": "Robin Voorbeeld"}
    return ask(**{**kept, "language": "en", "by": None, **facts}, key=key)


def mail(text=TEXT, **heads):
    """A mail as bytes; ``From_=None`` leaves a head out."""
    message = EmailMessage()
    given = {
        "From": "Robin Voorbeeld <robin@example.org>",
        "To": "kring@example.org",
        "Subject": "School meals",
        "Message-ID": "<one@mail.example.org>",
        "Date": "Tue, 04 Mar 2025 09:30:00 +0000",
    } | {name.rstrip("_").replace("_", "-"): value for name, value in heads.items()}
    for name, value in given.items():
        if value is not None:
            message[name] = value
    message.set_content(text)
    return message.as_bytes()


def receive(raw=b"", **options):
    """Run the command as a mail server does; its exit code and what it told the sender."""
    told, code = io.StringIO(), 0
    with patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw))):
        try:
            call_command("receive_mail", stderr=told, **options)
        except SystemExit as ended:
            code = ended.code
    return code, told.getvalue()
