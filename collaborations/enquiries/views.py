from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborations.enquiries import actions, tokens
from collaborations.enquiries.asking import account_of
from collaborations.enquiries.forms import ContactForm, DeclineForm, ThemeForm
from collaborations.enquiries.introducing.actions import propose_introduction
from collaborations.enquiries.introducing.forms import IntroduceForm
from collaborations.enquiries.introducing.tokens import own_answer_to
from collaborations.enquiries.limits import CONTACT
from collaborations.enquiries.models import ANSWER_WITHIN_DAYS, Enquiry
from collaborations.enquiries.notices import said
from collaborations.enquiries.page import everything_about
from collaborations.hours.promises import in_words
from collaborations.themes.models import Theme
from network.limits import TooMany, check, tell, too_many
from network.moves import MoveRefused
from network.workdays import after_working_days

A_PAGE = 25


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request):
    """Anybody may ask; what programs send ends on the same page and is thrown away."""
    about = request.GET.get("about", "")
    form = ContactForm(request.POST if request.method == "POST" else None, person=request.user, about=about)
    if form.is_from_a_program:
        return redirect("collaborations:contact-sent")
    if not form.is_valid():
        return _form_page(request, form, status=422 if form.is_bound else 200)
    who = _asker(request, form)
    try:
        check(request, CONTACT, key=who["email"])
    except TooMany as refused:
        tell(form, refused)
        return too_many(_form_page(request, form), refused)
    texts = {name: form.cleaned_data[name] for name in ("text", "subject")}
    actions.ask(**texts, **who, key=form.key(who["email"]))
    return redirect("collaborations:contact-sent")


@login_not_required
@never_cache
@require_safe
def contact_sent(request):
    """What happens next, and by when; the same whatever address was given."""
    latest = after_working_days(timezone.now(), ANSWER_WITHIN_DAYS)
    promise = in_words(latest=latest, otherwise=_("a deputy is asked, too,"))
    return render(request, "collaborations/enquiries/sent.html", {"promise": promise})


@login_not_required
@never_cache
@require_safe
def my_enquiry(request, token):
    """Whoever asked sees where it stands, and nothing about others."""
    enquiry = tokens.read(token)
    if enquiry is None:
        return _private(render(request, "network/pages/link_gone.html", status=404))
    with translation.override(enquiry.language):
        is_open = enquiry.theme and Theme.objects.visible_to(request.user).filter(pk=enquiry.theme.pk).exists()
        context = {
            "enquiry": enquiry,
            "token": token,
            "said": said(enquiry),
            "theme": enquiry.theme if is_open else None,
            "own_answer": own_answer_to(enquiry),
        }
        return _private(render(request, "collaborations/enquiries/mine.html", context))


@login_not_required
@require_POST
def erase_mine(request, token):
    """Whoever holds the link wants it gone; pressed twice, it is gone."""
    if enquiry := tokens.read(token):
        actions.erase(enquiry, by=None)
        messages.success(request, _("Your question and your address are erased."))
    return redirect("collaborations:contact")


@require_safe
def enquiry_list(request):
    """Everything that was asked, the newest first, for whoever keeps the desk."""
    _must_answer(request)
    enquiries = Enquiry.objects.visible_to(request.user).order_by("-received_at", "-pk")
    page = Paginator(enquiries, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "collaborations/enquiries/list.html", {"page": page})


@require_safe
def enquiry(request, pk):
    """One of them, with what is like it and the ways to answer."""
    return _page(request, _find(request, pk))


@require_POST
def to_theme(request, pk):
    enquiry = _find(request, pk)
    form = ThemeForm(request.POST, enquiry=enquiry, asker=account_of(enquiry))
    if not form.is_valid():
        return _page(request, enquiry, theme_form=form, status=422)
    done = _("It is a draft now. Whoever takes it on and whoever asked are told.")
    return _decide(
        request, enquiry, lambda: actions.turn_into_theme(enquiry, **form.cleaned_data, by=request.user), done
    )


@require_POST
def introduce(request, pk):
    enquiry = _find(request, pk)
    form = IntroduceForm(request.POST)
    if not form.is_valid():
        return _page(request, enquiry, introduce_form=form, status=422)
    done = _("Both sides are asked by mail. They have fourteen days.")
    return _decide(request, enquiry, lambda: propose_introduction(enquiry, **form.cleaned_data, by=request.user), done)


@require_POST
def decline(request, pk):
    enquiry = _find(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, enquiry, decline_form=form, status=422)
    done = _("It is answered. Your words are on their way.")
    return _decide(request, enquiry, lambda: actions.decline(enquiry, **form.cleaned_data, by=request.user), done)


@require_POST
def discard(request, pk):
    enquiry = _find(request, pk)
    done = _("It is put aside as advertising; nobody is told.")
    return _decide(request, enquiry, lambda: actions.discard(enquiry, by=request.user), done)


@require_POST
def keep(request, pk):
    enquiry = _find(request, pk)
    return _decide(request, enquiry, lambda: actions.keep_after_all(enquiry, by=request.user), _("It waits again."))


@require_POST
def take_up(request, pk):
    enquiry = _find(request, pk)
    return _decide(request, enquiry, lambda: actions.take_up_again(enquiry, by=request.user), _("It waits again."))


def _asker(request, form):
    """Who asks, and in which language: people who are signed in are known."""
    if request.user.is_authenticated:
        facts = {"email": request.user.email, "name": request.user.name, "language": request.user.language}
        return facts | {"by": request.user}
    language = (translation.get_language() or "en").split("-")[0]
    facts = {name: form.cleaned_data[name] for name in ("email", "name")}
    return facts | {"language": language, "by": None}


def _form_page(request, form, *, status=200):
    return render(request, "collaborations/enquiries/contact.html", {"form": form}, status=status)


def _must_answer(request):
    if not request.user.has_perm("collaborations.answer_enquiry"):
        raise PermissionDenied(_("Whoever keeps the desk reads and answers these."))


def _find(request, pk):
    """The enquiry, for whoever keeps the desk; for everybody else there is none."""
    found = get_object_or_404(Enquiry.objects.visible_to(request.user).select_related("theme"), pk=pk)
    if not request.user.has_perm("collaborations.answer_enquiry"):
        raise Http404
    return found


def _page(request, enquiry, *, status=200, **forms):
    context = everything_about(enquiry, request.user, **forms)
    return render(request, "collaborations/enquiries/enquiry.html", context, status=status)


def _decide(request, enquiry, act, done):
    """Act, and answer with the page: changed, or with the sentence that says why not."""
    try:
        act()
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(enquiry)


def _private(response):
    """Not for search engines."""
    response["X-Robots-Tag"] = "noindex"
    return response
