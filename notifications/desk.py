"""Mail that could not be delivered, on the desk."""

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.desk import Decision, Default, Pile, Waiting, declare, declare_default
from network.kinds import KINDS
from notifications.mail.actions import put_aside, try_again
from notifications.mail.models import PUT_ASIDE_AFTER, OutboxMail


class _FailedMail(Pile):
    """Each mail that a server refused for good, or that could not be written. It names its kind, never its subject."""

    name = "failed-mail"
    label = gettext_lazy("Mail that did not arrive")
    due = F("created_at") + PUT_ASIDE_AFTER
    since = F("created_at")
    minutes = 3
    decisions = (
        Decision("try-again", gettext_lazy("Send it again"), "notifications.tend_mail", try_again, key="a"),
        Decision("put-aside", gettext_lazy("Put it aside"), "notifications.tend_mail", put_aside, key="d"),
    )

    def rows(self, person: Any) -> Any:
        return OutboxMail.objects.visible_to(person).failed()

    def waiting(self, mail: Any, person: Any) -> Waiting:
        kind = KINDS.get(mail.event.kind)
        return Waiting(
            title=_title(mail),
            text=f"{kind.label if kind else mail.event.kind}: {_said(mail.outcome)}",
            address=reverse("members:kept-people"),
            otherwise=_("On %(day)s it is put aside. Who has an account finds it under their notices.")
            % {"day": date_format(localtime(mail.created_at + PUT_ASIDE_AFTER), "DATE_FORMAT")},
        )

    def language_of(self, row: Any) -> str:
        return ""


def _title(mail: Any) -> str:
    return _("A mail to %(name)s did not arrive") % {"name": mail.person or mail.name or _("somebody")}


def _said(outcome: str) -> str:
    """What became of it, in the reader's words; the number is the mail server's own."""
    code = outcome.removeprefix("refused with ")
    if code != outcome:
        return _("the mail server there refused it (%(code)s)") % {"code": code}
    return _("it could not be written")


FAILED_MAIL = declare(_FailedMail())

declare_default(
    Default(
        OutboxMail,
        "put_aside",
        gettext_lazy("A mail that did not arrive was put aside"),
        undo=try_again,
        undo_label=gettext_lazy("Send it again"),
        permission="notifications.tend_mail",
        can_undo=lambda mail: mail.was_put_aside,
        title=_title,
        loaded=lambda mails: mails.select_related("event", "person"),
    )
)
