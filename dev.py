"""One door for developers and CI: `python3 dev.py setup|run|test|check|checks|bench|soak|lock|audit`.

Standard library only, never asks, works on Linux, macOS and Windows. Everything it makes is in `.venv` and `out`.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "gsi-setup.stamp"
OUT = ROOT / "out"
CHECK_TABLE = OUT / "checks.json"

# One worker more than cores, because tests also wait: for a server, a window, another process.
WORKERS = min((os.cpu_count() or 1) + 1, 6)
# Each thread of each test would else keep its own share of memory that was freed (glibc; others ignore it).
FRUGAL = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "262144"}

# What Qt loads on Linux and the Debian package that brings it: for any window, then for a window on X11.
LIBRARIES = """
    libGL.so.1=libgl1 libEGL.so.1=libegl1 libxkbcommon.so.0=libxkbcommon0 libdbus-1.so.3=libdbus-1-3
    libfontconfig.so.1=libfontconfig1 libglib-2.0.so.0=libglib2.0-0
    libxcb-cursor.so.0=libxcb-cursor0 libxkbcommon-x11.so.0=libxkbcommon-x11-0 libxcb-icccm.so.4=libxcb-icccm4
    libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-image.so.0=libxcb-image0 libxcb-randr.so.0=libxcb-randr0
    libxcb-render-util.so.0=libxcb-render-util0 libxcb-shape.so.0=libxcb-shape0 libxcb-xfixes.so.0=libxcb-xfixes0
    libxcb-sync.so.1=libxcb-sync1 libxcb-xkb.so.1=libxcb-xkb1 libX11-xcb.so.1=libx11-xcb1
"""
# What tests/journeys drive and photograph the real window with.
PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "matchbox-window-manager": "matchbox-window-manager"}


def say(text: str) -> None:
    """Print one line at once, so that it keeps its place among the output of the commands run."""
    print(f"[dev] {text}", flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None, quiet: bool = False) -> int:
    """Run ``command`` in the checkout without any input and return its exit code."""
    output = subprocess.DEVNULL if quiet else None
    return subprocess.call(
        [str(part) for part in command],
        cwd=ROOT,
        env=os.environ | (env or {}),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
    )


def start(*command: str | Path) -> subprocess.Popen[bytes]:
    """Start ``command`` in the checkout; what it says is kept until `finish`."""
    words = [str(part) for part in command]
    return subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(process: subprocess.Popen[bytes]) -> int:
    """Print what ``process`` said, whole, and return its exit code."""
    said, _ = process.communicate()
    sys.stdout.buffer.write(said)
    sys.stdout.flush()
    return process.returncode


def must(*command: str | Path) -> None:
    """Run ``command`` and stop with its exit code when it fails."""
    code = run(*command)
    if code:
        say(f"failed ({code}): {' '.join(str(part) for part in command)}")
        raise SystemExit(code)


def python(*arguments: str | Path, env: dict[str, str] | None = None) -> int:
    """Run the environment's Python and return its exit code."""
    return run(PYTHON, *arguments, env=env)


