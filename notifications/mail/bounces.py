"""Telling a mailbox that is not there from everything else a mail server may say no to."""

import re
import smtplib

NO_MAILBOX = {550, 551, 553}  # RFC 5321: no such user, user not local, mailbox name not allowed
ADDRESS_STATUS = b"5.1."  # RFC 3463: something is wrong with the address, not with the mail or the server's rules


def is_hard(reason: smtplib.SMTPException) -> bool:
    """Whether the server said that there is no such address; a full mailbox or a rule against spam is another thing."""
    if not isinstance(reason, smtplib.SMTPRecipientsRefused):
        return False
    code, said = next(iter(reason.recipients.values()))
    status = re.match(rb"\d\.\d{1,3}\.\d{1,3}", said if isinstance(said, bytes) else said.encode())
    return code in NO_MAILBOX and (status is None or status[0].startswith(ADDRESS_STATUS))
