from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from collaborations.moderation.page import told_to_its_author
from collaborations.themes.answering import decide, find, must, too_late
from collaborations.themes.merging.page import goes_on_in
from collaborations.themes.page import everything_about
from collaborations.themes.verbs import BY_NAME
from network.freshness import whole_page


@login_not_required
@whole_page
@require_safe
def theme(request, pk):
    """The page of a theme; of a merged one that of the theme it goes on in, for whoever can see that.

    Its author finds what is hidden on the page of the case that tells them why.
    """
    try:
        theme = find(request, pk)
    except Http404:
        if case := told_to_its_author("theme", pk, request.user):
            return redirect(case)
        raise
    if into := goes_on_in(theme, request.user):
        return redirect(into)
    context = everything_about(theme, request.user, asked=request.GET)
    return render(
        request, "collaborations/themes/detail.html", context | {"from_desk": request.GET.get("from") == "desk"}
    )


@require_POST
def act(request, pk, verb):
    """Whatever stands in the table of verbs; each has its own address."""
    theme, verb = find(request, pk), BY_NAME[verb]
    must(request, verb.permission, theme, str(verb.refusal))
    form = verb.form_for(request.POST)
    if form and not form.is_valid():
        if not verb.is_offered(theme):
            return too_late(request, theme)
        context = everything_about(theme, request.user, typed=(verb.name, form))
        context |= {"from_desk": request.POST.get("from") == "desk"}
        return render(request, "collaborations/themes/detail.html", context, status=422)
    words = form.cleaned_data if form else {}
    return decide(request, theme, lambda: verb.act(theme, by=request.user, **words), verb.done % {"title": theme})
