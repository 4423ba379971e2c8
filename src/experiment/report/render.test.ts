import { describe, expect, test } from 'vitest';
import type { CommandMention } from '../../common/index.ts';
import { model, reportData, student } from './fixture.ts';
import { renderReport } from './render.ts';
import type { ReportData } from './types.ts';

const VOID = new Set(['meta', 'input', 'wbr', 'br']);

/** Throws where a tag is closed that is not the innermost open one; returns how many elements there were. */
function checkNesting(page: string): number {
  const open: string[] = [];
  let elements = 0;
  const body = page.replace(/<!doctype html>/, '').replace(/<style>[^<]*<\/style>/, '');
  for (const [tag, slash, name = '', selfClosed] of body.matchAll(/<(\/?)([a-z0-9]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (slash === '/') {
      const expected = open.pop();
      if (expected !== name) throw new Error(`${tag} closes <${expected}>`);
    } else {
      elements++;
      if (selfClosed !== '/' && !VOID.has(name)) open.push(name);
    }
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' ')}`);
  expect(body.replace(/<\/?[a-z0-9]+(?:\s[^<>]*?)?\/?>/g, '')).not.toMatch(/[<>]/);
  return elements;
}

const DEGENERATE: Record<string, Partial<ReportData>> = {
  'no student': { students: [], comparisons: [], examples: [], setting: [], notes: [], next: [] },
  'one student': { students: [student('cot', 'Chain of thought', 90)], comparisons: [] },
  'zero everywhere': {
    students: [student('answer', 'Answer only', 0, 0), student('cot', 'CoT', 0, 0)],
    comparisons: [{ a: 'cot', b: 'answer', difference: 0, ci95: [0, 0], pValue: 1 }],
  },
  'empty curves': {
    students: [{ ...student('cot', 'CoT', 9), models: [{ ...model('student', []), validation: [] }] }],
  },
  'no models, no step counts': { students: [{ ...student('cot', 'CoT', 9), models: [], bySteps: [] }] },
  'a single step count': {
    students: [student('answer', 'A', 3), student('cot', 'B', 9)].map((one) => ({
      ...one,
      bySteps: one.bySteps.slice(0, 1),
    })),
  },
  'a student that was never evaluated': {
    students: [
      student('answer', 'A', 3),
      { ...student('cot', 'B', 0), total: 0, accuracy: Number.NaN, ci95: [0, 1], bySteps: [] },
    ],
  },
  'comparisons and examples of students that are missing': {
    students: [student('answer', 'A', 3), student('cot', 'B', 9)],
  },
};

describe('the page', () => {
  const page = renderReport(reportData());

  test('spells its commands as it is told to, by default as the package is called', () => {
    expect(page).toContain('<code>socratic solve RUN &#39;a problem&#39;</code>');
    const style = { option: () => '', command: ({ words }: CommandMention) => `npx ${words[0]}` };
    const spelled = renderReport(reportData(), style);
    expect(spelled).toContain('<code>npx solve</code>');
    expect(spelled).toContain('Made by <code>npx quickstart</code>');
  });

  test('is well-formed and equal for equal data', () => {
    expect(checkNesting(page)).toBeGreaterThan(200);
    expect(renderReport(reportData())).toBe(page);
  });

  test('loads nothing: no address, no script, no source, no import', () => {
    expect(page).not.toMatch(/https?:|<script|<link|<iframe|<img|\ssrc=|url\(|@import/i);
    expect(page).toContain("default-src 'none'");
  });

  test('user text is shown as text', () => {
    expect(page).toContain(
      'A &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; costs $3 &amp; has &lt;&lt;1+2=3&gt;&gt; parts.',
    );
    expect(page).toContain('<strong>&lt;b&gt;7&lt;/b&gt;</strong>');
    expect(page).toContain('<title>Test &lt;report&gt;</title>');
    expect(page).toContain('2 cores &amp; 8 GB');
  });

  test('every student has its accuracy, interval, cost and both models of the pair', () => {
    const text = page.replaceAll('\u00a0', ' ');
    for (const expected of [
      '10.0 %',
      '40.0 %',
      '50.0 %',
      '35.0–45.0 %',
      '80 / 200',
      '1.20 M',
      '2.40 M',
      '48.4 TFLOP',
      '3 min 44 s',
    ]) {
      expect(text).toContain(expected);
    }
    expect(page).toContain('QG, asks the sub-questions');
    expect(page).toContain('QA, answers them');
    expect(text).toContain(
      'aria-label="Socratic pair: 50.0 %, 95 % interval 45.0–55.0 %, 100 of 200 problems"',
    );
  });

  test('bars are proportional to accuracy: 10, 40 and 50 % on an axis to 60 %', () => {
    const widths = [...page.matchAll(/class="bar s\d" x="0%" y="9" width="([\d.]+)%"/g)].map(([, width]) =>
      Number(width),
    );
    expect(widths).toEqual([16.67, 66.67, 83.33]);
  });

  test('an example shows every output, its verdict in words, and calculator text set apart', () => {
    const example = page.slice(page.indexOf('<article'), page.indexOf('</article>'));
    expect(example.match(/class="card /g)).toHaveLength(3);
    expect(example.match(/✗ wrong/g)).toHaveLength(2);
    expect(example.match(/✓ correct/g)).toHaveLength(1);
    expect(example).toContain('<p class="sub-question">How many &quot;eggs&quot;?</p>');
    expect(example).toContain('&lt;&lt;16-3=13&gt;&gt;</span>');
    expect(example).toContain('<em>unreadable</em>');
    expect(example).toContain('stopped');
  });

  test('a paired comparison shows p, the adjusted p and the verdict', () => {
    const text = page.replaceAll('\u00a0', ' ');
    expect(text).toContain('Socratic pair minus Chain of thought: +10.0 points, 95 % interval +1.0 to +19.0');
    expect(page).toContain('3 tests were made together');
    expect(page.match(/<strong>clear<\/strong>/g)).toHaveLength(3);
  });

  test('every link inside the page has its target', () => {
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${id}"`);
  });
});

describe.each(Object.entries(DEGENERATE))('with %s', (_, changes) => {
  test('the page is whole and shows no NaN, undefined or Infinity', () => {
    const page = renderReport(reportData(changes));
    checkNesting(page);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${id}"`);
  });
});
