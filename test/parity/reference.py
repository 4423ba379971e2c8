"""What `transformers` and PyTorch make of a parity case.

    python reference.py CASE

CASE is a folder with `case.json` and model directories, written by case.ts beside this file. Every result goes to
`reference.json` and `reference.safetensors` in the same folder; nothing is compared here.
"""

import json
import math
import sys
from pathlib import Path

import safetensors.torch
import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

sys.path.insert(0, str(Path(__file__).parents[2] / "bench" / "peers"))
from torch_gpt2 import adamw, pad  # noqa: E402


def one_batch(directory: Path, sequences: list[dict]) -> tuple[dict, dict[str, torch.Tensor]]:
    """Loss, logits [N, V] of the real tokens one sequence after another, and the gradient of every parameter."""
    model = AutoModelForCausalLM.from_pretrained(directory).train()
    batch = pad(sequences)
    output = model(**batch)
    output.loss.backward()
    tensors = {"logits": output.logits[batch["attention_mask"].bool()].detach()}
    for name, parameter in model.named_parameters():
        tensors[f"gradient.{name}"] = parameter.grad
    return {"loss": output.loss.item()}, {name: tensor.contiguous() for name, tensor in tensors.items()}


def learning_rate(step: int, settings: dict) -> float:
    """Linear warm-up to the peak, then half a cosine to zero; steps count from 1."""
    peak, warmup, total = settings["learningRate"], settings["warmupSteps"], settings["totalSteps"]
    if step <= warmup:
        return peak * step / warmup
    return peak * 0.5 * (1 + math.cos(math.pi * (step - 1 - warmup) / (total - warmup)))


def training(directory: Path, steps: list[list[dict]], settings: dict) -> dict:
    """The loss before each step, the gradient's norm before clipping and the learning rate, with AdamW."""
    model = AutoModelForCausalLM.from_pretrained(directory).train()
    parameters = list(model.parameters())
    optimizer = adamw(parameters, settings)
    curve = {"losses": [], "gradientNorms": [], "learningRates": []}
    for step, sequences in enumerate(steps, start=1):
        rate = learning_rate(step, settings)
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        loss = model(**pad(sequences)).loss
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters, settings["clip"])
        optimizer.step()
        curve["losses"].append(loss.item())
        curve["gradientNorms"].append(norm.item())
        curve["learningRates"].append(rate)
    return curve


def saved_student(directory: Path, texts: list[str], prompts: list[list[int]], new_tokens: int):
    """Ids of the texts, and greedy continuations with a key-value cache and the logits [new_tokens, V] behind each."""
    tokenizer = AutoTokenizer.from_pretrained(directory)
    model = AutoModelForCausalLM.from_pretrained(directory).eval()
    ids = [tokenizer(text).input_ids for text in texts]
    result = {
        "modelClass": type(model).__name__,
        "endOfText": tokenizer.eos_token_id,
        "contextLength": tokenizer.model_max_length,
        "ids": ids,
        "decoded": [tokenizer.decode(sequence) for sequence in ids],
        "continuations": [],
    }
    model.generation_config.eos_token_id = None  # the comparison wants every token
    tensors = {}
    for index, prompt in enumerate(prompts):
        output = model.generate(
            torch.tensor([prompt]),
            attention_mask=torch.ones(1, len(prompt), dtype=torch.int64),
            max_new_tokens=new_tokens,
            do_sample=False,
            use_cache=True,
            output_logits=True,
            return_dict_in_generate=True,
        )
        result["continuations"].append(output.sequences[0, len(prompt) :].tolist())
        tensors[f"continuation.{index}"] = torch.cat(output.logits).contiguous()
    return result, tensors


def main() -> None:
    folder = Path(sys.argv[1])
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    torch.set_num_threads(case["threads"])
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    batch, tensors = one_batch(folder / case["batch"]["model"], case["batch"]["sequences"])
    curve = training(folder / case["training"]["model"], case["training"]["steps"], case["training"]["settings"])
    student, logits = saved_student(
        folder / case["student"]["model"], case["student"]["texts"], case["student"]["prompts"], case["student"]["newTokens"]
    )
    result = {
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "batch": batch,
        "training": curve,
        "student": student,
    }
    safetensors.torch.save_file({**tensors, **logits}, folder / "reference.safetensors")
    (folder / "reference.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
