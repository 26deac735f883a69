from django.urls import path

from reports.collection.history import views

urlpatterns = [path("", views.history, name="history")]
