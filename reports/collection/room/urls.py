from django.urls import path

from reports.collection.room import views

urlpatterns = [
    path("", views.deadline_room, name="deadline-room"),
    path("remind/", views.room_remind, name="deadline-room-remind"),
]
