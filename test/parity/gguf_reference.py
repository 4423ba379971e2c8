"""Blocks of every quantization that our GGUF reader knows, random, with what the `gguf` package makes of them.

    python gguf_reference.py FIXTURE.json [SEED]

wrote `src/engine/weights/gguf/blocks.fixture.json`; gguf.parity.ts makes others.
"""

import base64
import json
import sys

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize

BLOCKS = 3


def main() -> None:
    random = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    types = {}
    for name in ["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K"]:
        kind = GGMLQuantizationType[name]
        size, length = GGML_QUANT_SIZES[kind]
        count = BLOCKS if size > 1 else 64
        while True:  # scales are random halves too: again until all numbers are finite
            blocks = random.integers(0, 256, size=(count, length), dtype=np.uint8)
            flat = blocks.reshape(-1)
            values = flat.view(np.float32) if name == "F32" else flat.view(np.float16).astype(np.float32) if name == "F16" else dequantize(blocks, kind)
            values = np.asarray(values, dtype=np.float32).reshape(-1)
            if np.isfinite(values).all():
                break
        types[name] = {
            "id": int(kind),
            "blocks": base64.b64encode(blocks.tobytes()).decode(),
            "values": base64.b64encode(values.tobytes()).decode(),
        }
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(types, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