# --- setup


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian ``packages`` when this process may; return whether they are there now."""
    if not packages:
        return True
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
    if run(*install, env=quiet) == 0:
        return True
    return run("apt-get", "update", "-qq", env=quiet) == 0 and run(*install, env=quiet) == 0


def loads(library: str) -> bool:
    """Return whether the dynamic loader finds ``library``."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def system_needs() -> None:
    """Bring the system libraries and programs the tests need on Linux, or name exactly what is missing."""
    if platform.system() != "Linux":
        return
    pairs = (pair.split("=") for pair in LIBRARIES.split())
    missing = [package for library, package in pairs if not loads(library)]
    missing += [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if not apt_install(missing):
        say("missing system packages (Debian names); the window or its journeys will not run without them:")
        say(f"  sudo apt-get install -y --no-install-recommends {' '.join(missing)}")


def make_environment() -> None:
    """Make `.venv` with pip in it, also where Debian left `python3-venv` or pip out."""
    if run(sys.executable, "-m", "venv", "--clear", VENV, quiet=True) == 0:
        return
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if apt_install([f"{version}-venv"]) or apt_install(["python3-venv"]):
        must(sys.executable, "-m", "venv", "--clear", VENV)
        return
    must(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    if shutil.which("uv") or run(sys.executable, "-m", "pip", "--version", quiet=True) == 0:
        return  # uv, or the system's pip with --python, fills it from outside
    raise SystemExit(f"[dev] this Python has neither ensurepip nor pip: sudo apt-get install -y {version}-venv")


def pip(*arguments: str | Path) -> int:
    """Run pip for the environment: uv when it is there, else the environment's pip, else the system's."""
    if uv := shutil.which("uv"):
        if run(uv, "pip", arguments[0], "--quiet", "--python", PYTHON, *arguments[1:]) == 0:
            return 0
        say("uv could not do it; trying pip")
    if run(PYTHON, "-m", "pip", "--version", quiet=True) == 0:
        return python("-m", "pip", arguments[0], "--quiet", "--disable-pip-version-check", *arguments[1:])
    return run(sys.executable, "-m", "pip", "--python", PYTHON, arguments[0], "--quiet", *arguments[1:])


def fingerprint() -> str:
    """Return what the environment was made from: lock, project file, Python and place."""
    made_from = (ROOT / "requirements" / "dev.txt", ROOT / "pyproject.toml")
    return hashlib.sha256(
        b"".join([f"{ROOT} {sys.version}".encode(), *(p.read_bytes() for p in made_from)])
    ).hexdigest()


def setup() -> None:
    """Make the environment as the lock says; instant when it is already so."""
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return
    system_needs()
    if not PYTHON.exists() or run(PYTHON, "-c", "pass", quiet=True):
        say("making .venv")
        make_environment()
    say("installing the locked dependencies")
    lock = ROOT / "requirements" / "dev.txt"
    if pip("install", "--require-hashes", "-r", lock) or pip("install", "--no-deps", "--no-build-isolation", "-e", "."):
        raise SystemExit("[dev] the dependencies could not be installed; see the lines above")
    STAMP.write_text(wanted)


# --- checks and tests


def check() -> int:
    """Lint, format, types and the contracts of direction, all at once; return 1 when any fails."""
    commands: dict[str, tuple[str | Path, ...]] = {
        "ruff check": (BIN / "ruff", "check", "--quiet", "."),
        "ruff format": (BIN / "ruff", "format", "--check", "--quiet", "."),
        "mypy": (PYTHON, "-m", "mypy"),
        "lint-imports": (BIN / "lint-imports", "--no-cache"),
    }
    started = {name: start(*command) for name, command in commands.items()}
    failed = [name for name, process in started.items() if finish(process)]
    say(f"check FAILED: {', '.join(failed)}" if failed else "check passed")
    return 1 if failed else 0


def pytest(*arguments: str, **env: str) -> int:
    """Run pytest on both engines; its closing line is the last thing printed."""
    spread = ("-n", str(WORKERS), "--dist", "worksteal")
    return python("-m", "pytest", *spread, *arguments, env={"QT_QPA_PLATFORM": "offscreen", **FRUGAL, **env})


def test(arguments: Sequence[str]) -> int:
    """Check, then test. A failed check fails the run, and pytest says so before its closing line."""
    failed = check()
    table = {} if arguments else {"GSI_CHECK_TABLE": str(CHECK_TABLE)}
    return pytest(*arguments, GSI_HOUSE_CHECK="failed" if failed else "passed", **table) or failed


def tracked_files() -> list[Path]:
    """Return the files under version control that exist."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [path for name in listing.split("\0") if name and (path := ROOT / name).is_file()]


def checks(_: Sequence[str]) -> int:
    """Print check → tests → result, from the last whole run while no file changed since, else from a new one."""
    newest = max(path.stat().st_mtime for path in tracked_files())
    if not CHECK_TABLE.exists() or CHECK_TABLE.stat().st_mtime < newest:
        pytest("-q", "-m", "check and not soak", GSI_CHECK_TABLE=str(CHECK_TABLE))
    if not CHECK_TABLE.exists():
        raise SystemExit("[dev] no test reported a check; see pytest's lines above")
    table: dict[str, dict[str, str]] = json.loads(CHECK_TABLE.read_text(encoding="utf-8"))
    failing = 0
    for code, outcomes in sorted(table.items()):
        bad = sorted(name for name, outcome in outcomes.items() if outcome != "passed")
        failing += bool(bad)
        print(f"{code:<6} {len(outcomes):>4} tests   {'FAILED' if bad else 'passed'}")
        for name in bad or sorted({name.partition("[")[0] for name in outcomes}):
            print(f"{'':<8}{name}{'  ' + outcomes[name] if bad else ''}")
    print(f"{len(table) - failing} checks passed, {failing} did not")
    return 1 if failing or not table else 0


# --- the program


# Who works in the invented office; its data are nobody's, so its password is no secret.
SAMPLE_SIGNED_IN = {"GSI_USER": "muestra", "GSI_PASSWORD": "familias inventadas de muestra"}


def sample_home() -> Path:
    """Return the home of the sample office: its settings and data stay apart from any real ones."""
    where = "from gsi_desktop.services.core.settings import places; print(places().data)"
    return Path(subprocess.check_output([PYTHON, "-c", where], cwd=ROOT, text=True).strip()) / "muestra"


def launch(arguments: Sequence[str]) -> int:
    """Open the window on sample data; without a display do the main job there and leave papers and pictures."""
    windowless = platform.system() == "Linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if not windowless:
        home = {"GSI_HOME": str(sample_home())}
        return python("-m", "gsi_desktop", "--sample", *arguments, env=home | SAMPLE_SIGNED_IN)
    code = python("-m", "benchmarks.headless_job", "--out", OUT, env={"QT_QPA_PLATFORM": "offscreen"})
    if code == 0:
        say("no display here: did the main job on sample data; papers and pictures:")
        for path in sorted(OUT.rglob("*")):
            if path.suffix in {".png", ".pdf", ".xlsx", ".csv"}:
                say(f"  {path.relative_to(ROOT)}")
    return code


# --- supply chain


def lock(_: Sequence[str]) -> int:
    """Lock both files anew, for every platform, with hashes and without the name of any registry."""
    if not (BIN / ("uv.exe" if os.name == "nt" else "uv")).exists():
        must(PYTHON, "-m", "pip", "install", "--quiet", "uv")
    options = ("--universal", "--python-version=3.11", "--generate-hashes", "--no-emit-index-url", "--no-header")
    for name in ("run", "dev"):
        same = ("-c", "requirements/run.txt") if name == "dev" else ()
        source, target = f"requirements/{name}.in", f"requirements/{name}.txt"
        must(BIN / "uv", "pip", "compile", *options, *same, source, "--output-file", target, "--upgrade", "--quiet")
    return 0


def bundle(_: Sequence[str]) -> int:
    """Make the one-folder bundle and its zips under `out/bundle`, and try the bundle as an office would."""
    folder = OUT / "bundle"
    shutil.rmtree(folder, ignore_errors=True)
    options = ("--noconfirm", "--log-level=WARN", f"--distpath={folder}", f"--workpath={OUT / 'bundle-work'}")
    must(PYTHON, "-m", "PyInstaller", *options, "pyinstaller.spec")
    made = folder / "gsi-desktop"
    for name, portable in (("gsi-desktop", False), ("gsi-desktop-portable", True)):
        mark = made / "portable.txt"
        if portable:
            mark.write_text("Con este archivo, los datos quedan en la carpeta «datos», junto al programa.\n", "utf-8")
        say(f"made {shutil.make_archive(str(folder / name), 'zip', folder, 'gsi-desktop')}")
        mark.unlink(missing_ok=True)
    return pytest("-q", "-n", "0", "-m", "bundle", "tests/packaging", GSI_BUNDLE=str(made))


def audit(_: Sequence[str]) -> int:
    """Look for known weaknesses in what we ship, and write the licences of it all to `out/licences.md`."""
    OUT.mkdir(exist_ok=True)
    report = ("--format=markdown", "--with-urls", "--order=license", f"--output-file={OUT / 'licences.md'}")
    must(PYTHON, "-m", "piplicenses", f"--python={PYTHON}", *report)
    command = [str(PYTHON), "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", "requirements/run.txt"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    answer = outcome.stdout + outcome.stderr
    unknown = answer.count("could not be audited")
    unreachable = any(word in answer for word in ("ConnectionError", "ServiceError", "timed out"))
    print("" if unreachable else answer, end="", flush=True)
    if unknown or unreachable:
        say(f"NOT AUDITED: no answer about {unknown or 'any'} packages from here; run this again with the internet")
    return 0 if unreachable else outcome.returncode


def main() -> int:
    """Run the named command; the exit code is the command's."""
    commands: dict[str, tuple[str, Callable[[Sequence[str]], int]]] = {
        "setup": ("make .venv as the lock says", lambda _: 0),
        "run": ("open the window on sample data", launch),
        "test": ("check, then pytest on both engines; takes pytest's arguments", test),
        "check": ("lint, format, types, contracts", lambda _: check()),
        "checks": ("the table of acceptance checks", checks),
        "bench": ("measure and print the table", lambda rest: python("-m", "benchmarks", *rest)),
        "soak": (
            "the tests with full counts",
            lambda rest: pytest("-m", "not bundle", "--timeout=0", *rest, GSI_SOAK="1"),
        ),
        "lock": ("lock the dependencies anew", lock),
        "bundle": ("the program as a folder and zips, tried out", bundle),
        "audit": ("known weaknesses and licences of the dependencies", audit),
    }
    if sys.argv[1:2] == [] or sys.argv[1] not in commands:
        usage = (f"  {name:<8}{text}" for name, (text, _) in commands.items())
        print("usage: python3 dev.py COMMAND", *usage, sep="\n")
        return 0 if sys.argv[1:2] in (["-h"], ["--help"]) else 2
    if sys.version_info < (3, 11):  # noqa: UP036 - started by whatever Python is there, this file has to say so
        raise SystemExit("[dev] Python 3.11 or newer is needed")
    setup()
    return commands[sys.argv[1]][1](sys.argv[2:])


if __name__ == "__main__":
    raise SystemExit(main())
