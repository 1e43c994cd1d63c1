"""A pasted list of addresses in any usual form, and what can come of each line before anybody is invited."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.invitations.models import Invitation
from members.organisations.models import Organisation
from members.people.addresses import normal
from members.seats.models import SeatTerm
from network.moves import MoveRefused

MOST = 100
LONGEST_NAME = 120
INVITED, SEATED, WAITING, TWICE, UNREADABLE = "invited", "seated", "waiting", "twice", "unreadable"
TOO_OFTEN = "too-often"
WORDS: dict[str, str | Promise] = {
    INVITED: gettext_lazy("invited"),
    SEATED: gettext_lazy("holds a seat already"),
    WAITING: gettext_lazy("is invited already"),
    TWICE: gettext_lazy("stands in this list twice; invited once"),
    TOO_OFTEN: gettext_lazy("was mailed several times lately; try again tomorrow"),
    UNREADABLE: gettext_lazy("is no e-mail address: one looks like name@example.org"),
}
BETWEEN = re.compile(r"[,;\t\n]")


@dataclass
class Line:
    """One address of the list as it was typed, and what came of it."""

    typed: str
    address: str = ""
    name: str = ""
    outcome: str = INVITED

    @property
    def is_invited(self) -> bool:
        return self.outcome == INVITED

    @property
    def words(self) -> str:
        return str(WORDS[self.outcome])


def read(text: str) -> list[Line]:
    """Each address of ``text`` in its order: one a line, or between commas, semicolons or the cells of a spreadsheet.

    Raises MoveRefused when there are none, or more than MOST.
    """
    lines = [line for row in text.splitlines() for line in _of_row(row)]
    if not lines:
        raise MoveRefused(_("There is no address in this list."))
    if len(lines) > MOST:
        raise MoveRefused(
            _("That are %(count)d addresses. Invite at most %(most)d at once; nobody was invited.")
            % {"count": len(lines), "most": MOST}
        )
    seen: set[str] = set()
    for line in lines:
        if line.address in seen:
            line.outcome = TWICE
        seen.add(line.address or f"unread {id(line)}")
    return lines


def compare(lines: list[Line], organisation: Organisation, *, too_often: Collection[str] = ()) -> None:
    """Mark those who hold a seat, are invited already or were mailed ``too_often``; two queries however many lines."""
    wanted = [line.address for line in lines if line.is_invited]
    seated, waiting = _seated(organisation, wanted), _waiting(organisation, wanted)
    for line in lines:
        if line.is_invited and line.address in seated:
            line.outcome = SEATED
        elif line.is_invited and line.address in waiting:
            line.outcome = WAITING
        elif line.is_invited and line.address in too_often:
            line.outcome = TOO_OFTEN


def obstacles(organisation: Organisation, addresses: list[str], *, but: Invitation | None = None) -> dict[str, str]:
    """By address, the sentence that says why it cannot be invited; ``but`` is the invitation that is sent again."""
    seated = dict.fromkeys(
        _seated(organisation, addresses), _("Somebody with this address holds a seat there already.")
    )
    waiting = dict.fromkeys(
        _waiting(organisation, addresses, but=but),
        _("This address is invited already. You can send that invitation again."),
    )
    return waiting | seated


def _of_row(row: str) -> list[Line]:
    """A row of a spreadsheet or a piece of an address line; cells beside the only address are its name."""
    cells = [_unquoted(cell.strip()) for cell in BETWEEN.split(row)]
    cells = [part for cell in cells if cell for part in (cell.split() if _is_only_addresses(cell) else [cell])]
    if not any("@" in cell for cell in cells):
        return [_line(" ".join(cells))] if cells else []
    found: list[Line] = []
    name: list[str] = []
    for cell in cells:
        if "@" in cell:
            found.append(_line(cell, " ".join(name)))
            name = []
        else:
            name.append(cell)
    if name and len(found) == 1 and not found[0].name:
        found[0].name = " ".join(name)[:LONGEST_NAME]
    return found


def _unquoted(cell: str) -> str:
    """Without quotes around all of it or cut in half by a comma; those around a name alone stay as they were typed."""
    if cell.count('"') % 2:
        return cell.replace('"', "").strip()
    return cell.strip('"').strip() if cell.startswith('"') and cell.endswith('"') else cell


def _is_only_addresses(cell: str) -> bool:
    """Several addresses with nothing but spaces between them."""
    return all("@" in word and "<" not in word for word in cell.split())


def _line(typed: str, name: str = "") -> Line:
    """``Name <address>``, ``address (Name)`` or the bare address."""
    written = re.fullmatch(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>.*", typed) or re.fullmatch(
        r"(?P<address>[^()\s]+)\s*\((?P<name>[^()]*)\)", typed
    )
    address = written["address"] if written else typed
    own_name = (written["name"].strip(" \"'") if written else "") or name
    try:
        return Line(typed, normal(address.removeprefix("mailto:")), own_name.strip()[:LONGEST_NAME])
    except ValidationError:
        return Line(typed, outcome=UNREADABLE)


def _seated(organisation: Organisation, addresses: Iterable[str]) -> set[str]:
    seats = SeatTerm.objects.filter(organisation=organisation, ended_at=None, person__email__in=addresses)
    return {email for email in seats.values_list("person__email", flat=True) if email}


def _waiting(organisation: Organisation, addresses: Iterable[str], *, but: Invitation | None = None) -> set[str]:
    """Those with an open invitation; one that is past its time is closed on the way."""
    sent = Invitation.objects.filter(organisation=organisation, state=Invitation.State.SENT, email__in=addresses)
    sent.overdue().update(state=Invitation.State.EXPIRED)
    others = sent.exclude(pk=but.pk) if but else sent
    return set(others.values_list("email", flat=True))
