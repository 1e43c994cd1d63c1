"""Install all that Kring needs into this checkout: a virtual environment, packages, npm packages and the bundle of scripts and styles.

`make demo` and `make test` run it first, by the system's Python, with the standard library only. Nothing outside the checkout
changes but the caches of pip, uv and npm. Each step leaves a stamp inside what it made, so a second run takes a moment, and deleting
a directory by hand makes its step run again.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - the system's Python may well be older than the project's
    sys.exit(
        "Kring needs Python 3.11 or newer and this is Python %d.%d: "  # noqa: UP031 - must be readable by old Pythons
        "install a newer one and name it, such as `make demo PYTHON=python3.13`." % sys.version_info[:2]
    )

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = ROOT / "network" / "static" / "build"
ASSETS = ROOT / "network" / "assets"
ENTRIES = {"js/main.js": "main.js", "css/main.css": "main.css"}
BROWSERS = "chrome111,edge111,firefox115,safari16.4"
NEEDED_BYTES = 2_000_000_000
OLDEST_NODE = 20

# What people see when a command fails, by what its output says; the first that fits.
CAUSES = {
    r"No space left on device|ENOSPC": "The disk is full: free some space, then run the same command again.",
    r"ensurepip is not available|No module named '?(venv|ensurepip)": (
        "This Python has no venv: install it (on Debian and Ubuntu `apt install python3-venv`), then run the same command again."
    ),
    r"Permission denied|EACCES|Read-only file system": (
        f"A file in {ROOT} or in your package cache cannot be written: make it yours, then run the same command again."
    ),
    r"(?i)hash mismatch|do not match the hashes|EINTEGRITY": (
        "A downloaded package is not the one that was locked: empty the package cache, then run the same command again."
    ),
    r"(?i)dns error|name resolution|resolve host|ENOTFOUND|EAI_AGAIN|ECONN|timed out|timeout|connection|proxy|certificate"
    r"|from versions: none": (
        "The package index does not answer: check the network (or the proxy), then run the same command again."
    ),
}


def main() -> None:
    """Take each step that is not done yet, one process at a time."""
    check_writable()
    with alone():
        make_environment()
        install_uv()
        install_packages()
        install_npm_packages()
        bundle()
        compile_translations()


def check_writable() -> None:
    if not os.access(ROOT, os.W_OK):
        sys.exit(f"This account cannot write in {ROOT}: make the checkout yours, or clone it to a place that is.")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait for another installation in this checkout; the kernel frees the lock however that one ends."""
    lock = ROOT / "var" / "install.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another command installs here at the moment; waiting for it")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    """Make .venv of this very Python, anew when the Python or the place of the checkout changed."""
    stamp = VENV / ".made-of"
    version, python = sys.version.split()[0], Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    made_of = f"{version} {python} {VENV}"
    if is_done(stamp, made_of) and PYTHON.exists():
        return
    check_space()
    run(f"Virtual environment with Python {version}", [python, "-m", "venv", "--clear", VENV])
    stamp.write_text(made_of)


def install_uv() -> None:
    lock = ROOT / "network" / "bootstrap" / "uv.lock"
    stamp = VENV / ".uv-installed"
    key = fingerprint(lock)
    if not is_done(stamp, key):
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run("uv, the package installer", [*pip, "--require-hashes", "-r", lock])
        stamp.write_text(key)


def install_packages() -> None:
    """Bring .venv to exactly the locked packages, by their hashes; pip, which knows a house's own mirror, is the second try."""
    lock = ROOT / "requirements.lock"
    stamp = VENV / ".packages-installed"
    key = fingerprint(lock)
    if is_done(stamp, key):
        return
    check_space()
    stamp.unlink(missing_ok=True)
    title = "Python packages (about 250 MB on the first run)"
    # Compiled once here, as pip does by itself: a process that must compile needs 14 MB more and starts later.
    sync = [VENV / "bin" / "uv", "pip", "sync", "--python", PYTHON, "--compile-bytecode", "--require-hashes", lock]
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", lock]
    run(title, sync, second_try=pip)
    stamp.write_text(key)


def install_npm_packages() -> None:
    """Install what the bundle needs; packages run no scripts of their own."""
    lock = ROOT / "package-lock.json"
    stamp = ROOT / "node_modules" / ".packages-installed"
    key = fingerprint(lock)
    if not is_done(stamp, key):
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run("npm packages", [node_program("npm"), "ci", *quiet])
        stamp.write_text(key)


