"""The PyTorch side of `train-step`: a stock model of `transformers`, or the same with its head on supervised tokens only.

Reads one JSON request a line from stdin and answers with one JSON line on stdout:
  {"command": "load", "model", "head": "stock" | "supervised", "steps": [[{ids, learned}, …], …], "settings", "threads"}
  {"command": "train", "step"}                             one of the steps, counted from 0
  {"command": "gradient", "batches": [[{ids, learned}, …], …]}  loss and gradient norm of the mean over all their supervised tokens
  {"command": "multiply", "size", "repeats"}               a square float32 matrix product
  {"command": "memory"}                                    the most that the process has had resident, in bytes, and its page faults so far
"""

import json
import os
import resource
import sys
import time

import torch
import transformers
from transformers import AutoModelForCausalLM, PreTrainedModel

from torch_gpt2 import IGNORED, adamw, pad


def stock_loss(model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    return model(**batch).loss


def supervised_loss(model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """The same loss with the language-model head on the tokens whose next one is learned."""
    hidden = model.base_model(batch["input_ids"], attention_mask=batch["attention_mask"]).last_hidden_state
    labels = batch["labels"][:, 1:]
    learned = labels != IGNORED
    return torch.nn.functional.cross_entropy(model.get_output_embeddings()(hidden[:, :-1][learned]), labels[learned])


LOSSES = {"stock": stock_loss, "supervised": supervised_loss}


class Contestant:
    """A model with its optimizer; the loss is one of LOSSES."""

    def __init__(self, directory: str, settings: dict, loss) -> None:
        self.model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32).train()
        self.loss = loss
        self.clip = settings["clip"]
        self.parameters = list(self.model.parameters())
        try:
            self.optimizer = adamw(self.parameters, settings, fused=True)
            self.kind = "fused"
        except RuntimeError:  # no fused AdamW for this device
            self.optimizer = adamw(self.parameters, settings, foreach=True)
            self.kind = "foreach"

    def step(self, batch: dict[str, torch.Tensor]) -> float:
        """Forward, backward, clip, AdamW; the loss before the update."""
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, self.clip)
        self.optimizer.step()
        return loss.item()


def multiply(size: int, repeats: int) -> list[float]:
    """Seconds of each of `repeats` products of two [size, size] matrices."""
    a, b = torch.randn(size, size), torch.randn(size, size)
    out = torch.empty(size, size)
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        torch.mm(a, b, out=out)
        seconds.append(time.perf_counter() - started)
    return seconds


class Session:
    """Answers requests; holds what `load` has read."""

    def __init__(self) -> None:
        self.contestant: Contestant | None = None
        self.batches: list[dict[str, torch.Tensor]] = []

    def load(self, model: str, head: str, steps: list, settings: dict, threads: int) -> dict:
        torch.set_num_threads(threads)
        self.batches = [pad(sequences) for sequences in steps]
        self.contestant = Contestant(model, settings, LOSSES[head])
        return {
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "python": sys.version.split()[0],
            "threads": torch.get_num_threads(),
            "name": type(self.contestant.model).__name__,
            "adamw": self.contestant.kind,
            "parameters": sum(parameter.numel() for parameter in self.contestant.parameters),
            "paddedTokens": sum(batch["input_ids"].numel() for batch in self.batches),
        }

    def train(self, step: int) -> dict:
        started = time.perf_counter()
        loss = self.contestant.step(self.batches[step])
        return {"seconds": time.perf_counter() - started, "loss": loss}

    def gradient(self, batches: list) -> dict:
        contestant = self.contestant
        padded = [pad(sequences) for sequences in batches]
        supervised = [int((batch["labels"][:, 1:] != IGNORED).sum()) for batch in padded]
        contestant.optimizer.zero_grad(set_to_none=True)
        total = 0.0
        for batch, count in zip(padded, supervised):
            loss = contestant.loss(contestant.model, batch) * (count / sum(supervised))
            loss.backward()
            total += loss.item()
        squares = (p.grad.double().square().sum() for p in contestant.parameters if p.grad is not None)
        norm = sum(square.item() for square in squares) ** 0.5
        contestant.optimizer.zero_grad(set_to_none=True)
        return {"loss": total, "norm": norm}

    def multiply(self, size: int, repeats: int) -> dict:
        return {"seconds": multiply(size, repeats)}

    def memory(self) -> dict:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return {"bytes": usage.ru_maxrss * 1024, "minorFaults": usage.ru_minflt}


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints goes to stderr: stdout carries answers only
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    session = Session()
    for line in sys.stdin:
        request = json.loads(line)
        command = getattr(session, request.pop("command"))
        print(json.dumps(command(**request)), file=answers, flush=True)


if __name__ == "__main__":
    main()
