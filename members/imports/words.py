"""What people read about one row: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

TOO_MANY_CELLS = _(
    "This row has more cells than there are columns. Does a text with a separator lack its quotation marks?"
)
FORMULA = _("It begins as a formula does (=, +, -, @ or a tab). No name or address begins so: leave the sign out.")
NO_TEXT = _("There is a character in it that is no text. Type the cell anew.")
NO_ORGANISATION = _("Name the organisation in each row.")
SAYS_OTHERWISE = _(
    "Line %(line)d or one below it says otherwise about this organisation. Let all its rows say the same."
)
UNKNOWN_TOPICS = _("Not in the network's list of topics, and left out: %(words)s.")
HAS_IDENTIFIER = _("%(name)s has this identifier already. Is it the same organisation under another name?")
SAME_IDENTIFIER = _("Another organisation in this file has the same identifier.")
NO_EMAIL = _("Add this person's e-mail address, or empty the cells about the person.")
TWICE = _("The same person at the same organisation stands in line %(line)d already. Keep one of the two.")
CLOSED = _("The account with this address is closed. Ask its owner for another address.")
TAKES_NOBODY_IN = _("%(name)s takes nobody in now: it is %(state)s. Decide about that on its own page first.")
OTHER_ROLE = _(
    "This person has a seat there in another role. An import leaves that; change it on the organisation's page."
)
PLUS = _("The same address is here with and without its + part (%(email)s). If that is one person, keep one.")