def bundle() -> None:
    """Bundle scripts and styles; the stamp follows the content of every source."""
    stamp = BUILD / ".bundled"
    sources = sorted(path for path in ASSETS.rglob("*") if path.is_file())
    key = fingerprint(*sources, ROOT / "package-lock.json", Path(__file__))
    if is_done(stamp, key):
        return
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    esbuild = [node_program("node"), ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"]
    options = [
        "--bundle",
        "--minify",
        f"--target={BROWSERS}",
        "--format=iife",
        "--log-level=warning",
        "--legal-comments=none",
    ]
    options += [f"--loader:.{kind}=file" for kind in ("woff2", "svg", "png", "webp")]
    for source, target in ENTRIES.items():
        run(f"Bundle {target}", [*esbuild, ASSETS / source, *options, f"--outfile={BUILD / target}"])
    stamp.write_text(key)


def compile_translations() -> None:
    """Compile message catalogues, once there are any."""
    catalogues = sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    stamp = ROOT / "locale" / ".compiled.mo"
    key = fingerprint(*catalogues)
    if catalogues and not is_done(stamp, key):
        run("Translations", [PYTHON, ROOT / "network" / "bootstrap" / "catalogues.py", *catalogues])
        stamp.write_text(key)


def node_program(name: str) -> str:
    """`node` or `npm`: the machine's when it is new enough, else the one among the Python packages."""
    machine = os.pathsep.join(
        place for place in os.environ.get("PATH", "").split(os.pathsep) if Path(place) != VENV / "bin"
    )
    node, wanted = shutil.which("node", path=machine), shutil.which(name, path=machine)
    if node and wanted:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        major = re.match(r"v(\d+)", version)
        if major and int(major[1]) >= OLDEST_NODE:
            return wanted
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{machine}"
    return str(VENV / "bin" / name)


def run(title: str, command: Sequence[object], *, second_try: Sequence[object] | None = None) -> None:
    """Run one step with its seconds on the screen; when it fails, end with one sentence and the last lines of its output."""
    log = ROOT / "var" / "install.log"
    begun = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(word) for word in command], stdout=output, stderr=output, cwd=ROOT, env=environment()
        )
        while process.poll() is None:
            if sys.stdout.isatty():
                print(f"\r  {title} … {time.monotonic() - begun:.0f} s", end="", flush=True)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1 if sys.stdout.isatty() else None)
    start = "\r" if sys.stdout.isatty() else ""
    if not process.returncode:
        print(f"{start}  {title}: {time.monotonic() - begun:.1f} s    ", flush=True)
    elif second_try:
        run(f"{title}, by pip", second_try)
    else:
        fail(title, log)


def fail(title: str, log: Path) -> None:
    said = log.read_text(errors="replace").strip()
    cause = next((sentence for pattern, sentence in CAUSES.items() if re.search(pattern, said)), None)
    last = "\n".join(f"    {line}" for line in said.splitlines()[-12:])
    sys.exit(f"\n{last}\n\n{title} failed. {cause or f'The lines above say why; all of them are in {log}.'}")


def environment() -> dict[str, str]:
    """The environment of each step; accounts without a home keep their caches in the checkout."""
    made = {**os.environ, "PIP_NO_INPUT": "1", "UV_NO_PROGRESS": "1", "npm_config_update_notifier": "false"}
    for unwanted in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH"):
        made.pop(unwanted, None)
    if not os.access(Path.home(), os.W_OK):
        cache = ROOT / "var" / "cache"
        made |= {"XDG_CACHE_HOME": str(cache), "npm_config_cache": str(cache / "npm"), "HOME": str(ROOT / "var")}
    return made


def check_space() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        sys.exit(
            f"Kring needs 2 GB of disk and {ROOT} has {free / 1e9:.1f} GB left: free some space, then run the same command again."
        )


def fingerprint(*files: Path) -> str:
    """One hash over names and contents."""
    whole = {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def is_done(stamp: Path, key: str) -> bool:
    return stamp.exists() and stamp.read_text() == key


def say(line: str) -> None:
    print(f"  {line}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped; run the same command again to go on.")
    except OSError as trouble:
        sys.exit(
            f"\nA file could not be written ({trouble}): check the disk and the rights on {ROOT}, then run the same command again."
        )
