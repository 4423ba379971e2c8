"""distilabel as a contestant of `bench annotate`: the prompts of a JSON Lines file through an OpenAI-compatible server.

  python annotate_distilabel.py PROMPTS.jsonl URL CONCURRENCY WORKING_DIRECTORY

Each line is {"messages": [{role, content}, …]}. As its documentation has it: a pipeline of `LoadDataFromDicts` and `ChatGeneration`
with an `OpenAILLM`, whose `input_batch_size` is the number of requests that go out together; `use_cache`, by which a second start goes
on. Prints {"answered", "version"}.
"""

import json
import os
import sys
from importlib.metadata import version

os.environ.setdefault("DISTILABEL_LOG_LEVEL", "WARNING")  # it would write several lines for every request
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

from distilabel.models import OpenAILLM  # noqa: E402
from distilabel.pipeline import Pipeline  # noqa: E402
from distilabel.steps import LoadDataFromDicts  # noqa: E402
from distilabel.steps.tasks import ChatGeneration  # noqa: E402


def main(prompts: str, url: str, concurrency: str, working_directory: str) -> None:
    with open(prompts, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    with Pipeline(name="annotate", cache_dir=working_directory) as pipeline:
        load = LoadDataFromDicts(data=rows, batch_size=int(concurrency))
        generate = ChatGeneration(
            llm=OpenAILLM(
                model="teacher",
                base_url=url,
                api_key="none",
                generation_kwargs={"temperature": 0, "max_new_tokens": 1024},
            ),
            input_batch_size=int(concurrency),
        )
        load >> generate
    dataset = pipeline.run(use_cache=True)["default"]["train"]
    answered = sum(bool(row["generation"]) for row in dataset)
    print(json.dumps({"answered": answered, "version": f"distilabel {version('distilabel')}"}))


if __name__ == "__main__":
    main(*sys.argv[1:])
