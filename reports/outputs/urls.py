from django.urls import path

from reports.outputs import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("standing/", views.standing, name="standing"),
]
