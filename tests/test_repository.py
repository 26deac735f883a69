"""The house rules that a program can watch, over every file of the repository."""

import ast
import functools
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import POSTGRESQL_MAJOR
from vocplan.rest import urls

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("agencies", "targets", "reports", "vocplan")
TOP = {
    *ROOMS, "fixtures", "templates", "static", "tests", "docs", "deploy", "benchmarks", ".ci",
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "Makefile", "manage.py", "pyproject.toml",
    ".gitignore", ".dockerignore", ".editorconfig", ".pre-commit-config.yaml",
    "requirements.in", "requirements.txt", "requirements-dev.in", "requirements-dev.txt",
    "requirements-bench.in", "requirements-bench.txt",
    "Dockerfile", "docker-compose.yml",
}  # fmt: skip
WRITTEN = {".py", ".html", ".css", ".js", ".svg", ".md", ".yaml", ".yml", ".toml", ".in", ".txt", ".example", ""}
MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_README_LINES, MAX_DIRECT_DEPENDENCIES = 400, 60, 120, 25
MAX_TEMPLATE_LINE = 160
MAX_SHARED_NAMES = 55
# Elements that begin a line of their own on the screen, so that white space beside them means nothing in a template.
BLOCKS = (
    "article|aside|caption|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|header|input|legend|li|main|nav|ol|option|p|"
    "section|select|summary|table|tbody|td|textarea|tfoot|th|thead|tr|ul"
)


def repository_files() -> list[Path]:
    """What git keeps or would keep, as paths from the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return sorted({Path(name) for name in names if name and (ROOT / name).is_file()})


FILES = repository_files()
OWN = [path for path in FILES if "vendor" not in path.parts and ".min." not in path.name]
PYTHON = [path for path in OWN if path.suffix == ".py"]
MIGRATIONS = [path for path in PYTHON if "migrations" in path.parts and path.stem != "__init__"]
SCRIPTS = [path for path in OWN if path.suffix == ".js" and path.parts[0] == "static"]
STYLES = [path for path in OWN if path.suffix == ".css" and path.parts[0] == "static"]
PAPERS = [path for path in OWN if path.suffix == ".md" and path.parts[0] not in ("tests", "fixtures")]
FOLDERS = (*ROOMS, "fixtures", "templates", "static", "tests", "docs", "deploy", "benchmarks")
# Beside the models: where the lists of values are that users meet.
VOCABULARIES = {("calculations", "statuses.py"), ("access.py",)}
TEMPLATES = [path for path in OWN if path.parts[0] == "templates" and path.suffix != ".docx"]


@functools.cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def places(pattern: str, paths: list[Path], flags: int = 0) -> list[str]:
    """`file:line: line` for every line that matches the pattern."""
    wanted = re.compile(pattern, flags)
    return [
        f"{path}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(text(path).splitlines(), 1)
        if wanted.search(line)
    ]


@functools.cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file of Python, read once for all tests."""
    return tuple(ast.walk(ast.parse(text(path))))


def functions() -> list[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (path, node)
        for path in PYTHON
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_file_is_too_long():
    code = [path for path in OWN if path.suffix in {".py", ".html", ".css", ".js", ".md"} and path not in MIGRATIONS]
    assert [str(path) for path in code if len(text(path).splitlines()) > MAX_FILE_LINES] == []


def test_no_function_is_too_long():
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in functions()
        if node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert long == []


def test_the_top_level_holds_only_what_belongs_there():
    assert sorted({path.parts[0] for path in FILES} - TOP) == []


def test_no_module_is_a_catch_all():
    catch_alls = {"utils", "helpers", "core", "common", "misc"}
    assert [str(path) for path in PYTHON if catch_alls & {*path.parts[:-1], path.stem}] == []


# Names that every Django project uses many times, for the same thing each time.
HABITS = {"Command", "urlpatterns", "logger", "__all__", "main"}


def module_level_names(path: Path) -> set[str]:
    """The functions, classes and constants that a module defines."""
    names = set()
    for node in ast.parse(text(path)).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            goals = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {goal.id for goal in goals if isinstance(goal, ast.Name)}
    return names


def test_no_name_stands_in_more_than_two_modules():
    homes: dict[str, list[str]] = {}
    for path in PYTHON:
        if path.parts[0] in ROOMS and path not in MIGRATIONS:
            for name in module_level_names(path) - HABITS:
                homes.setdefault(name, []).append(str(path))
    assert {name: paths for name, paths in homes.items() if len(paths) > 2} == {}


def test_few_functions_share_their_name_with_another():
    """Two homes make a search miss one of them; a task and the service that it calls are the same thing."""
    homes: dict[str, list[str]] = {}
    for path, node in functions():
        if path.parts[0] in ROOMS and node.col_offset == 0 and node.name not in HABITS and path.name != "tasks.py":
            homes.setdefault(node.name, []).append(str(path))
    shared = {name: paths for name, paths in homes.items() if len(paths) > 1}
    assert len(shared) <= MAX_SHARED_NAMES, shared


def test_migrations_have_names():
    assert MIGRATIONS
    assert [str(path) for path in MIGRATIONS if re.search(r"_auto_\d|_and_more$", path.stem)] == []


def test_nothing_is_left_undone():
    marks = "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"])
    written = [path for path in OWN if path.suffix in WRITTEN and path.name != "OFL.txt"]
    assert places(rf"(#|//|<!--|/\*).*\b({marks})\b", written) == []
    assert places("raise NotImplemented" + "Error", PYTHON) == []


