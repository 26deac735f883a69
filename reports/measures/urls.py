from django.urls import path

from reports.measures import views

urlpatterns = [
    path("", views.measure_list, name="measure-list"),
    path("changes/<int:pk>/", views.measure_change, name="measure-change"),
    path("<slug:kind>/new/", views.measure_new, name="measure-new"),
    path("<slug:kind>/<slug:code>/", views.measure_edit, name="measure-edit"),
]
