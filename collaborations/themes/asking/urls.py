"""The addresses of asking who may know; collaborations.urls takes them in."""

from django.urls import path

from collaborations.themes.asking import views

patterns = [path("themes/<int:pk>/ask/", views.ask, name="ask-who-knows")]
