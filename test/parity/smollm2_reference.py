"""What `transformers` and PyTorch make of SmolLM2 as our engine saved it.

    python smollm2_reference.py CASE

CASE has `case.json` and the model directory, written by smollm2.parity.ts beside this file; results go to `reference.json` and
`reference.safetensors` there.
"""

import json
import sys
from pathlib import Path

import safetensors.torch
import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

sys.path.insert(0, str(Path(__file__).parents[2] / "bench" / "peers"))
from torch_gpt2 import pad  # noqa: E402


BATCH = 50
TOP = 3


def greedy(model: torch.nn.Module, prompts: list[list[int]], count: int) -> tuple[list[list[int]], list]:
    """One batch, padded on the left, where positions and mask make padding nothing: the tokens, and for each the TOP most likely ones
    with their log-probabilities."""
    longest = max(len(prompt) for prompt in prompts)
    ids = torch.zeros(len(prompts), longest, dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for row, prompt in enumerate(prompts):
        ids[row, longest - len(prompt) :] = torch.tensor(prompt)
        mask[row, longest - len(prompt) :] = 1
    with torch.no_grad():
        output = model.generate(
            ids,
            attention_mask=mask,
            max_new_tokens=count,
            do_sample=False,
            output_logits=True,
            return_dict_in_generate=True,
        )
        top = torch.log_softmax(torch.stack(output.logits, dim=1).double(), dim=-1).topk(TOP)
    rows = zip(top.indices.tolist(), top.values.tolist())
    likely = [[list(zip(*step)) for step in zip(ids, values)] for ids, values in rows]
    return output.sequences[:, longest:].tolist(), likely


def penalized(model: torch.nn.Module, prompt: list[int], count: int, penalty: float) -> dict:
    """Greedy with a repetition penalty, alone, since padding would count as text: the tokens, and the gap between the two
    largest scores at each."""
    with torch.no_grad():
        output = model.generate(
            torch.tensor([prompt]),
            max_new_tokens=count,
            do_sample=False,
            repetition_penalty=penalty,
            output_scores=True,
            return_dict_in_generate=True,
        )
    first, second = torch.cat(output.scores).topk(2).values.unbind(-1)
    return {"tokens": output.sequences[0, len(prompt) :].tolist(), "gaps": (first - second).tolist()}


def main() -> None:
    folder = Path(sys.argv[1])
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    tokenizer = AutoTokenizer.from_pretrained(folder / case["model"])
    model = AutoModelForCausalLM.from_pretrained(folder / case["model"]).train()
    loss = model(**pad(case["batch"])).loss
    loss.backward()
    gradients = {f"gradient.{name}": p.grad.contiguous() for name, p in model.named_parameters()}
    model.eval()
    model.generation_config.eos_token_id = None  # the comparison wants every token
    continuations, likely = [], []
    for start in range(0, len(case["prompts"]), BATCH):
        tokens, probabilities = greedy(model, case["prompts"][start : start + BATCH], case["newTokens"])
        continuations += tokens
        likely += probabilities
    result = {
        "loss": loss.item(),
        "gradientNorms": {name.removeprefix("gradient."): g.norm().item() for name, g in gradients.items()},
        "continuations": continuations,
        "likely": likely,
        "penalized": [
            penalized(model, prompt, case["newTokens"], case["penalty"])
            for prompt in case["prompts"][: case["penalizedPrompts"]]
        ],
        "ids": [tokenizer(text, add_special_tokens=False).input_ids for text in case["texts"]],
    }
    safetensors.torch.save_file(gradients, folder / "reference.safetensors")
    (folder / "reference.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
