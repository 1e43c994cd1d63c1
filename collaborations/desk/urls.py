"""The addresses of the desk; collaborations.urls takes them in."""

from django.urls import path

from collaborations.desk import views

patterns = [
    path("desk/", views.desk, name="desk"),
]
