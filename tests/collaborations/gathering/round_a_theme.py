"""People who could gather round a theme, and a theme that lacks one thing only."""

from datetime import date

from collaborations.models import Charter, Interest, Offer, Support, Volunteer
from tests.factories import OrganisationFactory, SeatFactory, theme_in

LAST_DAY = date(2099, 12, 31)


def seat(**facts):
    return SeatFactory(**facts)


def backed(theme, count=3, **facts):
    """``count`` member organisations behind it."""
    given = [OrganisationFactory(**facts) for _number in range(count)]
    for organisation in given:
        Support.objects.create(theme=theme, organisation=organisation, given_by=theme.author)
    return given


def carried(theme, organisation=None, *, deputy=True):
    """A carrier, with a deputy of another organisation."""
    carrier = Volunteer.objects.create(
        theme=theme, seat=seat(**({"organisation": organisation} if organisation else {}))
    )
    if deputy:
        Volunteer.objects.create(theme=theme, seat=seat(), stands_in_for=carrier)
    return carrier


def quorate(state="open", **facts):
    """Three organisations, and two carriers with their deputies; its charter when it forms."""
    theme = theme_in(state, **facts)
    backed(theme)
    carried(theme)
    carried(theme)
    if state == "forming":
        written(theme)
    return theme


def written(theme, **texts):
    """Its charter, with everything that is needed before it is signed."""
    whole = {"purpose": "To ask first.", "scope": "Three countries.", "rhythm": "Each month.", "ends_on": LAST_DAY}
    return Charter.objects.create(theme=theme, **whole | texts)


def full_of(theme, count):
    """``count`` voices, offers, people who would like to take part, and carriers with deputies."""
    for organisation in backed(theme, count):
        carried(theme, organisation)
        Offer.objects.create(theme=theme, organisation=organisation, kind="room", made_by=theme.author)
        Interest.objects.create(theme=theme, person=seat(organisation=organisation).person)
