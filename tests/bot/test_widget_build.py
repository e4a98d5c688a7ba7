"""The committed script is what its sources make, small enough, and asks nobody but the advisor."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "bot" / "web"
WIDGET, STATIC = WEB / "widget", WEB / "static"
BUILT = STATIC / "waymark.js"
LIMIT = 130_000
REMEDY = "Build it anew: cd bot/web/widget && npm ci && npm run build"


def digest_of_sources() -> str:
    """As build.mjs counts it."""
    own = sorted(path for path in (WIDGET / "src").iterdir())
    sheets = [STATIC / "tokens.css", STATIC / "waymark.css"]
    digest = hashlib.sha256()
    for path in (WIDGET / "build.mjs", WIDGET / "package.json", WIDGET / "package-lock.json", *own, *sheets):
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def test_the_built_script_names_the_sources_it_was_made_from() -> None:
    named = re.search("sources sha256:([0-9a-f]{64})", BUILT.read_text(encoding="utf-8")[:400])
    assert named is not None, "waymark.js has no banner. " + REMEDY
    assert named[1] == digest_of_sources(), "waymark.js was made from other sources than these. " + REMEDY


@pytest.mark.skipif(shutil.which("npm") is None, reason="no node here; the digest of the sources is compared anyway")
def test_the_sources_make_the_built_script_byte_for_byte(tmp_path: Path) -> None:
    folder = tmp_path / "widget"
    shutil.copytree(WIDGET, folder, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(STATIC, tmp_path / "static", ignore=shutil.ignore_patterns("waymark.js"))
    env = {**os.environ, "NO_COLOR": "1"}
    npm = shutil.which("npm") or "npm"
    if (WIDGET / "node_modules" / "esbuild").is_dir():
        (folder / "node_modules").symlink_to(WIDGET / "node_modules")
    elif subprocess.run([npm, "ci", "--prefer-offline"], cwd=folder, env=env, capture_output=True).returncode:
        pytest.skip("npm could not fetch esbuild and Lit; the digest of the sources is compared anyway")
    done = subprocess.run([npm, "run", "build"], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "static" / "waymark.js").read_bytes() == BUILT.read_bytes(), REMEDY


def test_script_and_styles_together_are_small() -> None:
    size = len(gzip.compress(BUILT.read_bytes(), 9))
    print(f"waymark.js: {size:,} bytes gzipped of {LIMIT:,}")
    assert size <= LIMIT


def test_the_script_names_no_other_host() -> None:
    hosts = set(re.findall(r"https?://[^\s\"'`\\/)]+", BUILT.read_text(encoding="utf-8")))
    assert hosts <= {"http://www.w3.org"}, "only the names of XML vocabularies"


def test_the_lock_names_no_registry() -> None:
    assert "resolved" not in (WIDGET / "package-lock.json").read_text()
