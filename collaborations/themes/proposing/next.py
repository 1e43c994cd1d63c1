"""What whoever proposes reads at once: what happens next, and by when."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from collaborations.hours.promises import in_words
from collaborations.themes.models import Theme
from network.protection import Level


def what_happens_next(theme: Theme) -> str:
    """Of a theme proposed just now; the day is that of its promise, by the reader's clock."""
    day = {"day": date_format(timezone.localtime(theme.due_at), "l j F")}
    said = _("Your theme is proposed.")
    if theme.protection == Level.SEALED:
        return said + " " + _("The safeguarding officer decides about it by %(day)s; it never opens by itself.") % day
    if theme.flagged_at:
        held = _("One of our rules holds it for a look: %(rule)s The coordinator decides about it by %(day)s.")
        return said + " " + held % {"rule": theme.flag_note, **day}
    if theme.is_sensitive:
        return (
            said + " " + _("The coordinator decides about it by %(day)s; a closed theme never opens by itself.") % day
        )
    return said + " " + in_words(latest=theme.due_at, otherwise=_("it opens by itself"))
