"""The pages of organisations, seats and what people may ask about themselves."""

from django.urls import URLPattern

app_name = "members"
urlpatterns: list[URLPattern] = []
