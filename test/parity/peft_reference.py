"""Loads a saved adapter in PEFT, on the model that it names, and writes its logits.

    python peft_reference.py FOLDER

reads FOLDER/case.json (`ids`) and FOLDER/adapter; writes reference.json and `logits` [T, V] to reference.safetensors.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from peft import AutoPeftModelForCausalLM
from safetensors.torch import save_file


def main() -> None:
    folder = Path(sys.argv[1])
    ids = json.loads((folder / "case.json").read_text(encoding="utf-8"))["ids"]
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    model = AutoPeftModelForCausalLM.from_pretrained(str(folder / "adapter"), dtype=torch.float32).eval()
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([ids])).logits[0]
    save_file({"logits": logits.contiguous()}, folder / "reference.safetensors")
    (folder / "reference.json").write_text("{}", encoding="utf-8")


if __name__ == "__main__":
    main()
