"""What `transformers` renders with the chat templates of tokenizers as our engine saved them.

    python chat_template_reference.py CASE

CASE has `case.json` and a directory for each tokenizer, written by chat-template.parity.ts beside this file; the texts go to
`reference.json` there.
"""

import json
import sys
from pathlib import Path

from transformers import AutoTokenizer


def main() -> None:
    folder = Path(sys.argv[1])
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    texts = {}
    for name in case["names"]:
        tokenizer = AutoTokenizer.from_pretrained(folder / name)
        texts[name] = [
            tokenizer.apply_chat_template(conversation, tokenize=False, add_generation_prompt=prompt)
            for prompt in (True, False)
            for conversation in case["conversations"]
        ]
    (folder / "reference.json").write_text(json.dumps({"texts": texts}), encoding="utf-8")


if __name__ == "__main__":
    main()
