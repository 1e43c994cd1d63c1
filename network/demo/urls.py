from django.urls import path

from network.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.sign_in, name="sign-in"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<str:key>/", views.letter, name="letter"),
    path("inbox/<str:key>/html/", views.letter_html, name="letter-html"),
]
