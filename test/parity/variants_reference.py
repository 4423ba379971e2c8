"""Tiny models whose config.json or weights are written in one of the ways that people have them, and what `transformers` computes.

    python variants_reference.py FOLDER < tokenizer.json

writes FOLDER/NAME for each, and FOLDER/expected.json: the logits after two prompts, twelve greedy tokens after each, and the ids that
end a generation.
"""

import json
import sys
from pathlib import Path

import torch
from gguf_models import MODELS
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, MistralConfig, MistralForCausalLM

KINDS = {name: (kind, config) for name, (kind, config, _) in MODELS.items()}
KINDS["mistral"] = (
    MistralForCausalLM,
    MistralConfig(vocab_size=40, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
                  intermediate_size=48, max_position_embeddings=64, sliding_window=8, bos_token_id=0, eos_token_id=1),
)


def without(*keys):
    return lambda config: [config.pop(key, None) for key in keys]


def using(**fields):
    return lambda config: config.update(fields)


def rope(**parameters):
    """Rotary settings as files before transformers 5 have them."""
    return lambda config: (without("rope_parameters")(config), config.update(parameters))


def yarn(**more):
    return using(rope_parameters={"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, **more})


def head(change):
    """Changes the file of a model whose head is its embedding."""

    def edit(folder: Path) -> None:
        path = folder / "model.safetensors"
        tensors = load_file(path)
        change(tensors)
        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path, metadata={"format": "pt"})

    return edit


def other_head(tensors: dict) -> None:
    tensors["lm_head.weight"] = torch.randn(40, 32) * 0.3


def only_head(tensors: dict) -> None:
    tensors["lm_head.weight"] = tensors.pop("model.embed_tokens.weight")


# name: family, change of config.json, change of the folder
VARIANTS = {
    **{f"{name}-no-context": (name, without("max_position_embeddings", "n_positions"), None)
       for name in ["llama-tied-biased", "qwen2", "qwen3", "mistral", "smollm3", "gemma3"]},
    "gpt2-no-epsilon": ("gpt2", without("layer_norm_epsilon", "architectures", "tie_word_embeddings"), None),
    "llama-swish": ("llama", using(hidden_act="swish"), None),
    "llama-parallel": ("llama", using(pretraining_tp=2), None),
    "llama-ends": ("llama", using(eos_token_id=[7, 3]), "no-generation"),
    "llama-ends-in-generation": ("llama", using(eos_token_id=7), {"eos_token_id": [3, 9]}),
    "llama-no-begin": ("llama", using(bos_token_id=-1), None),
    "llama-old-rotary": ("llama", rope(rope_theta=100000.0, rope_scaling=None), None),
    "llama-both-bases": ("llama", using(rope_parameters={"rope_theta": 500000.0, "rope_type": "default"}, rope_theta=10.0), None),
    "llama-linear": ("llama", rope(rope_theta=100.0, rope_scaling={"type": "linear", "factor": 4.0}), None),
    "llama-two-types": ("llama", rope(rope_theta=100.0, rope_scaling={"type": "default", "rope_type": "linear", "factor": 4.0}), None),
    "llama-yarn": ("llama", yarn(original_max_position_embeddings=16), None),
    "llama-yarn-no-original": ("llama", yarn(), None),
    "llama-yarn-scaled": ("llama", yarn(original_max_position_embeddings=16, mscale=0.7, mscale_all_dim=1.0), None),
    "llama-yarn-attention": ("llama", yarn(original_max_position_embeddings=16, attention_factor=0.8, beta_fast=16, beta_slow=2), None),
    "llama-dynamic": ("llama", using(rope_parameters={"rope_type": "dynamic", "rope_theta": 100.0, "factor": 2.0}), None),
    "llama-llama3": ("llama", using(rope_parameters={"rope_type": "llama3", "rope_theta": 100.0, "factor": 8.0, "low_freq_factor": 1.0,
                                                     "high_freq_factor": 4.0, "original_max_position_embeddings": 16}), None),
    "qwen2-window": ("qwen2", lambda config: (without("layer_types")(config),
                                              config.update(use_sliding_window=True, sliding_window=4, max_window_layers=1)), None),
    "qwen2-other-head": ("qwen2", using(), head(other_head)),
    "qwen2-only-head": ("qwen2", using(), head(only_head)),
}
PROMPTS = [[5, 9, 14, 17, 12], [33, 33, 33, *range(2, 22)]]


def greedy(model: torch.nn.Module, prompt: list[int], count: int) -> tuple[list[float], list[int]]:
    """The logits after the prompt and the likeliest tokens from there, each computed from the whole text."""
    ids, first = list(prompt), None
    for _ in range(count):
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0, -1]
        first = logits if first is None else first
        ids.append(int(logits.argmax()))
    return first.tolist(), ids[len(prompt):]


def main() -> None:
    folder = Path(sys.argv[1])
    tokenizer = sys.stdin.read()
    expected = {}
    for name, (family, change, files) in VARIANTS.items():
        torch.manual_seed(5)
        kind, config = KINDS[family]
        model = kind(config)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(0.3 * torch.randn_like(parameter))
        path = folder / name
        model.save_pretrained(path)
        (path / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
        json_path = path / "config.json"
        fields = json.loads(json_path.read_text())
        change(fields)
        json_path.write_text(json.dumps(fields))
        if files == "no-generation":
            (path / "generation_config.json").unlink()
        elif isinstance(files, dict):
            (path / "generation_config.json").write_text(json.dumps(files))
        elif files:
            files(path)
        loaded = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval()
        ends = loaded.generation_config.eos_token_id
        expected[name] = {
            "prompts": [dict(zip(["logits", "greedy"], greedy(loaded, prompt, 12)), ids=prompt) for prompt in PROMPTS],
            "ends": ends if isinstance(ends, list) else [] if ends is None else [ends],
        }
    (folder / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    main()
