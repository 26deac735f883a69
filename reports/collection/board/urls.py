from django.urls import path

from reports.collection.board import views

urlpatterns = [
    path("<int:pk>/", views.board, name="board"),
    path("<int:pk>/act/", views.board_act, name="board-act"),
    path("<int:pk>/undo/<int:moment>/", views.board_undo, name="board-undo"),
]
