from django.urls import path

from reports.collection.duties import views

urlpatterns = [path("", views.duty_list, name="duty-list")]
