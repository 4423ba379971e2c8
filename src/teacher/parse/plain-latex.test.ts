// LaTeX, HTML and unusual characters, as they come out for a student.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanOutput, onOneLine, withoutBoxes } from './clean-output.ts';
import { isLatexName, plainCommands } from './latex-commands.ts';

const plain = (text: string) => onOneLine(withoutBoxes(cleanOutput(text)));
const raw = String.raw;

describe('LaTeX', () => {
  test.each([
    [raw`6 \times 12 = 72`, '6 × 12 = 72'],
    [raw`84 \div 4 = 21`, '84 ÷ 4 = 21'],
    [raw`\frac{16}{2} = 8`, '16/2 = 8'],
    [raw`\frac34 \cdot 8 = 6`, '3/4 * 8 = 6'],
    [raw`\dfrac{3 + 4}{7} = 1`, '(3 + 4)/7 = 1'],
    [raw`8 \div \frac{1}{2} = 16`, '8 ÷ (1/2) = 16'],
    [raw`2\frac{1}{2} hours`, '2 1/2 hours'],
    [raw`\frac{\frac{1}{2}}{4}`, '(1/2)/4'],
    [raw`So \(6 + 3 = 9\) and \[9 - 1 = 8\]`, 'So 6 + 3 = 9 and 9 - 1 = 8'],
    [raw`She makes $6 \times 12 = 72$ rolls at $5 each.`, 'She makes 6 × 12 = 72 rolls at $5 each.'],
    [raw`$\$5 \times 3 = \$15$`, '$5 × 3 = $15'],
    [raw`$$6 + 3 = 9$$`, '6 + 3 = 9'],
    [raw`50\% of 8`, '50% of 8'],
    [raw`1{,}200 + 5\,000`, '1,200 + 5,000'],
    [raw`\text{Total} = 18 \text{ pens}`, 'Total = 18 pens'],
    [raw`\left( 3 + 4 \right) \times 2`, '( 3 + 4 ) × 2'],
    [raw`\begin{align*} a &= 1 \\ b &= 2 \end{align*}`, 'a = 1 b = 2'],
    [raw`x \neq 3, \beta \leq \theta, \rho \approx 2`, 'x ≠ 3, β ≤ θ, ρ ≈ 2'],
    [raw`\sqrt{16} = 4, \sqrt{a + b}`, '√16 = 4, √(a + b)'],
    [raw`90^\circ and 5^{2}`, '90° and 5^2'],
    [raw`so \boxed{18} pens`, 'so 18 pens'],
    [raw`6 \\times 12`, '6 × 12'],
    [raw`6 \u00d7 12 \\u003d 72`, '6 × 12 = 72'],
    ['6 \times 12', '6 × 12'],
    [raw`\boldsymbol{x} + \mathbf{3}`, 'x + 3'],
    ['\boldsymbol{x}', 'x'],
    ['\frac{1}{2} of \boxed{18}', '1/2 of 18'],
  ])('%j is %j', (text, expected) => expect(plain(text)).toBe(expected));

  test.each([
    'It costs $5 and $10.',
    '$3 + $4 = $7, and $7 - $2 = $5',
    'He pays 5$ or 6 + 1$ a day',
    'from $5-$6 a day',
  ])('%j has amounts, not formulas', (text) => expect(plain(text)).toBe(text));

  test('a command without plain text stays, so that the checks find it', () => {
    expect(plain(raw`\overbrace{3} \foo`)).toBe(raw`\overbrace{3} \foo`);
    expect(plain(raw`\sqrt[3]{8}`)).toContain('\\sqrt');
  });

  test('every command that has plain text is taken for one', () => {
    for (const name of plainCommands.keys()) {
      expect([name, isLatexName(name)]).toEqual([name, true]);
    }
  });
});

test.each([
  ['6&nbsp;&times;&nbsp;12 &#61; 72', '6 × 12 = 72'],
  ['<b>6</b> * 12<br>= <strong>72</strong>', '6 * 12 = 72'],
  ['<answer>She has 72.</answer>', 'She has 72.'],
  ['5<sup>2</sup> = 25', '5^2 = 25'],
  ['6 ⋅ 12 ✕ 2 ⁄ 3 ∗ 1', '6 · 12 × 2 / 3 * 1'],
  ['６ ＋ ３ ＝ ９', '6 + 3 = 9'],
  ['6\u200b + 3 =\u00a09\ufeff', '6 + 3 = 9'],
  ['`6 + 3 = 9`', '6 + 3 = 9'],
  ['> 6 + 3 = 9', '6 + 3 = 9'],
  ['3 < 5 and 7 > 2', '3 < 5 and 7 > 2'],
  ['<<6*3=18>>18 pens', '<<6*3=18>>18 pens'],
  ['<s>17</s> 18', '<s>17</s> 18'],
])('%j is %j', (text, expected) => expect(plain(text)).toBe(expected));

test('form feeds are no spaces, so that the checks find them', () => {
  expect(plain('a\fXyz b\vC')).toBe('a\fXyz b\vC');
});

test('what is plain stays as it is', () => {
  const piece = fc.constantFrom(
    'She',
    'pays',
    '$5',
    '6 * 12 = 72',
    '1,200',
    '50%',
    '(3 + 4)',
    '7.5',
    'x',
    "Ann's",
    '3/4',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join(' ');
      expect(plain(text)).toBe(text);
    }),
  );
});
