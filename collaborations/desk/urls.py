"""The addresses of the desk; collaborations.urls takes them in."""

from django.urls import path

from collaborations.desk import views
from collaborations.desk.answers import views as answers
from collaborations.desk.byitself import views as byitself
from collaborations.desk.outbox import views as outbox

patterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/decide/", views.decide, name="decide"),
    path("desk/undo/", views.undo, name="undo"),
    path("desk/later/", views.later, name="later"),
    path("desk/lend/", views.lend, name="lend"),
    path("desk/bring-back/", views.bring_back, name="bring-back"),
    path("desk/outbox/", outbox.outbox, name="outbox"),
    path("desk/outbox/announce/", outbox.announce_everything, name="announce-all"),
    path("desk/outbox/<int:pk>/", outbox.prepared, name="prepared"),
    path("desk/outbox/<int:pk>/announce/", outbox.announce_one, name="announce"),
    path("desk/outbox/<int:pk>/take-back/", outbox.take_back, name="take-back-decision"),
    path("desk/by-itself/", byitself.by_itself, name="by-itself"),
    path("desk/by-itself/<int:pk>/undo/", byitself.undo_default, name="undo-default"),
    path("desk/answers/", answers.answers, name="answers"),
    path("desk/answers/<int:pk>/", answers.answer, name="answer"),
    path("desk/answers/<int:pk>/throw-away/", answers.throw_away, name="throw-away-answer"),
]
