from django.urls import path

from reports.collection.obstacles import views

urlpatterns = [
    path("", views.obstacle_list, name="obstacle-list"),
    path("new/", views.obstacle_new, name="obstacle-new"),
    path("<int:pk>/", views.obstacle, name="obstacle"),
]
