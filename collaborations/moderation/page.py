"""What the page of a case shows: all of it to those who decide, to its author what concerns them."""

from typing import Any

from collaborations.moderation.clocks import otherwise
from collaborations.moderation.forms import AppealForm, HideForm, KeepForm, UpholdForm
from collaborations.moderation.holds import BY_NAME
from collaborations.moderation.models import Case
from network.desk import prepared_about
from network.journal import Entry

TOLD_TO_ITS_AUTHOR = ("hold", "contain", "release", "decide", "appeal", "answer_appeal", "close")


def everything_about(case: Case, user: Any, **forms: Any) -> dict[str, Any]:
    """The same number of queries for any number of reports."""
    decides = case.is_decidable_by(user)
    history = Entry.objects.about(case)
    context = {
        "case": case,
        "words": case.words,
        "hold": BY_NAME.get(case.held_by),
        "otherwise": otherwise(case),
        "decides": decides,
        "is_open": case.state in {Case.State.REPORTED, Case.State.CONTAINED},
        "is_hidden": case.thing is not None and case.thing.is_hidden,
        "can": {verb: case.can(verb) for verb in case.MOVES},
    }
    if decides:
        reports = case.reports.select_related("reporter").order_by("pk")
        context |= {"prepared": prepared_about(case)}
        context |= {"reports": reports, "history": history.select_related("actor")}
        context |= {"hide_form": HideForm(), "keep_form": KeepForm(), "uphold_form": UpholdForm()}
    else:
        context |= {"history": history.filter(verb__in=TOLD_TO_ITS_AUTHOR), "appeal_form": AppealForm()}
    return context | forms


def told_to_its_author(kind: str, pk: int, user: Any) -> Case | None:
    """The case that hides this thing, for its author: there they read why and how to disagree. None for all others."""
    if not user.is_authenticated:
        return None
    case = Case.objects.visible_to(user).about(kind, pk).filter(author=user).order_by("pk").last()
    return case if case and case.thing and case.thing.is_hidden else None
