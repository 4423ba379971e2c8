"""Ids that `transformers` gives for the tokenizers of a case.

    python tokenizers_reference.py CASE

CASE has `case.json` and a model directory for each tokenizer, written by tokenizers.parity.ts beside this file; the ids go to
`reference.json` there.
"""

import json
import sys
from pathlib import Path

from transformers import AutoTokenizer


def main() -> None:
    folder = Path(sys.argv[1])
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    reference = {}
    for name in case["names"]:
        tokenizer = AutoTokenizer.from_pretrained(folder / name)
        ids = [tokenizer.encode(text, add_special_tokens=False) for text in case["texts"]]
        begin = tokenizer.encode("", add_special_tokens=True)
        chats = [
            tokenizer.apply_chat_template(
                [{"role": "user", "content": text}], add_generation_prompt=True, return_dict=False
            )
            for text in case["problems"]
            if tokenizer.chat_template
        ]
        reference[name] = {"class": type(tokenizer).__name__, "ids": ids, "begin": begin, "chats": chats}
    (folder / "reference.json").write_text(json.dumps(reference), encoding="utf-8")


if __name__ == "__main__":
    main()
