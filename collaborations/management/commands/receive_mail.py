"""Takes in mail to the network's address: one message from standard input, or all that is new in a Maildir.

It ends with the numbers of sysexits.h, by which mail servers know what to do: 0 taken, or rightly dropped; 65 never
acceptable, tell the sender; 75 not now, try again.
"""

import sys
from contextlib import suppress
from pathlib import Path

import structlog
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from collaborations.enquiries.actions import NotNow, take_in
from collaborations.enquiries.arriving.letters import MOST_OCTETS, Refused, read
from collaborations.enquiries.arriving.maildirs import waiting_in

OK, UNACCEPTABLE, NOT_NOW = 0, 65, 75  # EX_OK, EX_DATAERR, EX_TEMPFAIL
TELL_THE_SENDER = {"no-sender"}  # what no machine sent and still nobody will read
CHUNK = 1024 * 1024

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Make enquiries of mail: one message from standard input, or everything that is new in a Maildir."

    def add_arguments(self, parser):
        parser.add_argument("--maildir", type=Path, help="a Maildir; what was read goes from new/ to cur/")
        parser.add_argument("--sender", help="the envelope's sender, if the mail server tells it; empty for a bounce")

    def handle(self, *args, **options):
        if options["maildir"] is None:
            outcome = self._from_stdin(options["sender"])
        elif (options["maildir"] / "new").is_dir():
            outcome = max([OK, *(self._from_file(mail) for mail in waiting_in(options["maildir"]))])
        else:
            raise CommandError("There is no Maildir: its folder new/ is missing.", returncode=NOT_NOW)
        if outcome != OK:
            sys.exit(outcome)

    def _from_stdin(self, sender):
        stream = sys.stdin.buffer
        raw = stream.read(MOST_OCTETS + 1)
        if len(raw) > MOST_OCTETS:
            while stream.read(CHUNK):  # a pipe that is not read to its end looks like a crash
                pass
            self.stderr.write("This mail is larger than 10 MB. Please send it without attachments.")
            log.info("mail_refused", rule="too-large")
            return UNACCEPTABLE
        return self._take(raw, sender=sender)

    def _from_file(self, mail):
        """Put away unless it shall be tried again; there is nobody to send a refusal to."""
        try:
            raw, is_whole = mail.read()
        except FileNotFoundError:
            return OK  # another run was faster
        except OSError as reason:
            log.warning("mail_not_read", reason=type(reason).__name__)
            return NOT_NOW
        if (outcome := self._take(raw, is_whole=is_whole)) != NOT_NOW:
            with suppress(OSError):
                mail.put_away()
        return OK if outcome == UNACCEPTABLE else outcome

    def _take(self, raw, *, sender=None, is_whole=True):
        try:
            enquiry, is_new = take_in(read(raw, envelope_sender=sender, is_whole=is_whole))
        except Refused as refused:
            log.info("mail_refused", rule=str(refused))
            return self._tell_sender() if str(refused) in TELL_THE_SENDER else OK
        except (NotNow, Error) as reason:
            log.warning("mail_put_off", reason=type(reason).__name__)
            return NOT_NOW
        log.info("mail_taken_in", enquiry=enquiry.pk, is_new=is_new)
        return OK

    def _tell_sender(self):
        self.stderr.write("This mail names no address to which an answer could go.")
        return UNACCEPTABLE
