"""Addresses below /administration/."""

from django.urls import path

from reports.administration import views
from reports.administration.bodies import views as bodies
from reports.administration.first_run import views as first_run
from reports.administration.handover import views as handover
from reports.administration.imports import views as imports
from reports.administration.imports.registers import BODIES, PEOPLE
from reports.administration.letters import views as letters
from reports.administration.people import views as people
from reports.administration.reorganisations import views as reorganisations

urlpatterns = [
    path("", views.administration, name="administration"),
    path("first-run/", first_run.first_run, name="first-run"),
    path("first-run/mail/", first_run.mail_test, name="mail-test"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/import/", imports.preview_list, {"register": PEOPLE}, name="people-import"),
    path("people/import/take/", imports.take_list, {"register": PEOPLE}, name="people-take"),
    path("people/list.xlsx", imports.empty_list, {"register": PEOPLE}, name="people-sheet"),
    path("people/letters/", letters.people_letters, name="people-letters"),
    path("people/handover/<int:pk>/", handover.handover, name="handover"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/roles/", people.person_role, name="person-role"),
    path("people/<int:pk>/roles/end/", people.person_role_end, name="person-role-end"),
    path("agencies/", bodies.bodies, name="bodies"),
    path("agencies/new/", bodies.body_new, name="body-new"),
    path("agencies/import/", imports.preview_list, {"register": BODIES}, name="bodies-import"),
    path("agencies/import/take/", imports.take_list, {"register": BODIES}, name="bodies-take"),
    path("agencies/list.xlsx", imports.empty_list, {"register": BODIES}, name="bodies-sheet"),
    path("agencies/<slug:code>/", bodies.body, name="body"),
    path("coordination/", bodies.coordination, name="coordination"),
    path("reorganisations/", reorganisations.reorganisation_list, name="reorganisation-list"),
    path("reorganisations/draft/", reorganisations.reorganisation_draft, name="reorganisation-draft"),
    path("reorganisations/<int:pk>/", reorganisations.reorganisation, name="reorganisation"),
    path(
        "reorganisations/<int:pk>/handovers/", reorganisations.reorganisation_handovers, name="reorganisation-handovers"
    ),
    path("reorganisations/<int:pk>/move/", reorganisations.reorganisation_move, name="reorganisation-move"),
    path("reorganisations/<int:pk>/accept/", reorganisations.reorganisation_accept, name="reorganisation-accept"),
]
