from django.urls import path

from reports.collection.obstacles import draft_views, views

urlpatterns = [
    path("", views.obstacle_list, name="obstacle-list"),
    path("new/", views.obstacle_new, name="obstacle-new"),
    path("draft/", draft_views.obstacle_draft, name="obstacle-draft"),
    path("<int:pk>/", views.obstacle, name="obstacle"),
]
