"""Tiny random models of `transformers`, and the GGUF files that llama.cpp's converter would make of them.

    python gguf_models.py FOLDER

writes FOLDER/NAME (a model directory) and FOLDER/NAME.gguf for each.
"""

import sys
from pathlib import Path

import gguf
import numpy as np
import torch
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
    SmolLM3Config,
    SmolLM3ForCausalLM,
)

SIZES = dict(vocab_size=40, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             intermediate_size=48, max_position_embeddings=64, rms_norm_eps=1e-5, bos_token_id=0, eos_token_id=1)
MODELS = {
    "llama": (LlamaForCausalLM, LlamaConfig(**SIZES, tie_word_embeddings=False, rope_theta=500000.0), "llama"),
    "llama-tied-biased": (LlamaForCausalLM, LlamaConfig(**SIZES, tie_word_embeddings=True, attention_bias=True), "llama"),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config(**SIZES, tie_word_embeddings=True), "qwen2"),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config(**SIZES, head_dim=16, tie_word_embeddings=True), "qwen3"),
    "smollm3": (SmolLM3ForCausalLM, SmolLM3Config(**{**SIZES, "num_hidden_layers": 5}, pad_token_id=None), "smollm3"),
    "gemma3": (Gemma3ForCausalLM, Gemma3TextConfig(**{**SIZES, "num_hidden_layers": 6}, head_dim=16, query_pre_attn_scalar=16,
                                                   sliding_window=8, pad_token_id=None), "gemma3"),
    "gpt2": (GPT2LMHeadModel, GPT2Config(vocab_size=40, n_embd=32, n_layer=2, n_head=4, n_positions=64, bos_token_id=0, eos_token_id=1), "gpt2"),
}


def permuted(weights: np.ndarray, heads: int) -> np.ndarray:
    """As `LlamaModel.permute` of the converter: each head's two halves become neighbours."""
    return weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:]).swapaxes(1, 2).reshape(weights.shape)


def write(model: torch.nn.Module, architecture: str, path: Path) -> None:
    config = model.config
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name("random")
    if architecture == "gpt2":
        writer.add_context_length(config.n_positions)
        writer.add_embedding_length(config.n_embd)
        writer.add_feed_forward_length(4 * config.n_embd)
        writer.add_block_count(config.n_layer)
        writer.add_head_count(config.n_head)
        writer.add_layer_norm_eps(config.layer_norm_epsilon)
        layers = config.n_layer
    else:
        writer.add_context_length(config.max_position_embeddings)
        writer.add_embedding_length(config.hidden_size)
        writer.add_feed_forward_length(config.intermediate_size)
        writer.add_block_count(config.num_hidden_layers)
        writer.add_head_count(config.num_attention_heads)
        writer.add_head_count_kv(config.num_key_value_heads)
        writer.add_layer_norm_rms_eps(config.rms_norm_eps)
        rotary = config.rope_parameters.get("full_attention", config.rope_parameters)
        writer.add_rope_freq_base(rotary["rope_theta"])
        if architecture in ("qwen3", "gemma3"):
            writer.add_key_length(config.head_dim)
            writer.add_value_length(config.head_dim)
        if architecture == "gemma3":
            writer.add_sliding_window(config.sliding_window)
        layers = config.num_hidden_layers
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([chr(ord("0") + i) for i in range(40)])
    writer.add_token_merges(["0 1"])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)
    names = gguf.get_tensor_name_map({v: k for k, v in gguf.MODEL_ARCH_NAMES.items()}[architecture], layers)
    for name, parameter in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        data = parameter.detach().numpy().astype(np.float32)
        if architecture in ("llama", "smollm3") and ".q_proj." in name:
            data = permuted(data, config.num_attention_heads)
        if architecture in ("llama", "smollm3") and ".k_proj." in name:
            data = permuted(data, config.num_key_value_heads)
        if architecture == "gpt2" and data.ndim == 2 and ("attn" in name or "mlp" in name):
            data = data.T
        if architecture == "gemma3" and name.endswith("norm.weight"):
            data = data + 1  # the file holds the whole gain
        stored = names.get_name(name, try_suffixes=(".weight", ".bias"))
        writer.add_tensor(stored, np.ascontiguousarray(data))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    folder = Path(sys.argv[1])
    torch.manual_seed(3)
    for name, (kind, config, architecture) in MODELS.items():
        model = kind(config)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(0.1 * torch.randn_like(parameter))
        model.save_pretrained(folder / name)
        write(model, architecture, folder / f"{name}.gguf")


if __name__ == "__main__":
    main()
