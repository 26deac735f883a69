from django.urls import path

from reports.collection.periods import views

urlpatterns = [
    path("", views.period_list, name="period-list"),
    path("open/<str:code>/", views.period_open, name="period-open"),
    path("rule/<str:code>/", views.period_rule, name="period-rule"),
    path("<int:pk>/close/", views.period_close, name="period-close"),
    path("<int:pk>/reopen/", views.period_reopen, name="period-reopen"),
]
