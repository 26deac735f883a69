"""The addresses of vocplan. Users and other systems rely on them: docs/adr says when one may change."""

from allauth.account.views import reauthenticate
from django.urls import include, path

from vocplan import views
from vocplan.components import components
from vocplan.signing_in import letters, open_access, own_access, resets
from vocplan.signing_in.first_run import begin_page
from vocplan.signing_in.locks import sign_in_locks, unlock_person
from vocplan.signing_in.sign_in import (
    RecordedOwnPassword,
    RecordedSignIn,
    RecordedSignOut,
)
from vocplan.signing_in.single_sign_on import come_back, go_to_office

handler400 = "vocplan.views.bad_request"
handler500 = "vocplan.views.server_error"

urlpatterns = [
    path("plans/", include("reports.plans.urls")),
    path("catalogue/", include("reports.measures.urls")),
    path("", include("reports.dashboards.urls")),
    path("api/v1/", include("vocplan.rest.urls")),
    path("accounts/login/", RecordedSignIn.as_view(), name="login"),
    # The library asks for this page by its own name.
    path("accounts/login/", RecordedSignIn.as_view(), name="account_login"),
    path("accounts/logout/", RecordedSignOut.as_view(), name="logout"),
    path("accounts/password/", RecordedOwnPassword.as_view(), name="own-password"),
    path("first-run/", begin_page, name="first-run-begin"),
    path("accounts/letter/", letters.use_letter_page, name="letter-use"),
    # What a letter on paper asks people to type.
    path("vao", letters.use_letter_page, name="letter-short"),
    path("accounts/forgotten/", resets.ask_for_link, name="reset-ask"),
    path("accounts/second-factor/", include("vocplan.signing_in.second_factor_urls")),
    path("accounts/again/", reauthenticate, name="account_reauthenticate"),
    path("accounts/<str:provider_id>/login/", go_to_office, name="openid_connect_login"),
    path("accounts/<str:provider_id>/login/callback/", come_back, name="openid_connect_callback"),
    path("accounts/access/", own_access.show, name="own-access"),
    path("accounts/access/sessions/end/", own_access.end_others, name="own-sessions-end"),
    path("accounts/access/tokens/new/", own_access.new_token, name="own-token-new"),
    path("accounts/access/tokens/<slug:key>/end/", own_access.end_one_token, name="own-token-end"),
    path("administration/sign-in/", sign_in_locks, name="sign-in-locks"),
    path("administration/sign-in/<int:pk>/", letters.sign_in_of_person, name="sign-in-person"),
    path("administration/sign-in/<int:pk>/letter/", letters.give_letter, name="sign-in-letter"),
    path("administration/sign-in/<int:pk>/factor/", letters.remove_factor, name="sign-in-factor-remove"),
    path("administration/sign-in/<int:pk>/sessions/end/", open_access.end_sessions_of, name="sign-in-sessions-end"),
    path("administration/sign-in/<int:pk>/tokens/end/", open_access.end_tokens_of, name="sign-in-tokens-end"),
    path("administration/sign-in/<int:pk>/unlock/", unlock_person, name="sign-in-unlock"),
    path("submissions/", include("reports.collection.entry.urls")),
    path("submissions/", include("reports.collection.paste.urls")),
    path("submissions/", include("reports.collection.workbook.urls")),
    path("reviews/", include("reports.collection.review.urls")),
    path("reviews/board/", include("reports.collection.board.urls")),
    path("reviews/room/", include("reports.collection.room.urls")),
    path("reviews/periods/", include("reports.collection.periods.urls")),
    path("inbox/", include("reports.collection.inbox.urls")),
    path("notices/", include("reports.collection.notices.urls")),
    path("obstacles/", include("reports.collection.obstacles.urls")),
    path("", include("reports.collection.evidence.urls")),
    path("", include("reports.collection.milestones.urls")),
    path("official-figures/", include("reports.collection.official_figures.urls")),
    path("duties/", include("reports.collection.duties.urls")),
    path("contradictions/", include("reports.dashboards.contradictions.urls")),
    path("reports/", include("reports.issued.urls")),
    path("lineage/", include("reports.dashboards.lineage.urls")),
    path("history/", include("reports.collection.history.urls")),
    path("submissions/", include("reports.collection.history.cell_urls")),
    path("administration/", include("reports.administration.urls")),
    path("components/", components, name="components"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("worker.js", views.worker, name="worker"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
