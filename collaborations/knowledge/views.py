from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from collaborations.knowledge.entries import host_of
from collaborations.knowledge.models import (
    Evaluation,
    Occasion,
    Programme,
    Publication,
    Tool,
    ToolVersion,
    Trajectory,
)
from collaborations.knowledge.pictures import stewardship_picture
from collaborations.knowledge.stewardships import Stewardship
from collaborations.knowledge.timelines import moments, shelves
from collaborations.themes.proposing.page import going_on_with
from members.organisations.models import Organisation
from network.freshness import whole_page

NEWEST = 6
A_PAGE = 50


@login_not_required
@whole_page
@require_safe
def knowledge(request):
    """The bank's home: the newest texts, the tools and who keeps them, the programmes with their trajectories."""
    tools = list(Tool.objects.visible_to(request.user).for_cards())
    networks = Organisation.objects.visible_to(request.user).filter(kind=Organisation.Kind.NETWORK)
    context = {
        "publications": Publication.objects.visible_to(request.user).for_cards()[:NEWEST],
        "kept_tools": [tool for tool in tools if tool.steward_names],
        "orphans": [tool for tool in tools if not tool.steward_names],
        "shelves": shelves(
            Programme.objects.visible_to(request.user).for_shelf(),
            Trajectory.objects.visible_to(request.user).for_cards(),
        ),
        "networks": [(network, host_of(network.website)) for network in networks],
    }
    return render(request, "collaborations/knowledge/home.html", context)


@login_not_required
@whole_page
@require_safe
def programme(request, slug):
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    trajectories = list(Trajectory.objects.visible_to(request.user).filter(programme=programme).for_cards())
    evaluations = list(Evaluation.objects.visible_to(request.user).filter(programme=programme).for_timeline())
    occasions = Occasion.objects.visible_to(request.user).of_programme(programme).for_timeline()
    publications = Publication.objects.visible_to(request.user).filter(trajectory__programme=programme).for_cards()
    context = {
        "programme": programme,
        "trajectories": trajectories,
        "evaluations": evaluations,
        "moments": moments(trajectories, evaluations, occasions, publications),
    }
    return render(request, "collaborations/knowledge/programme.html", context)


@login_not_required
@whole_page
@require_safe
def trajectory(request, slug):
    trajectory = get_object_or_404(Trajectory.objects.visible_to(request.user).select_related("programme"), slug=slug)
    context = {
        "trajectory": trajectory,
        "publications": Publication.objects.visible_to(request.user).filter(trajectory=trajectory).for_cards(),
        "tools": Tool.objects.visible_to(request.user).filter(trajectory=trajectory).for_cards(),
        "occasions": Occasion.objects.visible_to(request.user).filter(trajectory=trajectory).for_timeline(),
        **going_on_with(request.user, "trajectory", trajectory.pk),
    }
    return render(request, "collaborations/knowledge/trajectory.html", context)


@login_not_required
@whole_page
@require_safe
def publications(request):
    page = Paginator(Publication.objects.visible_to(request.user).for_cards(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "collaborations/knowledge/publications.html", {"page": page})


@login_not_required
@whole_page
@require_safe
def publication(request, slug):
    """One text, and what else came out of the same trajectory."""
    visible = Publication.objects.visible_to(request.user)
    publication = get_object_or_404(visible.select_related("trajectory__programme"), slug=slug)
    siblings = visible.filter(trajectory=publication.trajectory_id).exclude(pk=publication.pk).for_cards()
    context = {"publication": publication, "siblings": siblings[:NEWEST] if publication.trajectory_id else []}
    context |= going_on_with(request.user, "publication", publication.pk, is_closed=False)
    return render(request, "collaborations/knowledge/publication.html", context)


@login_not_required
@whole_page
@require_safe
def tools(request):
    page = Paginator(Tool.objects.visible_to(request.user).for_cards(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "collaborations/knowledge/tools.html", {"page": page})


@login_not_required
@whole_page
@require_safe
def tool(request, slug):
    visible = Tool.objects.visible_to(request.user).select_related("trajectory__programme")
    tool = get_object_or_404(visible, slug=slug)
    stewardships = list(Stewardship.objects.visible_to(request.user).filter(tool=tool).for_timeline())
    context = {
        "tool": tool,
        "versions": ToolVersion.objects.visible_to(request.user).filter(tool=tool).order_by("pk"),
        "stewardships": stewardships,
        "stewards": [held for held in stewardships if not held.ends],
        "picture": stewardship_picture(stewardships, until=tool.checked_on),
        **going_on_with(request.user, "tool", tool.pk, is_closed=False),
    }
    return render(request, "collaborations/knowledge/tool.html", context)


@login_not_required
@whole_page
@require_safe
def occasions(request):
    """What took place, by year, the latest first."""
    page = Paginator(Occasion.objects.visible_to(request.user).for_timeline(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "collaborations/knowledge/occasions.html", {"page": page})


@login_not_required
@whole_page
@require_safe
def occasion(request, slug):
    visible = Occasion.objects.visible_to(request.user).select_related("programme", "trajectory__programme")
    occasion = get_object_or_404(visible, slug=slug)
    return render(request, "collaborations/knowledge/occasion.html", {"occasion": occasion})
