// `socratic annotations review`: the page, as a browser would read and work it.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HTMLElement, type HTMLInputElement, Window } from 'happy-dom';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openProblemStream } from '../../src/data/index.ts';
import { type Annotation, collectReview, reviewPage } from '../../src/teacher/index.ts';
import { annotationOf, rejectedFor, writeAnnotations } from './annotation-file.ts';
import { socratic, socraticJson } from './cli.ts';
import { sumProblem, writeSums } from './fixtures.ts';

let folder = '';
let path = '';
let data = '';
let windows: Window[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'review-'));
  path = join(folder, 'chains.jsonl');
  data = writeSums(folder, 60, 5);
});
afterEach(async () => {
  for (const window of windows) await window.happyDOM.close();
  windows = [];
  rmSync(folder, { recursive: true, force: true });
});

const pagePath = () => join(folder, 'chains.review.html');
const page = () => readFileSync(pagePath(), 'utf8');
const review = (...more: string[]) => socraticJson('annotations', 'review', path, ...more);

/** The page with its script at work. */
async function open(hash = '') {
  const window = new Window({ url: `http://localhost/page.html${hash}` });
  windows.push(window);
  window.document.write(page());
  const { start } = (await import('../../pages/annotation-review.js' as string)) as {
    start: (document: unknown) => void;
  };
  start(window.document);
  const { document } = window;
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  const change = async (name: string, value: string) => {
    const control = document.querySelector(`[name=${name}]`) as HTMLInputElement;
    control.value = value;
    control.dispatchEvent(new window.Event('input', { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 200));
  };
  const press = (text: string) => {
    const found = all('button').find(({ textContent }) => textContent.includes(text));
    (found as HTMLElement).click();
  };
  const text = (selector: string) => all(selector).map(({ textContent }) => textContent);
  return { window, document, all, text, change, press };
}

/** Two samples of each of 50 problems: every fifth problem's first is rejected for its answer, every tenth's second as a duplicate. */
const chains = (count = 50): Annotation[] =>
  Array.from({ length: count }, (_, index) => {
    const problem = sumProblem(index);
    const wrong = { verdict: rejectedFor(['wrong-answer', `1, not ${problem.answer}`]), answer: '1' };
    const twin = { verdict: rejectedFor(['near-duplicate', 'nearly the words of sample 0']) };
    return [
      annotationOf(problem, index % 5 === 0 ? wrong : {}),
      annotationOf(problem, { sample: 1, ...(index % 10 === 0 ? twin : {}) }),
    ];
  }).flat();

test('the page has the totals, and shows every chain with its problem, verdict, usage and cost', async () => {
  writeAnnotations(path, chains());
  const { exitCode, json, stderr } = await review('--data', data);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(json).toMatchObject({
    page: pagePath(),
    link: `file://${pagePath()}`,
    problems: 50,
    covered: 45,
    chains: 100,
    kept: 85,
    rejected: [
      { code: 'wrong-answer', count: 10 },
      { code: 'near-duplicate', count: 5 },
    ],
    usage: { inputTokens: 10_000, outputTokens: 2000 },
    cost: { unpriced: 0 },
  });
  const { text, all } = await open();
  expect(text('h2')[0]).toBe('85 of 100 chains kept, 85.0\u00a0%');
  const facts = text('.facts > div').join('\n');
  expect(facts).toContain('Problems covered45 with a chain that is kept, 90.0\u00a0%');
  expect(facts).toContain('10,000 in, 2,000 out 141 for a chain that is kept');
  expect(facts).toContain('Cost of the chains$0.1 $0.00118 for a chain that is kept');
  expect(text('.reasons tbody tr')).toEqual([
    'wrong-answer10 10.0\u00a0%p0: 1, not 111',
    'near-duplicate5 5.0\u00a0%p0: nearly the words of sample 0',
  ]);
  expect(text('#found')).toEqual(['100 chains of 50 problems']);
  expect(all('article')).toHaveLength(20);
  const [first] = all('article');
  expect(first?.querySelector('h3')?.textContent).toBe('p0');
  expect(first?.querySelector('.problem')?.textContent).toBe(sumProblem(0).question);
  expect(first?.querySelector('.gold')?.textContent).toBe('Correct answer 111');
  const cards = [...(first?.querySelectorAll('.card') ?? [])].map(({ textContent }) => textContent);
  expect(cards).toEqual([
    'Sample 0✗ rejectedwrong-answer 1, not 111First it is one.Then it is 111.Answer 1100 tokens in, 20 out, $0.001',
    'Sample 1✗ rejectednear-duplicate nearly the words of sample 0First it is one.Then it is 111.Answer 111100 tokens in, 20 out, $0.001',
  ]);
});

test('a chain that could not be read is shown as the teacher wrote it, and found by its words', async () => {
  const problem = sumProblem(0);
  const text = '{"steps": [broken <b>JSON</b>\u0007\n#### 18';
  const unread = {
    steps: [],
    answer: null,
    text,
    verdict: rejectedFor(['unreadable', 'it is JSON that cannot be read']),
  };
  writeAnnotations(path, [annotationOf(problem, unread), annotationOf(sumProblem(1))]);
  await review('--data', data);
  const { text: shown, all, change } = await open();
  expect(shown('.written p')).toEqual(['{"steps": [broken <b>JSON</b>U+0007\n#### 18']);
  expect(all('.written')[0]?.hasAttribute('open')).toBe(true);
  expect(all('.written b')).toEqual([]);
  await change('text', 'BROKEN');
  expect(shown('article h3')).toEqual(['p0']);
});

test('filters, pages and the address', async () => {
  writeAnnotations(path, chains());
  await review('--data', data);
  const { text, all, change, press, window, document } = await open();
  press('Next');
  expect(text('h3').slice(-20)[0]).toBe('p20');
  expect(window.location.hash).toBe('#page=2');
  expect(document.activeElement?.id).toBe('problems');
  await change('verdict', 'rejected');
  expect(text('#found')).toEqual(['15 chains of 10 problems']);
  expect(text('.tag')).toHaveLength(5); // the second samples that are kept
  await change('reason', 'near-duplicate');
  expect(text('#found')).toEqual(['5 chains of 5 problems']);
  await change('reason', '');
  await change('text', 'NOT 131'); // what p5 was rejected for
  expect(text('article h3')).toEqual(['p5']);
  await change('text', 'finds 115 pens'); // the question of p5
  expect(text('article h3')).toEqual(['p5']);
  expect(window.location.hash).toBe('#verdict=rejected&text=finds+115+pens');
  await change('text', 'nowhere at all');
  expect(text('#found')).toEqual(['No chain is like that.']);
  expect(all('article')).toHaveLength(0);
  press('wrong-answer'); // in the table of reasons
  expect(text('#found')).toEqual(['10 chains of 10 problems']);
  const again = await open('#verdict=kept&page=3');
  expect(again.text('#found')).toEqual(['85 chains of 45 problems']);
  expect(again.all('article')).toHaveLength(5);
});

test('the offending step is marked; sub-questions, teachers and unknown fields are shown', async () => {
  const pair = {
    kind: 'socratic' as const,
    promptVersion: 'socratic-1@def',
    steps: [
      { question: 'How many?', solution: '1 + 1 = 3' },
      { question: 'And now?', solution: 'It is <<1+1=2>>2.' },
    ],
  };
  writeAnnotations(path, [
    annotationOf(sumProblem(0), {
      ...pair,
      verdict: rejectedFor(
        ['wrong-arithmetic', 'step 1: 1 + 1 = 3 (is 2)'],
        ['answer-leaked', 'sub-question 2 contains 2'],
      ),
      repaired: { step: 1, attempts: 2 },
    }),
    annotationOf(sumProblem(1), { cost: null }),
  ]);
  await review();
  const { text, all, change } = await open();
  expect(text('li.offending')).toEqual([
    '✗ wrong-arithmeticHow many?1 + 1 = 3',
    '✗ answer-leakedAnd now?It is <<1+1=2>>2.',
  ]);
  expect(text('.calculator')).toEqual(['<<1+1=2>>']);
  expect(text('.meta')).toContain('repaired: {"step":1,"attempts":2}');
  expect(text('.problem')).toEqual([]); // no --data: ids only
  expect(page()).toContain('without 1 chain of unknown price');
  expect(text('.source')).toEqual([
    'openai:some-model, socratic-1@def, socratic',
    'openai:some-model, cot-1@abc, cot',
  ]);
  await change('kind', 'socratic');
  expect(all('article')).toHaveLength(1);
  await change('kind', '');
  await change('source', '1');
  expect(text('article h3')).toEqual(['p1']);
});

describe('hostile text', () => {
  const hostile = [
    '</script><script>globalThis.hacked = true</script>',
    '<img src=x onerror="globalThis.hacked = true">',
    '<!-- <script>',
    '"><svg onload=globalThis.hacked=true>',
    '\u202eevil\u202c \u2066x\u2069 \u0000\u0007\u001b[31m\u2028 \ud800',
    `${'x'.repeat(100_000)}`,
    '<!--data-->',
  ].join(' ');

  test('is text, wherever it stands', async () => {
    const problem = { ...sumProblem(0), id: hostile, question: `${hostile}?` };
    const own = annotationOf(problem, {
      steps: [{ question: hostile, solution: hostile }],
      answer: hostile,
      teacher: hostile,
      promptVersion: hostile,
      verdict: rejectedFor(['wrong-answer', hostile]),
      [hostile]: hostile,
    });
    writeAnnotations(path, [own, { ...own, sample: 1, teacher: `${hostile}2` }]);
    writeFileSync(join(data, 'train.jsonl'), `${JSON.stringify(problem)}\n`);
    const { exitCode } = await review('--data', data);
    expect(exitCode).toBe(0);
    const text = page();
    expect(text.match(/<script/g)).toHaveLength(3); // two of data and the page's own
    expect(text.match(/<\/script/gi)).toHaveLength(3);
    expect(text).not.toContain('<!--');
    expect(text).not.toMatch(/<(img|svg)/i);
    expect(text).toMatch(/script-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
    expect(text.match(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/g)).toBeNull();
    const opened = await open();
    expect(opened.all('img, svg, #problems script')).toEqual([]);
    expect(globalThis).not.toHaveProperty('hacked');
    const shown = opened.text('.sub-solution')[0] ?? '';
    expect(shown).toContain('</script><script>globalThis.hacked = true</script> <img src=x');
    expect(shown).toContain('U+202EevilU+202C U+2066xU+2069 U+0000U+0007U+001B[31mU+2028 U+D800');
    expect(shown).toContain('… and 9');
    expect(shown.length).toBeLessThan(4200);
  });

  test('lines that are no annotations are counted and named, and the rest is shown', async () => {
    const lines = ['<script>', '{"problemId": 3}', '[]', `{"problemId": "a", "steps": ${'['.repeat(5000)}`];
    writeAnnotations(path, [annotationOf(sumProblem(0))]);
    writeFileSync(path, `${lines.join('\n')}\n${readFileSync(path, 'utf8')}`);
    const { json, stderr } = await review();
    expect(json).toMatchObject({ unreadable: 4, chains: 1, kept: 1 });
    expect(stderr).toContain('4 lines of');
    expect(stderr).toContain(`${path}:1: not JSON`);
    expect((await open()).text('.warning')[0]).toContain('4 lines of the file cannot be read');
  });
});

test('a file too large for a page is shown as an even sample, with the totals of all', async () => {
  const many = Array.from({ length: 2000 }, (_, index) =>
    annotationOf(sumProblem(index), index === 1777 ? { verdict: rejectedFor(['refused', 'no']) } : {}),
  );
  writeAnnotations(path, many);
  const found = await collectReview({ path, problems: null, mostBytes: 100_000 });
  expect(found.summary).toMatchObject({ problems: 2000, chains: 2000, kept: 1999 });
  expect(found.carried.chains).toBeGreaterThan(150);
  expect(found.carried.chains).toBeLessThan(500);
  const ids = found.problems.map(({ id }) => Number(id.slice(1)));
  expect(ids).toContain(1777); // every reason has its examples
  expect(ids.filter((id) => id >= 1000).length / ids.length).toBeCloseTo(0.5, 0);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  const options = { path, data: null, run: null, version: '0' };
  writeFileSync(pagePath(), [...reviewPage(found, options)].join(''));
  const { text } = await open();
  expect(text('.warning')[0]).toMatch(
    /^A sample: .* \d{3} chains of \d{3} problems, .* of all 2,000 chains\.$/,
  );
  expect([...reviewPage(found, options)].join('')).toBe(page());
});

test('other data than annotated: what is unchanged is shown, the rest is reported', async () => {
  writeAnnotations(path, [
    annotationOf(sumProblem(0)),
    annotationOf({ ...sumProblem(1), question: 'Other?' }),
  ]);
  const { sha256 } = await openProblemStream(data, ['train']);
  const identity = {
    ...{ data: { name: 'sums', sha256, splits: ['train'] }, teacher: 't', kind: 'cot', blind: true },
    ...{ samples: 1, temperature: 0, maxTokens: 9, prompts: [], shard: { index: 2, count: 4 } },
  };
  const run = {
    format: 1,
    id: 'x',
    startedAt: '',
    identity,
    status: 'stopped',
    result: { cost: { spent: 2.5, unresolved: 0.25 } },
  };
  writeFileSync(`${path}.run.json`, JSON.stringify(run));
  const { stderr } = await review('--data', data);
  expect(stderr).toBe('');
  const { text } = await open();
  expect(text('.problem')).toEqual([sumProblem(0).question]);
  const facts = text('.facts > div').join('\n');
  expect(facts).toContain('1 problem not found there');
  expect(facts).toContain('not finished, shard 2 of 4 sums, train, without gold answers');
  expect(facts).toContain('$2.50 and at most $0.25 for calls with an unknown outcome');
  writeFileSync(join(data, 'train.jsonl'), '');
  expect((await review('--data', data)).stderr).toContain('differs from the data of');
});

describe('where the page goes', () => {
  beforeEach(() => writeAnnotations(path, chains(2)));

  test('beside the annotations, or where --out says; an earlier page is replaced and nothing else', async () => {
    const { stdout } = await socratic('annotations', 'review', path);
    expect(stdout).toBe(
      `2 kept of 4 chains (50.0 %), of 2 problems.\nThe page is ${pagePath()}: file://${pagePath()}\n`,
    );
    expect((await review()).exitCode).toBe(0);
    const former = page().replace('"socratic annotations review"', '"socratic annotate --review"');
    expect(former).not.toBe(page());
    writeFileSync(pagePath(), former); // of an earlier version
    expect((await review()).exitCode).toBe(0);
    const out = join(folder, 'mine.html');
    writeFileSync(out, '<p>mine</p>');
    expect((await review('--out', out)).json.error).toMatchObject({ code: 'out-exists' });
    expect(readFileSync(out, 'utf8')).toBe('<p>mine</p>');
    expect((await review('--out', out, '--force')).json).toMatchObject({ page: out });
    expect(readFileSync(out, 'utf8')).toBe(page());
    expect((await review('--out', path, '--force')).json.error).toMatchObject({ code: 'out-is-input' });
  });

  test.each([
    ['an option of annotating', ['--teacher', 'openai:x'], 'unknown-option'],
    ['a second file', ['x.jsonl'], 'too-many-arguments'],
  ])('%s is an error', async (_name, words, code) => {
    const refused = await review(...words);
    expect([refused.exitCode, refused.json.error]).toMatchObject([2, { code }]);
    expect(existsSync(pagePath())).toBe(false);
  });

  test('the former spelling makes the page too, and says how it is written today', async () => {
    const { exitCode, stderr } = await socratic('annotate', '--review', path);
    expect({ exitCode, isThere: existsSync(pagePath()) }).toEqual({ exitCode: 0, isThere: true });
    expect(stderr).toContain(`Today it is written: socratic annotations review ${path}`);
  });

  test('a file that is not there is an error, and leaves no page', async () => {
    rmSync(path);
    const refused = await review();
    expect(refused.exitCode).toBe(2);
    expect(refused.json.error).toMatchObject({ code: 'file-unreadable' });
    expect(existsSync(pagePath())).toBe(false);
  });
});
