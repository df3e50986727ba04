"""Calls the server as its OpenAPI document allows, and as it does not, many times over, with schemathesis: no answer may be a failure of the server.

    pip install --constraint constraints.txt '.[fuzz]'
    python benchmarks/api.py [--calls 10000] [--seed 1] [--scratch]

A release of the seeds is built and served on a free port. Beside failures (5xx) it is checked that every status, media type, header and body is as documented.
Two of schemathesis' checks do not hold for what takes a language as its parameter: that all text is a query is not so (positive_data_acceptance), and an
empty parameter counts as none (negative_data_rejection).
"""
from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,unsupported_method"
PER_ROUND = 100       # examples of one operation in a round
TOKEN = "fuzz"


def kg(*arguments: str, **more: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "kg", *arguments], **more)      # type: ignore[call-overload, no-any-return]


def started(release: Path, log: Path, scratch: bool) -> tuple[subprocess.Popen[bytes], str]:
    """A server on a free port, and where it stands."""
    with log.open("wb") as out:
        process = kg("serve", "--release", str(release), "--port", "0", *(["--scratch", "--token", TOKEN] if scratch else []), stderr=out)
    for _ in range(600):
        found = re.search(r"listening on (\S+)/", log.read_text(encoding="utf-8"))
        with suppress(OSError):
            if found and urllib.request.urlopen(f"{found[1]}/ready").status == 200:
                return process, found[1]
        time.sleep(0.1)
    raise SystemExit(f"the server did not start:\n{log.read_text(encoding='utf-8')}")


def round_of(base: str, seed: int, scratch: bool, folder: str) -> tuple[int, bool, str]:
    """(calls made, whether all was well, what schemathesis says)."""
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program if program.exists() else shutil.which("schemathesis")), "run", f"{base}/openapi.json", "--checks", CHECKS, "--seed", str(seed),
               "--max-examples", str(PER_ROUND), "--continue-on-failure", "--no-color", "--warnings", "off", "--request-timeout", "60",
               *(["--header", f"Authorization: Bearer {TOKEN}"] if scratch else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    counted = re.search(r"([\d,]+) generated", done.stdout)
    if counted is None:
        raise SystemExit(f"schemathesis did not run:\n{done.stdout}{done.stderr}")
    return int(counted[1].replace(",", "")), done.returncode == 0, done.stdout


def main() -> int:
    """Prints how many calls were made and what was found; gives 0 where nothing was."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--calls", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--scratch", action="store_true", help="with a scratch store, that is written, too")
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        release = Path(folder) / "release"
        if kg("build", "--out", str(release)).wait():
            return 2
        process, base = started(release, Path(folder) / "log", args.scratch)
        try:
            calls, seed, well = 0, args.seed, True
            while calls < args.calls and well:
                made, well, told = round_of(base, seed, args.scratch, folder)
                calls, seed = calls + made, seed + 1
                print(f"{calls:,} calls", file=sys.stderr)
            if not well:
                print(told)
        finally:
            process.terminate()
            process.wait()
    print(f"{calls:,} calls, {'nothing found' if well else 'see above'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
