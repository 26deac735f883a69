from django.urls import path

from reports.collection.inbox import views

urlpatterns = [path("", views.inbox, name="inbox")]
