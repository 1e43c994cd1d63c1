"""The addresses of merging; collaborations.urls takes them in."""

from django.urls import path

from collaborations.themes.merging import views

patterns = [
    path("themes/<int:pk>/merge/", views.merge, name="merge-theme"),
    path("themes/<int:pk>/part/", views.part, name="part-theme"),
    path("themes/<int:pk>/as-it-was/", views.as_it_was, name="theme-as-it-was"),
]
