from django.urls import path

from reports.outputs import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("indicators/<slug:code>/", views.indicator, name="indicator"),
    path("indicators/<slug:code>/csv/", views.indicator_csv, name="indicator-csv"),
    path("standing/", views.standing, name="standing"),
]
