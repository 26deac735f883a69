from django.urls import path

from reports.outputs.contradictions import views

urlpatterns = [path("", views.contradiction_list, name="contradiction-list")]
