"""Runs the collected scripts that write model directories and GGUF files, and writes what `transformers` computes of each.

    python collected_models_reference.py CASE

CASE has `case.json` (`scripts`: the folder of the collected scripts; `prompts`: ids; `texts`; `addedTexts`: those with added tokens) and `data/train.jsonl`, of which the
scripts' tokenizers learn. The models go to CASE/m, and for each the logits after the prompts, greedy tokens, the ends and the ids of the
texts go to CASE/reference.json, or why `transformers` does not read it.
"""

import json
import os
import runpy
import subprocess
import sys
import types
import warnings
from pathlib import Path

import gguf
import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

GREEDY_TOKENS = 8
# llama.cpp takes the context of the model where a file names none that it was trained with.
YARN_WITHOUT_ORIGINAL = {
    "rope_parameters": {
        "rope_type": "yarn",
        "factor": 4.0,
        "rope_theta": 10000.0,
        "original_max_position_embeddings": 1024,
    }
}
SCRIPTS = ["base", "s1_config", "s2_weights", "savemodel", "s3_tok", "s13", "s7_gguf"]


def greedy(model: torch.nn.Module, prompt: list[int]) -> tuple[torch.Tensor, list[int]]:
    """The logits after the prompt and the likeliest tokens from there, each computed from the whole text."""
    ids, first = list(prompt), None
    for _ in range(GREEDY_TOKENS):
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0, -1]
        first = logits if first is None else first
        ids.append(int(logits.argmax()))
    return first, ids[len(prompt) :]


def quantize(kind: gguf.GGMLQuantizationType):
    """What the scripts' files of this type hold: every matrix but the embedding in that type's precision."""

    def change(model: torch.nn.Module) -> None:
        for name, parameter in model.named_parameters():
            if parameter.dim() == 2 and "embed" not in name and parameter.shape[1] % 32 == 0:
                kept = gguf.quants.dequantize(gguf.quants.quantize(parameter.detach().numpy(), kind), kind)
                parameter.data = torch.from_numpy(kept)

    return change


def as_list(ids) -> list[int]:
    return ids if isinstance(ids, list) else [] if ids is None else [ids]


def read_model(path: Path, prompts: list[list[int]], change=None) -> dict:
    try:
        model, info = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32, output_loading_info=True)
        drawn = sorted(map(str, info["missing_keys"])) + sorted(map(str, info["mismatched_keys"]))
        if drawn:
            return {"problem": f"transformers draws random weights for {drawn[0]}"}
        if change:
            change(model)
        rows = [greedy(model.eval(), prompt) for prompt in prompts]
    except Exception as error:  # whatever it is: the test says what is expected
        return {"problem": f"{type(error).__name__}: {error}"[:300]}
    return {
        # NaN is no JSON.
        "logits": [[value if value == value and abs(value) < 1e30 else None for value in row.tolist()] for row, _ in rows],
        "greedy": [ids for _, ids in rows],
        "ends": as_list(model.generation_config.eos_token_id),
    }


def read_tokenizer(path: Path, texts: list[str]) -> dict:
    try:
        tokenizer = AutoTokenizer.from_pretrained(path)
        tokens = {"ids": [tokenizer.encode(text) for text in texts], "end": tokenizer.eos_token_id}
    except Exception as error:
        return {"problem": f"{type(error).__name__}: {error}"[:300]}
    try:
        messages = [{"role": "user", "content": texts[0]}]
        chat = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
    except Exception as error:
        return {**tokens, "noChat": str(error)[:200]}
    return {**tokens, "chat": chat}


def run_scripts(scripts: Path, theirs) -> dict:
    """Runs the scripts as modules: they write their files, and this file compares in place of their own comparison."""
    helper = types.ModuleType("cmp")
    helper.compare, helper.theirs, helper.TEXTS = None, theirs, []
    sys.modules["cmp"] = helper
    sys.path[:0] = [str(scripts), str(Path(__file__).parent)]
    real_run = subprocess.run
    nothing = json.dumps({"error": "compared elsewhere", "ids": [], "special": []})
    subprocess.run = lambda *_, **__: types.SimpleNamespace(stdout=nothing, stderr="")
    try:
        return {name: runpy.run_path(str(scripts / f"{name}.py"), run_name="case") for name in SCRIPTS}
    finally:
        subprocess.run = real_run


def main() -> None:
    folder = Path(sys.argv[1])
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    os.chdir(folder)
    warnings.filterwarnings("ignore")
    transformers.logging.set_verbosity_error()
    torch.manual_seed(0)
    ran = run_scripts(Path(case["scripts"]), lambda path, _: (path, None))
    reference = {"directories": {}, "files": {}}
    m = Path("m")
    paths = [path for path in sorted(m.iterdir()) if path.name not in ("hub", "gguf", "tmpref")]
    paths += [ran["s2_weights"]["cases"][name] for name in ("w-symlinked", "w-cachetop")]
    for path in paths:
        reference["directories"][str(path)] = {
            "model": read_model(path, case["prompts"]),
            "tokens": read_tokenizer(path, case["addedTexts" if path.name.startswith("n-") else "texts"]),
        }
    made = ran["s7_gguf"]["made"]
    edited = {**ran["s7_gguf"]["REF"], "g-yarn-noorig": YARN_WITHOUT_ORIGINAL}
    for name, path in made.items():
        source = m / source_of(name)
        if name in edited:
            source = ran["s7_gguf"]["clone"](source.name, "tmpref")
            ran["s7_gguf"]["edit"](source, "config.json", lambda config: config.update(edited[name]))
        quantization = getattr(gguf.GGMLQuantizationType, name.removeprefix("g-"), None)
        reference["files"][str(path)] = {
            "model": read_model(source, case["prompts"], quantize(quantization) if quantization else None),
            "tokens": read_tokenizer(source, case["texts"]),
        }
    (folder / "reference.json").write_text(json.dumps(reference), encoding="utf-8")


def source_of(name: str) -> str:
    """The directory whose model a GGUF file of the scripts holds."""
    if "qwen" in name:
        return "qwen2"
    if "gpt2" in name:
        return "gpt2"
    llama3 = ["llama3", "llama-v3", "smaug", "falcon3", "-l3", "addbos-false", "g-eot"]
    return "llama3" if any(part in name for part in llama3) else "smol"


if __name__ == "__main__":
    main()
