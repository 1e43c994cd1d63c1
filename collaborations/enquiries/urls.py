"""The addresses of enquiries; collaborations.urls takes them in."""

from django.urls import path

from collaborations.enquiries import views
from collaborations.enquiries.introducing.views import introduction

patterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/sent/", views.contact_sent, name="contact-sent"),
    path("contact/introduction/<str:token>/", introduction, name="introduction"),
    path("contact/<str:token>/", views.my_enquiry, name="my-enquiry"),
    path("contact/<str:token>/erase/", views.erase_mine, name="erase-my-enquiry"),
    path("enquiries/", views.enquiry_list, name="enquiries"),
    path("enquiries/<int:pk>/", views.enquiry, name="enquiry"),
    path("enquiries/<int:pk>/theme/", views.to_theme, name="turn-enquiry-into-theme"),
    path("enquiries/<int:pk>/introduce/", views.introduce, name="propose-introduction"),
    path("enquiries/<int:pk>/decline/", views.decline, name="decline-enquiry"),
    path("enquiries/<int:pk>/discard/", views.discard, name="discard-enquiry"),
    path("enquiries/<int:pk>/keep/", views.keep, name="keep-enquiry"),
    path("enquiries/<int:pk>/take-up/", views.take_up, name="take-up-enquiry"),
]
