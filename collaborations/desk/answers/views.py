from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from collaborations.desk.answers import actions
from collaborations.desk.answers.forms import AnswerForm
from collaborations.desk.models import AnswerTemplate
from collaborations.desk.page import week_of
from collaborations.desk.views import must_have_a_desk
from network.desk import PILES


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request):
    """Everything the desk has written before, and a form for one more."""
    must_have_a_desk(request)
    form = AnswerForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        actions.keep_answer(form.save(commit=False), by=request.user)
        messages.success(request, _("Kept. You find it beside that decision, for things in its language."))
        return redirect("collaborations:answers")
    rows = [(answer, *_named(answer)) for answer in AnswerTemplate.objects.visible_to(request.user)]
    context = {"rows": rows, "form": form, "week": week_of(request.user)}
    return render(request, "collaborations/desk/answers/page.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    must_have_a_desk(request)
    one = get_object_or_404(AnswerTemplate.objects.visible_to(request.user), pk=pk)
    form = AnswerForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        actions.keep_answer(form.save(commit=False), by=request.user)
        messages.success(request, _("Changed."))
        return redirect("collaborations:answers")
    context = {"answer": one, "form": form}
    return render(request, "collaborations/desk/answers/edit.html", context, status=422 if form.errors else 200)


@require_POST
def throw_away(request, pk):
    must_have_a_desk(request)
    one = get_object_or_404(AnswerTemplate.objects.visible_to(request.user), pk=pk)
    actions.throw_away(one, by=request.user)
    messages.success(request, _("“%(title)s” is thrown away.") % {"title": one})
    return redirect("collaborations:answers")


def _named(answer):
    """The kind of thing and the decision, in words; what a slice gave up keeps its bare name."""
    pile = PILES.get(answer.pile)
    decision = pile.decision(answer.decision) if pile else None
    return (pile.label if pile else answer.pile, decision.label if decision else answer.decision)