def test_there_are_no_signals():
    ours = [path for path in PYTHON if path.parts[0] in ROOMS]
    assert places(r"django\.dispatch|\bsignals\b.*import|import.*\bsignals\b|@receiver", ours) == []


def test_no_save_or_delete_is_overridden():
    classes = [
        (path, node)
        for path in PYTHON
        if path.parts[0] in ROOMS
        for node in nodes(path)
        if isinstance(node, ast.ClassDef)
    ]
    overrides = [
        f"{path}:{member.lineno} {node.name}.{member.name}"
        for path, node in classes
        for member in node.body
        if isinstance(member, ast.FunctionDef) and member.name in ("save", "delete")
    ]
    assert overrides == []


def test_nothing_names_a_folder_of_one_machine_or_a_package_registry():
    hosts = "|".join(
        re.escape(host) for host in ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.", "deb" + "ian.org")
    )
    written = [path for path in OWN if path.suffix in WRITTEN]
    assert places(rf"(?<![\w.<{{])/(?:work|tmp|root|home)/|{hosts}", written) == []


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in", "requirements-bench.in"])
def test_every_dependency_is_pinned_and_says_why_it_is_here(name):
    lines = [line for line in text(Path(name)).splitlines() if line and not line.startswith(("#", "-c"))]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9\[\]-]+==\S+  # .{10,}", line)] == []
    assert name != "requirements.in" or len(lines) <= MAX_DIRECT_DEPENDENCIES


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-bench"])
def test_the_lock_holds_every_direct_dependency_with_hashes_and_no_address(name):
    locked = text(Path(f"{name}.txt"))
    direct = re.findall(r"^([a-z0-9-]+==[\w.]+)", text(Path(f"{name}.in")), re.MULTILINE)
    assert [pin for pin in direct if not re.search(rf"^{re.escape(pin)}\b", locked, re.MULTILINE)] == []
    entries = re.split(r"\n(?=[a-z])", locked)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in locked


def test_the_readme_is_short():
    assert len(text(Path("README.md")).splitlines()) < MAX_README_LINES


def test_papers_name_files_and_headings_that_exist():
    """Links, and what stands between backticks and looks like a path; `…` and `<…>` are for the reader to fill in."""
    missing = []
    for paper in PAPERS:
        written = re.sub(r"```.*?```", "", text(paper), flags=re.DOTALL)
        links = [link for link in re.findall(r"\]\(([^)\s]+)\)", written) if "://" not in link]
        for address, _, heading in (link.partition("#") for link in links):
            target = (ROOT / paper).parent / address if address else ROOT / paper
            if not target.exists() or (heading and heading not in headings(target)):
                missing.append(f"{paper}: {address}#{heading}")
        for path in re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)", written):
            if not (ROOT / path).exists():
                missing.append(f"{paper}: {path}")
    assert missing == []


