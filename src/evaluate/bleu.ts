// BLEU of texts against references, as the library sacrebleu computes it by default: `13a` tokens, up to four of them in a row, the
// exponential smoothing (Papineni et al. 2002; Post 2018, "A Call for Clarity in Reporting BLEU Scores").

/** How many tokens the runs have that are compared. */
const lengths = [1, 2, 3, 4];

export interface TextPair {
  readonly text: string;
  readonly reference: string;
}

/** Corpus BLEU from 0 to 100; 0 for no pairs. An empty text counts with the length of its reference. */
export function corpusBleu(pairs: readonly TextPair[]): number {
  const tallies = lengths.map((length) => ({ length, matches: 0, total: 0 }));
  let [textLength, referenceLength] = [0, 0];
  for (const { text, reference } of pairs) {
    const [tokens, expected] = [tokens13a(text), tokens13a(reference)];
    textLength += tokens.length;
    referenceLength += expected.length;
    for (const tally of tallies) {
      const wanted = runs(expected, tally.length);
      for (const [run, count] of runs(tokens, tally.length)) {
        tally.matches += Math.min(count, wanted.get(run) ?? 0);
        tally.total += count;
      }
    }
  }
  if (tallies.every(({ matches }) => matches === 0)) return 0;
  if (tallies.some(({ total }) => total === 0)) return 0; // no text is as long as the longest run
  let [smoothing, logs] = [1, 0];
  for (const { matches, total } of tallies) {
    if (matches === 0) smoothing *= 2;
    logs += Math.log((matches === 0 ? 1 / smoothing : matches) / total);
  }
  const brevity = Math.exp(Math.min(0, 1 - referenceLength / textLength));
  return 100 * brevity * Math.exp(logs / tallies.length);
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
