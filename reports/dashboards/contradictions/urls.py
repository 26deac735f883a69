from django.urls import path

from reports.dashboards.contradictions import views

urlpatterns = [path("", views.contradiction_list, name="contradiction-list")]
