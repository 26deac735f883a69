"""Addresses below /administration/."""

from django.urls import path

from reports.administration import views
from reports.administration.bodies import views as bodies
from reports.administration.people import views as people
from reports.administration.reorganisations import views as reorganisations

urlpatterns = [
    path("", views.administration, name="administration"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/import/", people.people_import, name="people-import"),
    path("people/import/take/", people.people_take, name="people-take"),
    path("people/list.xlsx", people.people_sheet, name="people-sheet"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/roles/", people.person_role, name="person-role"),
    path("people/<int:pk>/roles/end/", people.person_role_end, name="person-role-end"),
    path("agencies/", bodies.bodies, name="bodies"),
    path("agencies/new/", bodies.body_new, name="body-new"),
    path("agencies/import/", bodies.bodies_import, name="bodies-import"),
    path("agencies/import/take/", bodies.bodies_take, name="bodies-take"),
    path("agencies/list.xlsx", bodies.bodies_sheet, name="bodies-sheet"),
    path("agencies/<slug:code>/", bodies.body, name="body"),
    path("coordination/", bodies.coordination, name="coordination"),
    path("reorganisations/", reorganisations.reorganisation_list, name="reorganisation-list"),
    path("reorganisations/draft/", reorganisations.reorganisation_draft, name="reorganisation-draft"),
    path("reorganisations/<int:pk>/", reorganisations.reorganisation, name="reorganisation"),
    path("reorganisations/<int:pk>/move/", reorganisations.reorganisation_move, name="reorganisation-move"),
    path("reorganisations/<int:pk>/accept/", reorganisations.reorganisation_accept, name="reorganisation-accept"),
]
