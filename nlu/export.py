"""Any sentence-transformers model as an encoder folder: `python -m nlu.export MODEL OUT [--prefix TEXT]`.

Needs the extra `models` (sentence-transformers, torch). MODEL is a folder on this machine; its pooling and its
tokenizer are taken over, the vectors are of unit length. USE stays beside it. Afterwards run `python -m nlu.train`
and build the index again: the fingerprint is another.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from nlu import e5_folder
from nlu.e5_graph import INPUTS
from nlu.manifest import Manifest, Source, installed_use, sha256_of


class ExportError(RuntimeError):
    """The model cannot be exported; the message says what was found and what to do."""


def export(model_folder: Path, out: Path, prefix: str = "") -> Manifest:
    """Writes `out` (must not exist yet). Raises ExportError."""
    if out.exists():
        raise ExportError(f"{out} is there already: give a folder that does not exist, or remove it.")
    if not (model_folder / "modules.json").is_file():
        raise ExportError(
            f"{model_folder} has no modules.json: expected the folder of a sentence-transformers model."
        )
    try:
        torch = importlib.import_module("torch")
        library = importlib.import_module("sentence_transformers")
    except ModuleNotFoundError as error:
        raise ExportError(
            f"{error.name} is not installed: install the extra `models` (pip install 'waymark[models]')."
        ) from None
    model = library.SentenceTransformer(
        str(model_folder), device="cpu", model_kwargs={"attn_implementation": "eager"}
    )
    model.eval()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
        made = Path(temporary) / "made"
        (made / e5_folder.ONNX_FILE.parent).mkdir(parents=True)
        model.tokenizer.backend_tokenizer.save(str(made / e5_folder.TOKENIZER_FILE))
        _write_graph(torch, model, made / e5_folder.ONNX_FILE)
        source = next(
            path for path in (model_folder / "model.safetensors", model_folder / "modules.json") if path.is_file()
        )
        manifest = Manifest.make(
            (Source(model_folder.name, "folder", sha256_of(source)), installed_use()),
            {str(name): sha256_of(made / name) for name in e5_folder.FILES if (made / name).is_file()},
            len(model.tokenizer),
            name=model_folder.name,
            dimension=int(model.encode(["one"]).shape[1]),
            prefix=prefix,
        )
        manifest.write(made)
        made.rename(out)
    return manifest


def _write_graph(torch: Any, model: Any, path: Path) -> None:
    """The model with its own pooling, traced: token ids and mask in, unit vectors out."""

    class Embedding(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            given = {"input_ids": input_ids, "attention_mask": attention_mask}
            vectors = self.model(given)["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, dim=-1)

    ids = torch.randint(5, 100, (2, 9))
    axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS}
    with torch.no_grad():
        torch.onnx.export(
            Embedding(),
            (ids, torch.ones_like(ids)),
            str(path),
            input_names=list(INPUTS),
            output_names=["embedding"],
            dynamic_axes={**axes, "embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.export", description="Makes an encoder folder of any model.")
    parser.add_argument("model", type=Path, help="folder of a sentence-transformers model")
    parser.add_argument("out", type=Path, help="folder to make, for example .waymark/encoder-other")
    parser.add_argument("--prefix", default="", help='what goes before every text, as "query: " for e5')
    options = parser.parse_args(arguments)
    try:
        manifest = export(options.model, options.out, options.prefix)
    except ExportError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{options.out}: {manifest.dimension} + 512 dimensions, {manifest.fingerprint}.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
