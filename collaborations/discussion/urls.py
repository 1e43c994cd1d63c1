"""The addresses of discussion; collaborations.urls takes them in."""

from django.urls import path

from collaborations.discussion import views

patterns = [
    path("discuss/<slug:slug>/<int:pk>/", views.discuss, name="discuss"),
    path("discuss/<slug:slug>/<int:pk>/names/", views.names, name="names"),
    path("comments/<int:pk>/", views.comment, name="comment"),
    path("comments/<int:pk>/reply/", views.reply, name="reply"),
    path("comments/<int:pk>/edit/", views.edit, name="edit-comment"),
    path("comments/<int:pk>/versions/", views.versions, name="versions"),
    path("comments/<int:pk>/versions/<int:version>/blank/", views.blank_version, name="blank-comment-version"),
    path("comments/<int:pk>/take-away/", views.take_away, name="take-away-comment"),
    path("comments/<int:pk>/put-back/", views.put_back, name="put-back-comment"),
    path("comments/<int:pk>/answer/", views.mark_answer, name="mark-answer"),
    path("comments/<int:pk>/no-answer/", views.unmark_answer, name="unmark-answer"),
]
