// BLEU of texts against references, as the library sacrebleu computes it by default: `13a` tokens, up to four of them in a row, the
// exponential smoothing (Papineni et al. 2002; Post 2018, "A Call for Clarity in Reporting BLEU Scores").

/** The longest run of tokens that is compared. */
const order = 4;

export interface TextPair {
  readonly text: string;
  readonly reference: string;
}

/** Corpus BLEU from 0 to 100; 0 for no pairs. An empty text counts with the length of its reference. */
export function corpusBleu(pairs: readonly TextPair[]): number {
  const matches = new Array<number>(order).fill(0);
  const totals = new Array<number>(order).fill(0);
  let [textLength, referenceLength] = [0, 0];
  for (const { text, reference } of pairs) {
    const [tokens, expected] = [tokens13a(text), tokens13a(reference)];
    textLength += tokens.length;
    referenceLength += expected.length;
    for (let length = 1; length <= order; length++) {
      const [found, wanted] = [runs(tokens, length), runs(expected, length)];
      for (const [run, count] of found) {
        matches[length - 1] = (matches[length - 1] ?? 0) + Math.min(count, wanted.get(run) ?? 0);
        totals[length - 1] = (totals[length - 1] ?? 0) + count;
      }
    }
  }
  if (matches.every((count) => count === 0)) return 0;
  if (totals.some((count) => count === 0)) return 0; // no text is as long as the longest run
  let [smoothing, logs] = [1, 0];
  for (const [index, count] of matches.entries()) {
    if (count === 0) smoothing *= 2;
    logs += Math.log((count === 0 ? 1 / smoothing : count) / (totals[index] ?? 1));
  }
  const brevity = textLength < referenceLength ? Math.exp(1 - referenceLength / textLength) : 1;
  return 100 * brevity * Math.exp(logs / order);
}

/** The tokenization of the mteval-v13a script, which sacrebleu uses where nothing else is asked for. */
export function tokens13a(text: string): string[] {
  return ` ${text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ')} `
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
    .replace(/([^0-9])([.,])/g, '$1 $2 ')
    .replace(/([.,])([^0-9])/g, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ')
    .split(/\s/)
    .filter((token) => token !== '');
}

/** How often each run of `length` tokens occurs. */
function runs(tokens: readonly string[], length: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + length <= tokens.length; start++) {
    const run = tokens.slice(start, start + length).join(' ');
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}
