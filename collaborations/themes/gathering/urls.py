"""The addresses of what gathers round a theme; collaborations.urls takes them in."""

from django.urls import path

from collaborations.themes.gathering import views

patterns = [
    path("themes/<int:pk>/support/", views.support, name="support-theme"),
    path("themes/<int:pk>/take-back/", views.take_back_support, name="take-back-support"),
]
