// Our tokenizer against Hugging Face's `tokenizers` (native): the same tokenizer.json must give the same ids and text.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Tokenizer as HuggingFaceTokenizer } from 'tokenizers';
import { afterAll, describe, expect, test } from 'vitest';
import {
  readTokenizer,
  type SplitPatternName,
  trainTokenizer,
  writeTokenizer,
} from '../src/engine/tokenizer/index.ts';
import { definitionOf } from './definition-of.ts';
import { needs, pathOf } from './support/optional-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'parity-'));
afterAll(() => rmSync(folder, { recursive: true }));

const corpus = [
  "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May. It's 24!",
  'She sold 48/2 = <<48/2=24>>24 clips in May.\n\nShe sold 48+24 = <<48+24=72>>72 clips.\n#### 72',
  "They'll say we've won, I'm sure he'd agree; don't. SHE'S 'tis rock'n'roll ''s",
  'for (let i = 0; i < n; i++) {\n\tif (x[i] >= 0x1F) {\n\t\treturn `a$(i)`;\n\t}\n}\r\n',
  'Ça coûte 1 234,50 € — naïve façade, Größe, žluťoučký kůň, Ελληνικά 2½, ² ³ Ⅷ',
  '数学の問題：りんごが３個あります。三个苹果和五个梨。사과 12개',
  'مرحبا ١٢٣ नमस्ते १२३ שלום 789 สวัสดี ๑๒๓',
  '😀👩‍👩‍👧‍👦🇨🇭 👍🏽 5️⃣ e\u0301 ﬁ \u0085 \uFEFFbom \u00A0nbsp\u3000wide\u2028line\u200Bzero',
  '   leading,  double   triple\t\ttabs \n \n  trailing   ',
  '1 22  333   4444\n5\t6 $7.89 -10% 1,000,000 3.14e-10',
  '',
];

const oracleIds = async (oracle: HuggingFaceTokenizer, text: string): Promise<number[]> =>
  (await oracle.encode(text, null, { addSpecialTokens: false })).getIds();

describe.each<SplitPatternName>(['gpt2-digits', 'gpt2', 'llama3', 'qwen2'])('%s', (splitPattern) => {
  const trained = trainTokenizer(corpus, { vocabularySize: 400, splitPattern });
  const text = writeTokenizer(trained)['tokenizer.json'] as string;
  const path = join(folder, `${splitPattern}.json`);
  writeFileSync(path, text);
  const oracle = HuggingFaceTokenizer.fromString(text);
  const ours = readTokenizer(path);

  test('the vocabulary is the same', () => {
    expect(oracle.getVocabSize()).toBe(ours.vocabularySize);
    expect(oracle.getVocab()).toEqual(Object.fromEntries(definitionOf(ours).vocabulary));
    expect(oracle.tokenToId('<|endoftext|>')).toBe(ours.endOfText);
  });

  test('ids and text are the same on mixed texts, trained and read', async () => {
    for (const sample of corpus) {
      const ids = await oracleIds(oracle, sample);
      expect(ours.encode(sample)).toEqual(ids);
      expect(trained.encode(sample)).toEqual(ids);
      expect(ours.decode(ids)).toBe(sample);
      expect(await oracle.decode(ids, false)).toBe(sample);
    }
  });

  test('ids are the same on any well-formed string', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom(
        ' ',
        '  ',
        '\n',
        '\t',
        "'s",
        "'ll",
        '7',
        '42',
        'sold',
        ' clips',
        '½',
        '\u0085',
        "'S",
        "'\u017F",
        '\r\n',
        '\u00A0',
        '...\n',
        '\u0130',
        '\uFEFF',
      ),
    );
    const anyText = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(anyText, async (sample) => {
        expect(ours.encode(sample)).toEqual(await oracleIds(oracle, sample));
      }),
      { numRuns: 500 },
    );
  });

  test('any ids give the same text, broken characters included', async () => {
    const anyId = fc.integer({ min: 0, max: ours.vocabularySize - 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(anyId, { maxLength: 20 }), async (ids) => {
        expect(ours.decode(ids)).toBe(await oracle.decode(ids, false));
      }),
      { numRuns: 300 },
    );
  });
});

describe('on GSM8K', needs('datasets'), () => {
  test('training and 1,319 real problems: the same ids', async () => {
    const problems = readFileSync(join(pathOf('datasets'), 'gsm8k/test.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const trained = trainTokenizer(problems, { vocabularySize: 2000 });
    expect(trained.vocabularySize).toBe(2000);
    const oracle = HuggingFaceTokenizer.fromString(writeTokenizer(trained)['tokenizer.json'] as string);
    const encodings = await oracle.encodeBatch(problems);
    expect(encodings).toHaveLength(1319);
    expect(problems.map((problem) => trained.encode(problem))).toEqual(encodings.map((e) => e.getIds()));
  });
});
