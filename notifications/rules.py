"""Who may do what about mail. Seeing is not here."""

import rules

from members.rules import keeps_the_desk

rules.add_perm("notifications.tend_mail", keeps_the_desk)
