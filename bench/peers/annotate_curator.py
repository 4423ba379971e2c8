"""bespokelabs-curator as a contestant of `bench annotate`: the prompts of a JSON Lines file through an OpenAI-compatible server.

  python annotate_curator.py PROMPTS.jsonl URL CONCURRENCY WORKING_DIRECTORY

Each line is {"messages": [{role, content}, …]}. As its documentation has it: a subclass of `curator.LLM` with `prompt` and `parse`,
its own cache in the working directory, by which a second start goes on. Telemetry and the viewer, which would go out to the internet,
are switched off by its own settings; so are its limits per minute, which would otherwise set the pace. Prints {"answered", "version"}.
"""

import json
import os
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("TELEMETRY_ENABLED", "false")
os.environ.setdefault("CURATOR_VIEWER", "0")
os.environ.setdefault("CURATOR_DISABLE_RICH_DISPLAY", "1")
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
os.environ.setdefault("OPENAI_API_KEY", "none")
# The tokenizer that it counts with comes with `litellm`; tiktoken would fetch it again.
litellm = Path(find_spec("litellm").origin).parent
os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(litellm / "litellm_core_utils" / "tokenizers"))

from bespokelabs import curator  # noqa: E402

UNLIMITED = 10_000_000


class Annotator(curator.LLM):
    def prompt(self, row: dict) -> list[dict]:
        return row["messages"]

    def parse(self, row: dict, response: str) -> dict:
        return {"generation": response}


def main(prompts: str, url: str, concurrency: str, working_directory: str) -> None:
    with open(prompts, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    annotator = Annotator(
        model_name="teacher",
        backend="openai",
        generation_params={"temperature": 0, "max_tokens": 1024},
        backend_params={
            "base_url": url,
            "max_concurrent_requests": int(concurrency),
            "max_requests_per_minute": UNLIMITED,
            "max_tokens_per_minute": 1000 * UNLIMITED,
        },
    )
    dataset = annotator(rows, working_dir=working_directory).dataset
    answered = sum(bool(row["generation"]) for row in dataset)
    print(json.dumps({"answered": answered, "version": f"bespokelabs-curator {version('bespokelabs-curator')}"}))


if __name__ == "__main__":
    main(*sys.argv[1:])
