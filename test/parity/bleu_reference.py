"""BLEU by sacrebleu: reads cases.json of a folder, a list of [texts, references], and writes reference.json."""
import json
import sys
from pathlib import Path

import sacrebleu

folder = Path(sys.argv[1])
cases = json.loads((folder / "cases.json").read_text())
scores = [sacrebleu.corpus_bleu(texts, [references]).score for texts, references in cases]
tokens = [[sacrebleu.tokenizers.tokenizer_13a.Tokenizer13a()(text).split() for text in texts] for texts, _ in cases]
(folder / "reference.json").write_text(json.dumps({"scores": scores, "tokens": tokens}))
