"""The pages of organisations, seats and what people may ask about themselves."""

from django.urls import path

from members.duties import views as duties
from members.handovers import views as handovers
from members.invitations import contact_views as inviting
from members.invitations import views as invitations
from members.joining import views as joining
from members.seats import views as seats
from members.providers import views as providers

app_name = "members"
urlpatterns = [
    path("seats/<int:pk>/leave/", handovers.leave, name="leave-seat"),
    path("hand-overs/<int:pk>/", handovers.hand_over, name="hand-over"),
    path("hand-overs/<int:pk>/call-off/", handovers.call_off, name="call-off-hand-over"),
    path("hand-overs/<int:pk>/taken-over/", handovers.taken_over, name="taken-over"),
    path("duties/<int:pk>/take-on/", duties.take_on, name="take-on-duty"),
    path("my-organisation/", seats.my_organisations, name="my-organisations"),
    path("my-organisation/<int:pk>/", seats.my_organisation, name="my-organisation"),
    path("my-organisation/<int:pk>/invite/", inviting.invite, name="invite"),
    path("my-organisation/invitations/<int:pk>/send-again/", inviting.send_again, name="send-invitation-again"),
    path("my-organisation/invitations/<int:pk>/cancel/", inviting.cancel, name="cancel-invitation"),
    path("seats/<int:pk>/role/", seats.change_role, name="change-role"),
    path("seats/<int:pk>/listed/", seats.be_listed, name="be-listed"),
    path("organisations/<int:pk>/ask-for-a-seat/", joining.ask, name="ask-for-seat"),
    path("requests/<int:pk>/", joining.join_request, name="join-request"),
    path("requests/<int:pk>/accept/", joining.accept, name="accept-join-request"),
    path("requests/<int:pk>/refuse/", joining.refuse, name="refuse-join-request"),
    path("requests/<int:pk>/withdraw/", joining.withdraw, name="withdraw-join-request"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("invitations/<str:token>/ask-again/", invitations.ask_again, name="ask-invitation-again"),
    path("invitations/<str:token>/name/", invitations.introduce, name="introduce"),
    path("organisations/<int:pk>/sign-in/", providers.set_provider, name="sign-in-provider"),
]
