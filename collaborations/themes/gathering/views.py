from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from collaborations.themes.answering import decide, find, must, must_speak, spoken_for
from collaborations.themes.gathering import actions
from collaborations.themes.gathering.charter import about_charter
from collaborations.themes.gathering.forms import CharterForm, OfferForm
from collaborations.themes.gathering.models import Charter, Offer, Volunteer
from collaborations.themes.models import Theme
from collaborations.themes.page import everything_about
from collaborations.themes.supports import Support
from network.freshness import whole_page
from network.moves import MoveRefused


@require_POST
def support(request, pk):
    theme, organisation = find(request, pk), spoken_for(request)
    done = _("%(name)s supports this theme.") % {"name": organisation}
    return decide(request, theme, lambda: actions.support(theme, organisation=organisation, by=request.user), done)


@require_POST
def take_back_support(request, pk):
    theme, organisation = find(request, pk), spoken_for(request)
    given = Support.objects.filter(theme=theme, organisation=organisation).first()
    if given:
        must(request, "take_back_support", given, _("A contact of your organisation takes it back, or who gave it."))
    done = _("%(name)s no longer supports this theme.") % {"name": organisation}
    return decide(
        request, theme, lambda: actions.take_back_support(theme, organisation=organisation, by=request.user), done
    )


@require_POST
def show_interest(request, pk):
    theme = find(request, pk)
    must(request, "show_interest", theme, _("People of organisations take part. You hold no seat in one yet."))
    done = _("Those who carry this theme know now that you would like to take part.")
    return decide(request, theme, lambda: actions.show_interest(theme, by=request.user), done)


@require_POST
def lose_interest(request, pk):
    theme = find(request, pk)
    return decide(request, theme, lambda: actions.lose_interest(theme, by=request.user), _("You took it back."))


@require_POST
def offer(request, pk):
    theme = find(request, pk)
    must_speak(request, "offer", _("Offers are made by organisations. You hold no seat in one yet."))
    form = OfferForm(request.POST, person=request.user)
    if not form.is_valid():
        context = everything_about(theme, request.user)
        context["gathering"].offer_form = form
        return render(request, "collaborations/themes/detail.html", context, status=422)
    done = _("Thank you. What you bring stands on the page now.")
    return decide(request, theme, lambda: actions.offer(theme, **form.cleaned_data, by=request.user), done)


@require_POST
def withdraw_offer(request, pk):
    made = get_object_or_404(_of_visible(request, Offer).select_related("organisation"), pk=pk)
    must(request, "withdraw_offer", made, _("A contact of your organisation withdraws it, who made it, or the desk."))
    return decide(request, made.theme, lambda: actions.withdraw_offer(made, by=request.user), _("It is withdrawn."))


@require_POST
def carry(request, pk):
    theme, organisation = find(request, pk), spoken_for(request)
    done = _("You carry this theme. Thank you; you can step back at any time.")
    return decide(request, theme, lambda: actions.carry(theme, organisation=organisation, by=request.user), done)


@require_POST
def stand_in(request, pk):
    carrier = get_object_or_404(_of_visible(request, Volunteer), pk=pk)
    organisation = spoken_for(request)
    done = _("You stand in for a carrier. Thank you; you can step back at any time.")
    return decide(
        request, carrier.theme, lambda: actions.stand_in(carrier, organisation=organisation, by=request.user), done
    )


@require_POST
def step_back(request, pk):
    part = get_object_or_404(_of_visible(request, Volunteer).select_related("seat"), pk=pk)
    must(request, "step_back", part, _("Only who has a part in it steps back from it."))
    return decide(request, part.theme, lambda: actions.step_back(part, by=request.user), _("You stepped back."))


@login_not_required
@whole_page
@require_http_methods(["GET", "HEAD", "POST"])
def charter(request, pk):
    theme, found = _find_charter(request, pk)
    if request.method != "POST":
        return _charter_page(request, theme, found, CharterForm(instance=found))
    must(request, "edit_charter", theme, _("Those who carry a theme, or stand in for a carrier, write its charter."))
    form = CharterForm(request.POST, instance=Charter.objects.get(pk=found.pk))
    if not form.is_valid():
        return _charter_page(request, theme, found, form, status=422)
    return _edit(request, theme, found, form)


@require_POST
def sign_charter(request, pk):
    theme, found = _find_charter(request, pk)
    must(request, "sign_charter", theme, _("Those who carry a theme, or stand in for a carrier, sign its charter."))
    version = int(request.POST.get("version", "")) if request.POST.get("version", "").isdecimal() else 0
    try:
        actions.sign_charter(found, version=version, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _signed(theme))
    return redirect(found)


def _signed(theme):
    """What whoever signs reads: the last signature starts the journey, and that must not go by unsaid."""
    theme.refresh_from_db(fields=["state"])
    if theme.state != Theme.State.STARTED:
        return _("You signed the charter.")
    return _(
        "You signed the charter, the third organisation to do so: the learning journey has started. All who back it "
        "are told. What comes next stands in the charter: how often you meet, and until when."
    )


def _of_visible(request, model):
    """What belongs to themes that the reader may know of; anything else is not there."""
    return model.objects.now().filter(theme__in=Theme.objects.visible_to(request.user)).select_related("theme")


def _find_charter(request, pk):
    theme = find(request, pk)
    found = Charter.objects.filter(theme=theme).first()
    if found is None or theme.state not in Theme.KNOWN:
        raise Http404
    return theme, found


def _edit(request, theme, found, form):
    """Keep the text; when somebody was faster the page shows both, and what was typed is still there."""
    try:
        actions.edit_charter(found, version=form.cleaned_data["version"], by=request.user, **form.texts())
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        form.present(found)
        return _charter_page(request, theme, found, form, status=422)
    messages.success(request, _("The text is kept."))
    return redirect(found)


def _charter_page(request, theme, found, form, status=200):
    context = about_charter(theme, found, request.user) | {"form": form}
    return render(request, "collaborations/gathering/charter.html", context, status=status)
