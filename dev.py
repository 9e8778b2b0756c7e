#!/usr/bin/env python3
"""Set up, run and check volunteer on a fresh machine; needs nothing but Python 3.11 and the network.

python3 dev.py run     set up, fill in demo data and serve; PORT, LAN, VOLUNTEER_DATA and DATABASE_URL are passed on
python3 dev.py test    set up and run every test; further words go to pytest, as in: test -k wishes
python3 dev.py check   style, types, import floors, templates, migrations; all of them, even after a failure
python3 dev.py bench   set up and measure what it costs; --quick, --json and --only go on, as in: bench --quick
python3 dev.py setup   only prepare .venv with everything the others need
"""

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - the one line that must also make sense to an old Python
    sys.exit(
        f"volunteer needs Python 3.11 or newer; this is {sys.version.split()[0]}.\n"
        "If a newer one is installed, name it: python3.12 dev.py run, or make run PYTHON=python3.12"
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
PIP = (PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check")
INSTALL = ("install", "--require-hashes", "--only-binary", ":all:", "-r")
CHECKS = (
    "ruff check .",
    "ruff format --check .",
    "mypy",
    "lint-imports",
    "djlint --lint --quiet volunteer/templates",
    "python -m pytest -q tests/test_migrations.py",
)


def fingerprint(kind: str) -> str:
    """Return what the environment depends on: the lock, the project file, and where it all stands."""
    parts = (LOCKS[kind].read_bytes(), (ROOT / "pyproject.toml").read_bytes(), os.fsencode(VENV))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp(kind: str) -> Path:
    return VENV / f"{kind}.stamp"


def set_up(kind: str) -> None:
    """Leave a .venv that holds the lock's versions and the project itself; instant when it does already."""
    mark = fingerprint(kind)
    if stamp(kind).exists() and stamp(kind).read_text() == mark and PYTHON.exists():
        return
    for old in LOCKS:  # a set-up broken off half way must not look finished
        stamp(old).unlink(missing_ok=True)
    make_venv()
    print(f"Installing what {LOCKS[kind].name} lists into .venv; on a slow line this takes some minutes.", flush=True)
    if not install_with_uv(kind):
        must(*PIP, *INSTALL, LOCKS[kind])
    must(*PIP, "install", "--no-deps", "--no-build-isolation", "-e", ROOT)
    for done in LOCKS if kind == "dev" else ("run",):  # the dev lock holds the whole run lock
        stamp(done).write_text(fingerprint(done))


def make_venv() -> None:
    settings = VENV / "pyvenv.cfg"
    if PYTHON.exists() and settings.exists() and str(VENV) in settings.read_text():
        return  # anything else was made elsewhere and moved here: its scripts point to the old place
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        sys.exit(f"This Python cannot make virtual environments. Please run:\n\n    sudo apt install {package}\n")
    print("Making .venv", flush=True)
    must(sys.executable, "-m", "venv", "--clear", VENV)


def install_with_uv(kind: str) -> bool:
    """Say whether uv did it: many times faster, but blind to most of pip's settings, so that pip may have to follow."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    settings = subprocess.run((*PIP, "config", "list"), capture_output=True, text=True, check=False).stdout.splitlines()
    mirrors = [line.partition("=")[2].strip("'") for line in settings if ".index-url=" in line]
    environment = {"UV_DEFAULT_INDEX": mirrors[-1]} if mirrors else {}
    command = (uv, "pip", "--quiet", *INSTALL, LOCKS[kind], "--python", PYTHON)
    if subprocess.run(command, env={**environment, **os.environ}, cwd=ROOT, check=False).returncode == 0:
        return True
    print("uv could not do it; now pip tries.", flush=True)
    return False


def must(*command: str | Path) -> None:
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code:
        sys.exit(f"\nThis did not work (exit {code}): {shlex.join(map(str, command))}\nThe lines above say why.")


def become(*command: str | Path) -> None:
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(command[0], [str(word) for word in command])


def check() -> None:
    failed = []
    for line in CHECKS:
        print(f"\n— {line}", flush=True)
        program, *words = line.split()
        if subprocess.run((VENV / "bin" / program, *words), cwd=ROOT, check=False).returncode:
            failed.append(line)
    if failed:
        sys.exit("\nNot in order: " + "; ".join(failed))
    print("\nAll in order.")


def main() -> None:
    command, words = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    if command not in ("run", "test", "check", "bench", "setup"):
        sys.exit(__doc__)
    # Where this is set, as in many containers, every process would compile all that it imports again: two seconds each.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    set_up("run" if command == "run" else "dev")
    if command == "run":
        become(VENV / "bin" / "volunteer", "run", "--demo", *words)
    elif command == "test":
        # In the order in which tests/conftest.py puts them: the long files first.
        become(PYTHON, "-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", *words)
    elif command == "check":
        check()
    elif command == "bench":
        become(VENV / "bin" / "volunteer", "bench", *words)
    else:
        print("Ready: python3 dev.py run, test, check or bench.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
