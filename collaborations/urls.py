from django.urls import path

from collaborations.desk import views as desk
from collaborations.knowledge.urls import patterns as knowledge
from collaborations.themes import views as themes

app_name = "collaborations"
urlpatterns = [
    path("themes/", themes.theme_list, name="themes"),
    path("themes/propose/", themes.propose, name="propose"),
    path("themes/propose/keep/", themes.keep, name="keep-draft"),
    path("themes/<int:pk>/", themes.theme, name="theme"),
    path("themes/<int:pk>/edit/", themes.edit, name="edit-theme"),
    path("themes/<int:pk>/withdraw/", themes.withdraw, name="withdraw-theme"),
    path("themes/<int:pk>/open/", themes.open_theme, name="open-theme"),
    path("themes/<int:pk>/decline/", themes.decline, name="decline-theme"),
    path("themes/<int:pk>/support/", themes.support, name="support-theme"),
    path("themes/<int:pk>/take-back/", themes.take_back_support, name="take-back-support"),
    *knowledge,
    path("desk/", desk.desk, name="desk"),
]
