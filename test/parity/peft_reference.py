"""Loads a saved model with a saved adapter in PEFT and writes its logits.

    python peft_reference.py FOLDER

reads FOLDER/case.json (`ids`), FOLDER/base and FOLDER/adapter; writes reference.json and `logits` [T, V] to reference.safetensors.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from peft import PeftModel
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM


def main() -> None:
    folder = Path(sys.argv[1])
    ids = json.loads((folder / "case.json").read_text(encoding="utf-8"))["ids"]
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    base = AutoModelForCausalLM.from_pretrained(folder / "base", dtype=torch.float32)
    model = PeftModel.from_pretrained(base, folder / "adapter").eval()
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([ids])).logits[0]
    save_file({"logits": logits.contiguous()}, folder / "reference.safetensors")
    (folder / "reference.json").write_text("{}", encoding="utf-8")


if __name__ == "__main__":
    main()
