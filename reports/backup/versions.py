"""Which version a backup is of, and the tables of that version in an empty database.

A backup of an earlier version goes into the tables of its own time, made by the migrations that it names; then the
migrations that came later bring tables and rows up to date, as they would have where the backup was made.
"""

from django.apps import apps
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reports.backup.parts import BackupError, Manifest, applied_migrations

# Apps of earlier versions that are gone, and nobody's record with them: wrong passwords of minutes, and what the
# administration pages of Django noted of acts that the audit trail has, too.
RETIRED = frozenset({"axes", "admin"})
OTHER_VERSION = (
    "Bản sao lưu của phiên bản trước chỉ phục hồi vào cơ sở dữ liệu trống hoàn toàn, chưa chạy migrate: tạo cơ sở dữ "
    "liệu mới rồi chạy restore, lệnh tự tạo bảng và nâng cấp."
)
NEWER_VERSION = (
    "Bản sao lưu của phiên bản mới hơn hoặc của chương trình khác (có {names}). Dùng đúng phiên bản đã sao lưu."
)


def kept_migrations(manifest: Manifest) -> list[tuple[str, str]]:
    """App and name of every migration of a backup, without those of apps that are gone."""
    named = [tuple(one.split(".", 1)) for one in manifest.migrations]
    return [(app, name) for app, name in named if app not in RETIRED]


def models_for(manifest: Manifest, *, dry_run: bool) -> Apps | None:
    """The models whose tables the backup's rows fit into; in a database without tables these are made first.

    None where nothing may be made because it is a dry run. Raises BackupError where the versions do not fit.
    """
    executor = MigrationExecutor(connection)
    wanted = kept_migrations(manifest)
    unknown = sorted(f"{app}.{name}" for app, name in wanted if (app, name) not in executor.loader.graph.nodes)
    if unknown:
        raise BackupError(NEWER_VERSION.format(names=", ".join(unknown[:3])))
    applied = applied_migrations()
    if set(applied) == {f"{app}.{name}" for app, name in wanted}:
        return apps
    if applied:
        raise BackupError(OTHER_VERSION)
    if dry_run:
        return None
    last = last_of_each_app(executor, wanted)
    executor.migrate(last)
    return MigrationExecutor(connection).loader.project_state(last).apps


def last_of_each_app(executor: MigrationExecutor, wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that no other one of the same app follows: naming an earlier one would take the later ones back."""
    chosen, graph = set(wanted), executor.loader.graph
    followed = {
        parent.key
        for key in wanted
        for parent in graph.node_map[key].parents
        if parent.key[0] == key[0] and parent.key in chosen
    }
    return sorted(chosen - followed)


def bring_up_to_date() -> None:
    """Run the migrations that are newer than the backup. May be repeated by `migrate` where it was broken off."""
    call_command("migrate", verbosity=0, interactive=False)
