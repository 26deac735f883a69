"""docker-compose.yml: what it starts, what it keeps, what it asks for, and that the documents say the same."""

import os
import re
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path

import psycopg2
import pytest
import yaml

from tests import services

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
EXAMPLE = (ROOT / "deploy" / "env.example").read_text()


def test_it_starts_what_the_operations_page_says():
    operations = (ROOT / "docs" / "operations.md").read_text()
    assert set(SERVICES) == {"db", "redis", "migrate", "web", "worker", "more-workers", "proxy"}
    for name, service in SERVICES.items():
        assert f"| `{name}` |" in operations, name
        if "build" not in service and service["image"] != "vocplan":
            assert f"`{service['image']}`" in operations, name


def test_one_image_serves_all_processes():
    ours = {name for name, service in SERVICES.items() if service["image"] == "vocplan"}
    assert ours == {"migrate", "web", "worker", "more-workers"}
    assert [name for name in ours if "build" in SERVICES[name]] == ["migrate"]


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_nothing_serves_before_the_database_is_migrated():
    assert SERVICES["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("web", "worker", "more-workers"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_redis_keeps_jobs_over_a_restart_and_under_pressure():
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_everything_that_must_survive_lies_in_a_named_volume():
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert set(COMPOSE["volumes"]) == {name for name in mounted if not name.startswith(".")}
    assert {"postgresql", "redis", "data"} <= mounted


def test_every_service_that_answers_has_a_health_check():
    answering = {"db", "redis", "web", "worker", "more-workers"}
    assert {name for name, service in SERVICES.items() if "healthcheck" in service} == answering


def test_one_worker_alone_rings_for_what_is_due():
    assert [name for name, service in SERVICES.items() if "--beat" in service.get("command", [])] == ["worker"]
    assert SERVICES["more-workers"]["scale"] == 0


def test_no_secret_stands_in_a_file_and_a_missing_one_stops_the_start():
    text = (ROOT / "docker-compose.yml").read_text()
    for secret in ("SECRET_KEY", "DATABASE_PASSWORD", "DATABASE_ADMIN_PASSWORD", "SITE"):
        assert f"${{{secret}:?is missing in .env}}" in text
    used = set(re.findall(r"\$\{([A-Z_]+)", text))
    assert used == set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert re.search(r"^SECRET_KEY=$", EXAMPLE, re.MULTILINE)
    assert re.search(r"^DATABASE_PASSWORD=$", EXAMPLE, re.MULTILINE)
    assert re.search(r"^DATABASE_ADMIN_PASSWORD=$", EXAMPLE, re.MULTILINE)


def test_compose_itself_accepts_the_file(tmp_path):
    command = compose_command()
    if command is None:
        pytest.skip("Docker Compose is not installed here")
    (tmp_path / "docker-compose.yml").write_bytes((ROOT / "docker-compose.yml").read_bytes())
    without = subprocess.run([*command, "config", "-q"], cwd=tmp_path, capture_output=True, text=True)
    assert without.returncode != 0
    assert "is missing in .env" in without.stderr
    (tmp_path / ".env").write_text(EXAMPLE.replace("SECRET_KEY=", "SECRET_KEY=a").replace("PASSWORD=", "PASSWORD=b"))
    filled = subprocess.run([*command, "config", "-q"], cwd=tmp_path, capture_output=True, text=True)
    assert filled.returncode == 0, filled.stderr


@pytest.mark.slow
def test_vocplans_user_of_the_database_rules_nothing_else():
    """The script of the first start, on a real server; what the user may do is asked of the server."""
    assert "./deploy/database.sh:/docker-entrypoint-initdb.d/vocplan.sh:ro" in SERVICES["db"]["volumes"]
    if services.postgresql_programs() is None or shutil.which("psql") is None:
        pytest.skip("PostgreSQL's programs are not installed here")
    with ExitStack() as ends:
        address = services.private_postgresql(ends)
        host, _, port = address.rpartition("@")[2].rpartition(":")
        given = {"PATH": os.environ["PATH"], "PGHOST": host, "PGPORT": port, "VOCPLAN_PASSWORD": "mật'khẩu"}
        subprocess.run(["sh", ROOT / "deploy" / "database.sh"], env=given, check=True, stdout=subprocess.DEVNULL)
        rights = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = 'vocplan'"
        assert services.query(address, rights) == [(False,) * 4]
        own = address.replace("postgres@", "vocplan@")
        services.query(own, "CREATE TABLE a (b int)", database="vocplan")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            services.query(own, "SET session_replication_role = replica", database="vocplan")


def compose_command() -> list[str] | None:
    """Docker Compose as a plugin or as a program of its own, if this machine has it; no engine is needed."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) and subprocess.run([*command, "version"], capture_output=True).returncode == 0:
            return command
    return None
