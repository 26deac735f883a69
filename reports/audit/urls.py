from django.urls import path

from reports.audit import views

urlpatterns = [path("", views.history, name="history")]
