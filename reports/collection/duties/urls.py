from django.urls import path

from reports.collection.duties import views

urlpatterns = [
    path("", views.duty_list, name="duty-list"),
    path("<int:pk>/remind/", views.duty_remind, name="duty-remind"),
]
