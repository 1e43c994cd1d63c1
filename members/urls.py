"""The pages of organisations, seats and what people may ask about themselves."""

from django.urls import path

from members.applications import views as applications
from members.claims import views as claims
from members.directory import views as directory
from members.duties import views as duties
from members.handovers import views as handovers
from members.imports import views as imports
from members.invitations import views as invitations
from members.joining import views as joining
from members.organisations import views as organisations
from members.privacy import views as privacy
from members.providers import views as providers
from members.roster import views as rosters
from members.seats import views as seats

app_name = "members"
urlpatterns = [
    path("organisations/", directory.directory, name="organisations"),
    path("organisations/all/", directory.all_organisations, name="all-organisations"),
    path("organisations/apply/", applications.apply, name="apply"),
    path("organisations/apply/received/", applications.applied, name="applied"),
    path("organisations/topics/", organisations.topics, name="topics"),
    path("organisations/topics/<int:pk>/", organisations.change_topic, name="change-topic"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.edit, name="edit-organisation"),
    path("organisations/<int:pk>/logo/<str:name>", organisations.logo, name="logo"),
    path("organisations/<int:pk>/code-of-conduct/", organisations.code_of_conduct, name="code-of-conduct"),
    path("organisations/<int:pk>/approve/", applications.approve, name="approve-application"),
    path("organisations/<int:pk>/decline/", applications.decline, name="decline-application"),
    path("organisations/<int:pk>/move/", organisations.move, name="move-organisation"),
    path("organisations/import/", imports.imports, name="imports"),
    path("organisations/import/template.csv", imports.template_file, name="import-template"),
    path("organisations/import/<int:pk>/", imports.one_import, name="import"),
    path("organisations/import/<int:pk>/problems.csv", imports.problems, name="import-problems"),
    path("organisations/import/<int:pk>/check/", imports.check, name="check-import"),
    path("organisations/import/<int:pk>/choose/", imports.choose, name="choose-import"),
    path("organisations/import/<int:pk>/drop/", imports.drop, name="drop-import"),
    path("organisations/export.csv", imports.export, name="export"),
    path("seats/<int:pk>/leave/", handovers.leave, name="leave-seat"),
    path("hand-overs/<int:pk>/", handovers.hand_over, name="hand-over"),
    path("hand-overs/<int:pk>/call-off/", handovers.call_off, name="call-off-hand-over"),
    path("hand-overs/<int:pk>/taken-over/", handovers.taken_over, name="taken-over"),
    path("duties/<int:pk>/take-on/", duties.take_on, name="take-on-duty"),
    path("duties/<int:pk>/let-go/", duties.let_go, name="let-go-duty"),
    path("people/without-account/", claims.kept_people, name="kept-people"),
    path("people/without-account/new/", claims.enter, name="keep-person"),
    path("people/without-account/<int:pk>/", claims.correct, name="correct-person"),
    path("people/without-account/<int:pk>/code/", claims.offer, name="offer-claim"),
    path("account/claim/", claims.claim, name="claim"),
    path("my-organisation/", seats.my_organisations, name="my-organisations"),
    path("my-organisation/<int:pk>/", seats.my_organisation, name="my-organisation"),
    path("my-organisation/<int:pk>/roster/", rosters.roster, name="roster"),
    path("my-organisation/<int:pk>/invite/", invitations.invite, name="invite"),
    path("my-organisation/invitations/<int:pk>/send-again/", invitations.send_again, name="send-invitation-again"),
    path("my-organisation/invitations/<int:pk>/cancel/", invitations.cancel, name="cancel-invitation"),
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
    path("privacy/", privacy.privacy, name="privacy"),
    path("my-data/", privacy.my_data, name="my-data"),
    path("my-data/authorship/", privacy.choose_what_stands, name="choose-what-stands"),
    path("my-data/copy/", privacy.ask_for_export, name="ask-for-export"),
    path("my-data/copy/fetch/", privacy.download, name="fetch-export"),
    path("my-data/erase/", privacy.erase, name="erase-myself"),
    path("people/<int:pk>/erase/", privacy.erase_person, name="erase-person"),
]
