"""What pages show of organisations: their card, their state, what can be done with them."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members.organisations.forms import MoveForm
from members.organisations.models import TO_ITS_PLACE, Organisation
from network.templatetags.components import state

register = template.Library()

MOST_KEPT = 2000  # about 4 MB in each process
State = Organisation.State
TONES = {
    State.ACTIVE: "positive",
    State.APPROVED: "waiting",
    State.APPLIED: "waiting",
    State.LAPSING: "waiting",
    State.DECLINED: "negative",
    State.SUSPENDED: "negative",
    State.ENDED: "negative",
}
DAYS = {
    State.LAPSING: "lapses_on",
    State.APPLIED: "applied_at",
    State.SUSPENDED: "suspended_at",
    State.ENDED: "ended_at",
}
SAID = {
    "apply": gettext_lazy("Applied"),
    "approve": gettext_lazy("Approved"),
    "decline": gettext_lazy("Declined"),
    "accept_code_of_conduct": gettext_lazy("Accepted the code of conduct"),
    "activate": gettext_lazy("Takes part"),
    "lapse": gettext_lazy("Its place runs out"),
    "renew": gettext_lazy("Renewed"),
    "suspend": gettext_lazy("Suspended"),
    "restore": gettext_lazy("Restored"),
    "end": gettext_lazy("Ended"),
    "return": gettext_lazy("Let return"),
    "edit": gettext_lazy("Its page changed"),
    "change_logo": gettext_lazy("Its logo changed"),
}


@register.simple_tag
def organisation_card(organisation: Organisation) -> SafeString:
    """Draw one of ``Organisation.objects.for_cards()``, once for everybody who would read the same on it."""
    words = (organisation.name, organisation.kind, organisation.country, organisation.summary)
    logo = (organisation.logo.name or "", organisation.logo_alt)
    topics = tuple(organisation.topic_names)  # type: ignore[attr-defined]
    return _drawn(organisation.pk, words, logo, topics, get_language())


@lru_cache(maxsize=MOST_KEPT)
def _drawn(
    pk: int, words: tuple[str, str, str, str], logo: tuple[str, str], topics: tuple[str, ...], _language: str | None
) -> SafeString:
    name, kind, country, summary = words
    facts = {"name": name, "kind": kind, "country": country, "summary": summary, "logo": logo[0], "logo_alt": logo[1]}
    context = {"organisation": Organisation(pk=pk, **facts), "topics": topics}
    return render_to_string("members/directory/card.html", context)


@register.simple_tag
def organisation_state(organisation: Organisation) -> SafeString:
    """Its state as a word with a ring, and the day that belongs to it."""
    word = str(organisation.get_state_display())
    day = getattr(organisation, DAYS.get(State(organisation.state), ""), None)
    if day:
        word = _("%(state)s, %(day)s") % {"state": word, "day": date_format(day, "DATE_FORMAT")}
    return state(capfirst(word), tone=TONES.get(State(organisation.state), "neutral"))


@register.simple_tag
def organisation_moves(organisation: Organisation) -> SafeString:
    """Links to the place on its page where each thing that can be done now is done."""
    offers = [("#decision", _("Decide"))] if organisation.can("approve") else []
    if any(organisation.can(verb) for verb in MoveForm.VERBS):
        offers.append((TO_ITS_PLACE, _("Change its place")))
    page = reverse("members:organisation", args=[organisation.pk])
    links = ((page, place, word, organisation.name) for place, word in offers)
    return format_html(
        "{}", format_html_join(" ", '<a href="{}{}">{}<span class="visually-hidden">: {}</span></a>', links)
    )


@register.simple_tag
def spoken_verb(verb: str) -> str:
    """A verb of the journal as a coordinator reads it."""
    return str(SAID.get(verb, verb.replace("_", " ").capitalize()))
