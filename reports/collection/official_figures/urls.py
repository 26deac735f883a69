from django.urls import path

from reports.collection.official_figures import views

urlpatterns = [
    path("", views.official_figure_list, name="official-figure-list"),
    path("new/", views.official_figure_new, name="official-figure-new"),
    path("<int:pk>/revise/", views.official_figure_revise, name="official-figure-revise"),
]
