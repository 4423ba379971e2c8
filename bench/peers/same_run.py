"""A plain PyTorch fine-tuning of given sequences in a given order: the PyTorch side of same-run.ts.

    python same_run.py FOLDER

reads FOLDER/case.json, writes the loss of every step to FOLDER/curve.json and the weights after step `saveAfter`.
"""

import json
import shutil
import sys
import time
from pathlib import Path

import torch
import transformers
from torch_gpt2 import adamw, pad
from transformers import AutoModelForCausalLM


def learning_rate(step: int, settings: dict) -> float:
    """Linear warm-up, then linear decay that would reach 0 in the step after the last; steps count from 1."""
    peak, warmup, total = settings["learningRate"], settings["warmupSteps"], settings["totalSteps"]
    if step <= warmup:
        return peak * step / warmup
    assert settings["schedule"] == "linear"
    return peak * (1 - (step - 1 - warmup) / max(1, total - warmup))


def main() -> None:
    folder = Path(sys.argv[1])
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    settings = case["settings"]
    torch.set_num_threads(case["threads"])
    transformers.logging.set_verbosity_error()
    model = AutoModelForCausalLM.from_pretrained(case["base"], dtype=torch.float32).train()
    parameters = list(model.parameters())
    optimizer = adamw(parameters, settings, fused=True)
    losses, started = [], time.perf_counter()
    for step, micro_batches in enumerate(case["steps"], start=1):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, settings)
        optimizer.zero_grad()
        batches = [pad(sequences) for sequences in micro_batches]
        supervised = sum(int((batch["labels"][:, 1:] != -100).sum()) for batch in batches)
        total = 0.0
        for batch in batches:
            loss = model(**batch, num_items_in_batch=torch.tensor(supervised)).loss
            loss.backward()
            total += loss.item()
        torch.nn.utils.clip_grad_norm_(parameters, settings["clip"])
        optimizer.step()
        losses.append(total)
        print(f"\rPyTorch: step {step} of {len(case['steps'])}, loss {total:.3f}", end="", file=sys.stderr, flush=True)
        if step == case["saveAfter"]:
            model.save_pretrained(case["save"])
            for name in ["tokenizer.json", "tokenizer_config.json"]:
                shutil.copy(Path(case["base"]) / name, case["save"])
    result = {
        "losses": losses,
        "seconds": time.perf_counter() - started,
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
    }
    (folder / "curve.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
