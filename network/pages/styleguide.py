"""The in-house page that shows every component in every state, with plainly fictional content."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

ROAD = [
    ("Draft", "3 March"),
    ("Proposed", "4 March"),
    ("Open", "since 11 March"),
    ("Forming", "3 organisations, 2 carriers"),
    "Started",
]
COLOURS = [
    "paper", "paper-tint", "ink", "ink-soft", "accent", "accent-tint", "waiting", "positive", "negative",
]  # fmt: skip


class ExampleForm(forms.Form):
    """Every kind of field once."""

    title = forms.CharField(max_length=120, help_text="One line, as you would say it to a colleague.")
    question = forms.CharField(widget=forms.Textarea, max_length=2000, help_text="What do you want to learn together?")
    email = forms.EmailField(label="E-mail address", required=False, help_text="Only if we may write back.")
    kind = forms.ChoiceField(label="Who is it for?", choices=[("all", "All members"), ("small", "Small organisations")])
    rhythm = forms.ChoiceField(
        label="How often would you meet?",
        widget=forms.RadioSelect,
        choices=[("week", "Every week"), ("month", "Every month"), ("rarely", "A few times a year")],
    )
    offers = forms.MultipleChoiceField(
        label="What can your organisation bring?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("time", "Time"), ("case", "A case from practice"), ("room", "A room")],
    )
    follow = forms.BooleanField(label="Keep me posted by mail", required=False, help_text="You can stop at any time.")
    token = forms.CharField(widget=forms.HiddenInput, initial="kept")


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components to whoever builds pages; it exists only while developing."""
    if not settings.DEBUG:
        raise Http404
    page = Paginator(range(1, 109), 9).get_page(request.GET.get("page"))
    broken = ExampleForm(
        {"broken-title": "x" * 121, "broken-email": "no address", "broken-kind": "all", "broken-token": "kept"},
        prefix="broken",
    )
    broken.add_error(None, "Voorbeeld Lidorganisatie A already proposed this theme on 4 March.")
    context = {"form": ExampleForm(), "broken": broken, "page": page, "road": ROAD, "colours": COLOURS}
    return render(request, "network/pages/styleguide.html", context)
