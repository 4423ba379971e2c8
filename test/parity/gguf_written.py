"""What the `gguf` package finds in a file that we wrote, and how it quantizes random numbers.

    python gguf_written.py FOLDER

reads FOLDER/case.json ({"files": [names of GGUF files in FOLDER]}) and FOLDER/numbers.bin (float32, rows of 64), and writes
FOLDER/reference.json.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

import gguf
import numpy as np
from gguf.quants import dequantize, quantize


def described(path: Path) -> dict:
    reader = gguf.GGUFReader(path)
    fields = {}
    for name, field in reader.fields.items():
        value = field.contents()
        fields[name] = {"types": [kind.name for kind in field.types], "value": value if not isinstance(value, list) else value[:50]}
    tensors = {}
    for tensor in reader.tensors:
        values = np.ascontiguousarray(dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
        tensors[tensor.name] = {
            "type": tensor.tensor_type.name,
            "shape": [int(size) for size in reversed(tensor.shape)],
            "sha256": hashlib.sha256(values.tobytes()).hexdigest(),
            "offset": int(tensor.data_offset),
        }
    return {"fields": fields, "tensors": tensors}


def main() -> None:
    folder = Path(sys.argv[1])
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    numbers = np.fromfile(folder / "numbers.bin", dtype=np.float32).reshape(-1, 64)
    blocks = {name: base64.b64encode(quantize(numbers, gguf.GGMLQuantizationType[name]).tobytes()).decode() for name in ["F16", "Q8_0"]}
    result = {"files": {name: described(folder / name) for name in case["files"]}, "blocks": blocks}
    (folder / "reference.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
