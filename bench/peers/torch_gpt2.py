"""What the PyTorch sides of benchmarks and parity tests share: padded batches and AdamW as our settings describe them."""

import torch

IGNORED = -100  # the label that `transformers` leaves out of the loss


def pad(sequences: list[dict]) -> dict[str, torch.Tensor]:
    """Right-padded int64 [B, T] input_ids, attention_mask and labels; labels are IGNORED where nothing is learned."""
    longest = max(len(sequence["ids"]) for sequence in sequences)
    batch = {
        "input_ids": torch.zeros(len(sequences), longest, dtype=torch.int64),
        "attention_mask": torch.zeros(len(sequences), longest, dtype=torch.int64),
        "labels": torch.full((len(sequences), longest), IGNORED, dtype=torch.int64),
    }
    for row, sequence in enumerate(sequences):
        ids, learned = torch.tensor(sequence["ids"]), torch.tensor(sequence["learned"], dtype=torch.bool)
        batch["input_ids"][row, : len(ids)] = ids
        batch["attention_mask"][row, : len(ids)] = 1
        batch["labels"][row, : len(ids)] = torch.where(learned, ids, IGNORED)
    return batch


def adamw(parameters: list[torch.nn.Parameter], settings: dict, **options) -> torch.optim.AdamW:
    """AdamW with weight decay on matrices and embeddings, not on biases and the gains of norms."""
    groups = [
        {"params": [p for p in parameters if p.dim() >= 2], "weight_decay": settings["weightDecay"]},
        {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        groups,
        lr=settings["learningRate"],
        betas=(settings["beta1"], settings["beta2"]),
        eps=settings["epsilon"],
        **options,
    )
