"""The addresses of moderation; collaborations.urls takes them in."""

from django.urls import path

from collaborations.moderation import views

patterns = [
    path("moderation/", views.moderation, name="moderation"),
    path("report/integrity/", views.integrity, name="integrity"),
    path("report/thank-you/", views.reported, name="reported"),
    path("report/<slug:kind>/<int:pk>/", views.report, name="report"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/contain/", views.contain, name="contain-case"),
    path("cases/<int:pk>/release/", views.release, name="release-case"),
    path("cases/<int:pk>/keep/", views.keep, name="keep-case"),
    path("cases/<int:pk>/hide/", views.hide, name="hide-case"),
    path("cases/<int:pk>/uphold/", views.uphold, name="uphold-case"),
    path("cases/<int:pk>/appeal/", views.appeal, name="appeal-case"),
    path("cases/<int:pk>/look-again/", views.look_again, name="look-again-case"),
]
