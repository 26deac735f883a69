from django.urls import path

from reports.collection.milestones import views

urlpatterns = [
    path("plans/<slug:code>/milestones/", views.milestone_list, name="milestone-list"),
    path("milestones/", views.milestone_index, name="milestone-index"),
    path("milestones/<int:pk>/", views.milestone_judge, name="milestone-judge"),
]