def headings(paper: Path) -> set[str]:
    """The names under which the headings of a paper are linked to."""
    titles = re.findall(r"^#+ (.+)$", paper.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_glossary_has_every_model_and_every_list_of_values():
    known = text(Path("docs/glossary.md"))
    asked = [
        f"{path}: {node.name}"
        for path in PYTHON
        if path.parts[0] in ROOMS and (path.parts[1] == "models" or path.parts[1:] in VOCABULARIES)
        for node in nodes(path)
        if isinstance(node, ast.ClassDef)
        and {ast.unparse(base) for base in node.bases}
        & {"models.Model", "AbstractUser", "models.TextChoices", "StrEnum"}
        and f"`{node.name}`" not in known
    ]
    assert asked == []


def test_the_api_page_names_every_address():
    routes = [str(pattern.pattern) for pattern in urls.urlpatterns if "format" not in str(pattern.pattern)]
    plain = [re.sub(r"\(\?P<\w+>[^)]*\)|<\w+:\w+>", "<>", route).strip("^$") for route in routes if route != "^"]
    page = re.sub(r"<\w+>", "<>", text(Path("docs/api.md")).replace("/api/v1/", ""))
    assert plain
    assert [route for route in plain if not re.search(rf"[` ]{re.escape(route)}", page)] == []


def test_the_version_is_the_newest_of_the_changelog():
    newest = re.findall(r"^## (\d+\.\d+\.\d+)\b", text(Path("CHANGELOG.md")), re.MULTILINE)[0]
    assert f'version = "{newest}"' in text(Path("pyproject.toml"))


def test_the_changelog_is_one_line_imperatives():
    entries = [line for line in text(Path("CHANGELOG.md")).splitlines() if line and not line.startswith("#")]
    assert entries
    assert [entry for entry in entries if not re.fullmatch(r"- [A-Z][a-z]+ .+\.", entry)] == []


def test_the_operations_page_names_every_command():
    commands = [
        path.stem for path in PYTHON if path.parts[-3:-1] == ("management", "commands") and path.stem != "__init__"
    ]
    operations = text(Path("docs/operations.md"))
    assert commands
    assert [command for command in commands if f"`{command}`" not in operations] == []


def test_compose_and_the_tests_use_the_same_postgresql():
    assert f"image: postgres:{POSTGRESQL_MAJOR}\n" in text(Path("docker-compose.yml"))


def test_one_writer_and_one_guard_stand_under_all_csv_files_and_workbooks():
    code = [path for path in PYTHON if path.parts[0] in ROOMS]
    written = {
        line.partition(":")[0] for line in places(r"csv\.(writer|DictWriter)|[\"'][=＝][\"'],\s*[\"'][+＋]", code)
    }
    assert written == {"reports/csv_files.py"}


def test_templates_carry_no_inline_style_or_script():
    assert places(r"\sstyle\s*=|<style\b", TEMPLATES, re.IGNORECASE) == []
    assert places(r"""\son[a-z]+\s*=\s*["']""", TEMPLATES, re.IGNORECASE) == []
    assert places(r"<script\b(?![^>]*(\bsrc=|application/json))|javascript:", TEMPLATES, re.IGNORECASE) == []


def test_templates_have_one_element_a_line():
    assert places(rf"<({BLOCKS})\b.*<({BLOCKS})\b", TEMPLATES) == []
    assert places(rf"</({BLOCKS})>.*</({BLOCKS})>", TEMPLATES) == []


def test_templates_are_laid_out_by_the_formatter():
    """`make format` mends it."""
    formatter = Path(sys.executable).with_name("djangofmt")
    answer = subprocess.run([formatter, "--check", "templates"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_no_line_of_a_template_is_too_long():
    assert places(rf".{{{MAX_TEMPLATE_LINE + 1}}}", TEMPLATES) == []


def test_ids_are_made_of_the_words_that_the_code_uses():
    code = [path for path in PYTHON if path.parts[0] in ROOMS]
    everything = [node for path in code for node in nodes(path)]
    names = {getattr(node, part, None) or "" for node in everything for part in ("id", "attr", "arg", "name")}
    words = {word for name in names for word in re.findall("[a-z]+", str(name).lower())}
    words.add("helptext")  # Django's own, in the ids that it writes beside a field
    lines = places(r"""\bid=["'][^"']|ById\(""", [*TEMPLATES, *code, *SCRIPTS])
    ids = [(line, each) for line in lines for each in re.findall(r"""(?:\bid=|ById\()["'`]([^"'`]+)""", line)]
    fixed = [(line, re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\$?\{.*?\}|^i-.*", " ", each)) for line, each in ids]
    assert fixed
    assert [line for line, each in fixed if set(re.findall("[a-z]{2,}", each)) - words] == []


def test_scripts_and_styles_ask_for_ids_that_pages_have():
    pages = "\n".join(text(path) for path in [*TEMPLATES, *PYTHON] if path.parts[0] != "tests")
    scripts = "\n".join(text(path) for path in SCRIPTS)
    asked = re.findall(r"""(?:ById\(["'`]|Selector\(["'`]#)([a-z-]+)""", scripts)
    asked += [each for path in STYLES for each in re.findall("#([a-z-]+)", re.sub(r"\{[^{}]*\}", "{}", text(path)))]
    assert asked
    assert [each for each in asked if not re.search(rf'(id="|json_script:"){each}', pages)] == []


def test_templates_format_no_numbers():
    filters = r"\|\s*(floatformat|intcomma|intword|localize|unlocalize)\b|\{%\s*(load\s+(humanize|l10n)|localize)\b"
    assert places(filters, TEMPLATES) == []


def test_templates_fetch_nothing_from_elsewhere():
    assert places(r"""(src|href|action)\s*=\s*["'](https?:)?//""", TEMPLATES, re.IGNORECASE) == []


def test_templates_are_named_in_house_style():
    named = re.compile(r"templates/(_components/[a-z_]+|([a-z_]+/){0,2}_?[a-z_]+|[45]\d\d)\.(html|txt)")
    assert [str(path) for path in TEMPLATES if not named.fullmatch(path.as_posix())] == []
    included = [
        (path, target) for path in TEMPLATES for target in re.findall(r"""\{%\s*include\s+["']([^"']+)""", text(path))
    ]
    assert [f"{path}: {target}" for path, target in included if "/_" not in f"/{target}"] == []
