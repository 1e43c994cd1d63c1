from django.urls import path

from notifications.notices import views as notices
from notifications.preferences import views as preferences

app_name = "notifications"
urlpatterns = [
    path("notices/", notices.notice_list, name="notices"),
    path("notices/badge/", notices.badge, name="badge"),
    path("notices/read/", notices.read_all, name="read-all"),
    path("seen/<str:subject_type>/<int:pk>/", notices.seen, name="seen"),
    path("preferences/", preferences.preferences, name="preferences"),
]
