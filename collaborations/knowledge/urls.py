"""The addresses of the Knowledge Bank; collaborations.urls takes them in."""

from django.urls import path

from collaborations.knowledge import views

patterns = [
    path("knowledge/", views.knowledge, name="knowledge"),
    path("knowledge/programmes/<slug:slug>/", views.programme, name="programme"),
    path("knowledge/trajectories/<slug:slug>/", views.trajectory, name="trajectory"),
    path("knowledge/publications/", views.publications, name="publications"),
    path("knowledge/publications/<slug:slug>/", views.publication, name="publication"),
    path("knowledge/tools/", views.tools, name="tools"),
    path("knowledge/tools/<slug:slug>/", views.tool, name="tool"),
    path("knowledge/calendar/", views.occasions, name="occasions"),
    path("knowledge/calendar/<slug:slug>/", views.occasion, name="occasion"),
]
