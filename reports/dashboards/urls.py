from django.urls import path

from reports.dashboards import views
from reports.dashboards.help import views as help_views
from reports.dashboards.indicators import views as indicator_views
from reports.dashboards.method import views as method_views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("plans/", views.plan_list, name="plan-list"),
    path("plans/<slug:code>/", views.plan, name="plan"),
    path("help/", help_views.guide, name="help"),
    path("method/", views.method, name="method"),
    path("method/rules/", method_views.rule_replay, name="rule-replay"),
    path("indicators/", views.indicator_list, name="indicator-list"),
    path("indicators/<slug:code>/", indicator_views.indicator, name="indicator"),
    path("indicators/<slug:code>/figure/", indicator_views.indicator_figure, name="indicator-figure"),
    path("indicators/<slug:code>/csv/", indicator_views.indicator_csv, name="indicator-csv"),
    path("indicators/<slug:code>/xlsx/", indicator_views.indicator_xlsx, name="indicator-xlsx"),
    path("indicators/<slug:code>/what-if/", indicator_views.what_if, name="indicator-what-if"),
    path("standing/", views.standing_page, name="standing"),
]
