"""The pair in `transformers`, for the benchmark solve-pair: a JSON line in, a JSON line out.

`load` takes a model directory, the tasks of bench/common/pair-work.ts, `how` and `batch`:

usual: what people write. Batches in the order of the problems, padded on the left; QG writes all sub-questions with `generate`; for each
    sub-question QA is asked again with the whole transcript so far.
best: the same model with care. Problems sorted by length; one key-value cache a batch, in which prompts, sub-questions and what is written
    stay, so that nothing is read twice.

A model always writes as many tokens as the longest of its batch wants, as `generate` does; what a row does not want is dropped.
"""

import json
import resource
import sys
import time

import torch
import transformers
from transformers import AutoModelForCausalLM, DynamicCache


class Usual:
    def __init__(self, qg, qa, tasks, batch):
        self.qg, self.qa, self.batch = qg, qa, batch
        self.tasks = tasks

    def generate(self, model, prompts, wanted):
        longest = max(map(len, prompts))
        ids = torch.zeros(len(prompts), longest, dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, prompt in enumerate(prompts):
            ids[row, longest - len(prompt) :] = torch.tensor(prompt)
            mask[row, longest - len(prompt) :] = 1
        count = max(wanted)
        out = model.generate(
            ids, attention_mask=mask, max_new_tokens=count, min_new_tokens=count, do_sample=False, eos_token_id=None, pad_token_id=0
        )
        return [row[longest : longest + want].tolist() for row, want in zip(out, wanted)]

    def solve(self):
        asked = []
        for at in range(0, len(self.tasks), self.batch):
            tasks = self.tasks[at : at + self.batch]
            wanted = [sum(len(step["question"]) for step in task["steps"]) for task in tasks]
            asked += self.generate(self.qg, [task["prompt"] for task in tasks], wanted)
            transcripts = [list(task["prompt"]) for task in tasks]
            for step in range(max(len(task["steps"]) for task in tasks)):
                rows = [row for row, task in enumerate(tasks) if step < len(task["steps"])]
                for row in rows:
                    transcripts[row] += tasks[row]["steps"][step]["question"] + tasks[row]["steps"][step]["cue"]
                wanted = [tasks[row]["steps"][step]["solution"] for row in rows]
                for row, ids in zip(rows, self.generate(self.qa, [transcripts[row] for row in rows], wanted)):
                    transcripts[row] += ids
            for row, task in enumerate(tasks):
                transcripts[row] += task["marker"]
            self.generate(self.qa, transcripts, [task["answer"] for task in tasks])
        return asked


class Best(Usual):
    def __init__(self, qg, qa, tasks, batch):
        super().__init__(qg, qa, tasks, batch)
        length = lambda task: sum(len(step["question"]) + step["solution"] for step in task["steps"])
        self.order = sorted(range(len(tasks)), key=lambda index: length(tasks[index]))

    def solve(self):
        asked = [None] * len(self.tasks)
        for at in range(0, len(self.order), self.batch):
            indices = self.order[at : at + self.batch]
            tasks = [self.tasks[index] for index in indices]
            questions = Transcript(self.qg, len(tasks))
            questions.read([task["prompt"] for task in tasks])
            wanted = [sum(len(step["question"]) for step in task["steps"]) for task in tasks]
            for index, ids in zip(indices, questions.write(wanted)):
                asked[index] = ids
            solutions = Transcript(self.qa, len(tasks))
            solutions.read([task["prompt"] for task in tasks])
            for step in range(max(len(task["steps"]) for task in tasks)):
                of = [task["steps"][step] if step < len(task["steps"]) else None for task in tasks]
                solutions.read([of_row["question"] + of_row["cue"] if of_row else [] for of_row in of])
                solutions.write([of_row["solution"] if of_row else 0 for of_row in of])
            solutions.read([task["marker"] for task in tasks])
            solutions.write([task["answer"] for task in tasks])
        return asked


class Transcript:
    """The rows of a batch with their cache; columns that a row does not want are masked."""

    def __init__(self, model, rows):
        self.model, self.rows = model, rows
        self.cache = DynamicCache()
        self.mask = torch.zeros(rows, 0, dtype=torch.long)
        self.next = None

    def step(self, ids, kept):
        self.mask = torch.cat([self.mask, kept], 1)
        positions = (self.mask.cumsum(1) - 1).clamp(min=0)[:, -ids.shape[1] :]
        out = self.model(
            input_ids=ids, attention_mask=self.mask, position_ids=positions, past_key_values=self.cache, use_cache=True, logits_to_keep=1
        )
        return out.logits[:, -1].argmax(-1)

    def read(self, pieces):
        longest = max(map(len, pieces))
        ids = torch.zeros(self.rows, longest, dtype=torch.long)
        kept = torch.zeros_like(ids)
        for row, piece in enumerate(pieces):
            if piece:
                ids[row, longest - len(piece) :] = torch.tensor(piece)
                kept[row, longest - len(piece) :] = 1
        following = self.step(ids, kept)
        given = kept[:, -1] == 1
        self.next = following if self.next is None else torch.where(given, following, self.next)

    def write(self, wanted):
        written = []
        for column in range(max(wanted)):
            kept = torch.tensor([[int(column < want)] for want in wanted])
            ids = self.next[:, None]
            written.append(self.next)
            following = self.step(ids, kept)
            self.next = torch.where(kept[:, 0] == 1, following, self.next)
        return [[int(column[row]) for column in written[:want]] for row, want in enumerate(wanted)]


def main() -> None:
    transformers.logging.set_verbosity_error()
    side = None
    for line in sys.stdin:
        request = json.loads(line)
        if request["command"] == "load":
            torch.set_num_threads(request["threads"])
            load = lambda: AutoModelForCausalLM.from_pretrained(request["model"], dtype=torch.float32).eval()
            kind = {"usual": Usual, "best": Best}[request["how"]]
            side = kind(load(), load(), request["tasks"], request["batch"])
            answer = {"versions": {"torch": torch.__version__, "transformers": transformers.__version__}}
        else:
            started = time.perf_counter()
            with torch.inference_mode():
                asked = side.solve()
            seconds = time.perf_counter() - started
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            answer = {"seconds": seconds, "asked": asked, "peakBytes": peak}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
