"""Saves tiny random models in three precisions, whole and sharded, and what their weights are in float32.

    python directories_reference.py FOLDER < tokenizer.json

writes FOLDER/NAME-DTYPE[-sharded] and FOLDER/NAME-DTYPE[-sharded].float32.safetensors.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from variants_reference import KINDS


def main() -> None:
    folder = Path(sys.argv[1])
    tokenizer = sys.stdin.read()
    torch.manual_seed(3)
    for name in ["gpt2", "llama", "qwen2", "qwen3", "mistral", "smollm3", "gemma3"]:
        kind, config = KINDS[name]
        for dtype in [torch.float32, torch.float16, torch.bfloat16]:
            for sharded in [False, True]:
                model = kind(config).to(dtype)
                label = f"{name}-{str(dtype).removeprefix('torch.')}{'-sharded' if sharded else ''}"
                model.save_pretrained(folder / label, max_shard_size="10KB" if sharded else "1GB")
                (folder / label / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
                weights = {key: value.float().clone().contiguous() for key, value in model.state_dict().items()}
                save_file(weights, folder / f"{label}.float32.safetensors")


if __name__ == "__main__":
    main()
