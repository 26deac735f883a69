"""The addresses of the JSON API, below /api/v1/. Other systems rely on them: adding is free, changing is not."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from agencies.api import Agencies, Localities
from reports.administration.people.api import AgenciesImport, People, PeopleImport
from reports.administration.reorganisations.api import (
    ApplyReorganisation,
    ConfirmReorganisation,
    Coordinations,
    PreviewReorganisation,
    Reorganisations,
    UndoReorganisation,
)
from reports.collection.board.api import PeriodBoard, PeriodExtensions
from reports.collection.duties.api import DutyUpdates
from reports.collection.entry.api import SubmissionFigures, Submissions, Submit, Withdraw
from reports.collection.history.api import Audit, FigureHistory
from reports.collection.obstacles.api import Obstacles
from reports.collection.paste.api import SubmissionPaste
from reports.collection.periods.api import Periods
from reports.collection.review.api import Accept, Reopen, Return, Undo
from reports.collection.workbook.api import SubmissionWorkbook
from reports.dashboards.api import Figures, OfficialFigures, Series, Standings
from reports.dashboards.contradictions.api import Contradictions
from reports.dashboards.lineage.api import LineageAnswer
from reports.issued.api import IssuedReportFile, IssuedReports, Verify
from reports.measures.api import (
    CatalogueChanges,
    ChangeEffect,
    DropChange,
    KeepChange,
    ReturnChange,
    SendChange,
)
from reports.plans.api import (
    AmendPlan,
    CheckDraft,
    CorrectPlan,
    EndPlan,
    PlanDrafts,
    PutInForce,
    TakeOverPlan,
    WithdrawPlan,
)
from targets.api import Assess, DataElements, Duties, Indicators, Plans, Targets
from vocplan.rest.schema import Schema
from vocplan.rest.token import Nowhere, Token

router = SimpleRouter()
for name, listing in {
    "localities": Localities,
    "agencies": Agencies,
    "coordinations": Coordinations,
    "reorganisations": Reorganisations,
    "people": People,
    "plans": Plans,
    "indicators": Indicators,
    "data-elements": DataElements,
    "targets": Targets,
    "duties": Duties,
    "official-figures": OfficialFigures,
    "periods": Periods,
    "submissions": Submissions,
    "figures": Figures,
    "history": FigureHistory,
    "audit": Audit,
    "progress": Standings,
    "contradictions": Contradictions,
    "obstacles": Obstacles,
    "issued-reports": IssuedReports,
    "duty-updates": DutyUpdates,
    "plan-drafts": PlanDrafts,
    "catalogue-changes": CatalogueChanges,
}.items():
    router.register(name, listing, basename=f"api-{name}")

urlpatterns = [
    path("token/", Token.as_view(), name="api-token"),
    path("submissions/<int:pk>/figures/", SubmissionFigures.as_view(), name="api-submission-figures"),
    path("submissions/<int:pk>/workbook/", SubmissionWorkbook.as_view(), name="api-submission-workbook"),
    path("submissions/<int:pk>/paste/", SubmissionPaste.as_view(), name="api-submission-paste"),
    path("submissions/<int:pk>/submit/", Submit.as_view(), name="api-submission-submit"),
    path("submissions/<int:pk>/withdraw/", Withdraw.as_view(), name="api-submission-withdraw"),
    path("submissions/<int:pk>/accept/", Accept.as_view(), name="api-submission-accept"),
    path("submissions/<int:pk>/return/", Return.as_view(), name="api-submission-return"),
    path("submissions/<int:pk>/reopen/", Reopen.as_view(), name="api-submission-reopen"),
    path("submissions/<int:pk>/undo/", Undo.as_view(), name="api-submission-undo"),
    path("periods/<int:pk>/board/", PeriodBoard.as_view(), name="api-period-board"),
    path("periods/<int:pk>/extensions/", PeriodExtensions.as_view(), name="api-period-extensions"),
    path("issued-reports/<int:pk>/files/<slug:form>/", IssuedReportFile.as_view(), name="api-issued-report-file"),
    path("people/import/", PeopleImport.as_view(), name="api-people-import"),
    path("agencies/import/", AgenciesImport.as_view(), name="api-agencies-import"),
    path("reorganisations/<int:pk>/preview/", PreviewReorganisation.as_view(), name="api-reorganisation-preview"),
    path("reorganisations/<int:pk>/confirm/", ConfirmReorganisation.as_view(), name="api-reorganisation-confirm"),
    path("reorganisations/<int:pk>/apply/", ApplyReorganisation.as_view(), name="api-reorganisation-apply"),
    path("reorganisations/<int:pk>/undo/", UndoReorganisation.as_view(), name="api-reorganisation-undo"),
    path("plan-drafts/<int:pk>/check/", CheckDraft.as_view(), name="api-plan-draft-check"),
    path("plan-drafts/<int:pk>/put-in-force/", PutInForce.as_view(), name="api-plan-draft-put-in-force"),
    path("catalogue-changes/<int:pk>/effect/", ChangeEffect.as_view(), name="api-catalogue-change-effect"),
    path("catalogue-changes/<int:pk>/send/", SendChange.as_view(), name="api-catalogue-change-send"),
    path("catalogue-changes/<int:pk>/return/", ReturnChange.as_view(), name="api-catalogue-change-return"),
    path("catalogue-changes/<int:pk>/check/", KeepChange.as_view(), name="api-catalogue-change-check"),
    path("catalogue-changes/<int:pk>/drop/", DropChange.as_view(), name="api-catalogue-change-drop"),
    path("plans/<slug:code>/amend/", AmendPlan.as_view(), name="api-plan-amend"),
    path("plans/<slug:code>/take-over/", TakeOverPlan.as_view(), name="api-plan-take-over"),
    path("plans/<slug:code>/correct/", CorrectPlan.as_view(), name="api-plan-correct"),
    path("plans/<slug:code>/withdraw/", WithdrawPlan.as_view(), name="api-plan-withdraw"),
    path("plans/<slug:code>/end/", EndPlan.as_view(), name="api-plan-end"),
    path("verify/", Verify.as_view(), name="api-verify"),
    path("series/", Series.as_view(), name="api-series"),
    path("lineage/", LineageAnswer.as_view(), name="api-lineage"),
    path("assess/", Assess.as_view(), name="api-assess"),
    path("schema/", Schema.as_view(), name="api-schema"),
    *router.urls,
    re_path(r"^", Nowhere.as_view(), name="api-nowhere"),
]
