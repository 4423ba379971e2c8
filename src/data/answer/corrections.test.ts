// What a writer denies, strikes out or takes back is not the answer; what stands behind the answer is none either.
import { describe, expect, test } from 'vitest';
import { checkRows } from './check-rows.fixture.ts';
import { readAnswer } from './extract.ts';

describe('negated, corrected and struck numbers', () => {
  checkRows('number', [
    ['The answer is not 20 but 36.', '36'],
    ["The answer isn't 20, it is 36.", '36'],
    ['The answer is 36, not 20.', '36'],
    ['The answer is 36 rather than 20.', '36'],
    ['#### not 20 but 36', '36'],
    ['#### 20, no wait, 36', '36'],
    ['#### 20... actually 36', '36'],
    ['#### 20 (sorry, 36)', '36'],
    ['The answer is 20, I mean 36.', '36'],
    ['The answer is 20, or rather 36.', '36'],
    ['The answer is 20? Wait, no, 36.', '36'],
    ['The answer is 20 — no, 36.', '36'],
    ['The answer is 20. Actually, it is 36.', '36'],
    ['The answer is 20. Wait, that is wrong. 4 * 9 = 36.', '36'],
    ['Answer: 20. No, it should be 36.', '36'],
    ['The answer is 20. Hmm, I made a mistake: 4 * 9 = 36.', '36'],
    ['The answer is 36. No further steps are needed for the 4 boxes.', '36'],
    ['The answer is 36, no more and no less than 36.', '36'],
    ['She paid 20 dollars, no wait, 36 dollars.', '36'],
    ['The answer is ~~20~~ **36**.', '36'],
    ['#### <del>20</del> 36', '36'],
    ['The answer is <strike>20</strike> 36.', '36'],
    ['\\boxed{\\cancel{20} 36}', '36'],
    ['The answer is \\sout{20} 36.', '36'],
    ['~~The answer is 20.~~\nThe answer is 36.', '36'],
    ['It is ~~ 36 pens', '36'],
    ['The answer would be 20 without the tip, but with the tip it is 36.', '36'],
    ['My first answer was 20. With the tip, the total is 36.', '36'],
    ['Some people would say the answer is 20. In reality it is 36.', '36'],
    ['The answer to the first question is 20. Adding 16 gives 36.', '36'],
    ['If the answer is 20, the boxes do not fit. So there are 36.', '36'],
    ['Your answer is 20, which is wrong. It is 36.', '36'],
  ]);
});

describe('remarks behind the answer', () => {
  checkRows('number', [
    ['It is 36.\n\nConfidence: 80%', '36'],
    ['It is 36. Confidence: 0.8', '36'],
    ['36\n\n(Confidence level: 9/10)', '36'],
    ['So 36 pens.\n\nTokens used: 212', '36'],
    ['So 36 pens.\n\nI hope this helps! I have 2 more ideas.', '36'],
    ['So 36 pens.\n\nWould you like to see 2 other ways?', '36'],
    ['So 36 pens.\nLet me know if you want the other 3 problems solved.', '36'],
    ['So 36 pens.\n\nReferences:\n[1] Smith, 2020.\n[2] Jones, 2021.', '36'],
    ['So 36 pens.\n\n[1] https://example.org/2020/15', '36'],
    ['So 36 pens.\n\nNote: boxes hold 9 pens.', '36'],
    ['So 36 pens. Feel free to ask 5 more questions.', '36'],
    ['So 36 pens.\n\nP.S. 7 is my favourite number.', '36'],
    ['So 36 pens.\n\nCheck: 36 / 9 = 4', '36'],
    ['So 36 pens.\n\nSource: page 12', '36'],
    ['Time: 36 minutes', '36'],
    ['The score is 36', '36'],
  ]);
});

describe('a remark in the same sentence does not replace the answer', () => {
  checkRows('number', [
    ['The answer is 14 days, which is 2 weeks.', '14'],
    ['The answer is 120 minutes, that is, 2 hours.', '120'],
    ['Answer: 36 pens, meaning that 4 boxes are enough.', '36', 'label'],
    ['\\boxed{36 inches, which is 3 feet}', '36', 'box'],
    ['#### 36 (approx.), i.e. 40 to be safe', '36', 'marker'],
    ['The answer is about 36 km, which means 2 days of 18.', '36'],
    ['The answer is thirty-six days, which is over 5 weeks.', '36'],
    ['So the answer is $36, which is under $40.', '36'],
    ['The answer is 36, which is 75% of the total.', '36'],
    ['The answer is 36, which is half of 72.', '36'],
    ['#### 36, which is half of 72', '36', 'marker'],
    ['Tom has 36 left, which is 3 more than the 33 that Ann has.', '36', 'sentence'],
    ['4 * 9 = 36, which is half of 72.', '36', 'sentence'],
    ['She has $36 left, which is less than $40.', '36', 'sentence'],
  ]);
  checkRows('number', [
    ['The answer is 35.2, which is 36 rounded up.', '36'],
    ['The answer is 35.2 boxes, meaning 36 boxes.', '36'],
    ['The answer is 40 - 4, which is 36.', '36'],
    ['The answer is 3 times as many, which is 36.', '36'],
    ['The answer is 9 for each of them, which is 36.', '36'],
    ['The answer is 20%, which is 36 pens.', '36'],
    ['#### half of 72, which is 36', '36'],
    ['Tom has 35 left, which is 3 more than the 33 that Ann has.', null],
    ['Tom has half of 72.', null],
  ]);
  test('the question tells which of two units it asks for', () => {
    const read = (question: string) =>
      readAnswer('The answer is 14 days, which is 2 weeks.', 'number', { question }).answer?.value;
    expect([read('How many days?'), read('How many weeks?')]).toEqual(['14', '2']);
  });
});

describe('layout', () => {
  checkRows('number', [
    ['Ann has **36** pens in **4** boxes.', '36'],
    ['**4** boxes hold **36** pens.', '36'],
    ['For **4** boxes Ann pays **$36**.', '36'],
    ['**Answer:** Ann pays **$36** for **4** boxes.', '36'],
    ['*36*', '36'],
    ['The answer is *36*.', '36'],
    ['_36_ pens', '36'],
    ['| box | pens |\n|---|---|\n| 1 | 9 |\n| all 4 | 36 |', '36'],
    ['| what | n | price |\n| Total | 4 | $36 |', '36'],
    ['<table><tr><td>Total</td><td>4</td><td>36</td></tr></table>', '36'],
    ['{"steps": [{"value": 9}, {"value": 4}], "final_answer": 36}', '36', 'json'],
    ['{"thought": "4 * 9 = 36", "result": "36 pens"}', '36', 'json'],
    ['```json\n{"explanation": "4 boxes", "answer": "$36"}\n```', '36', 'json'],
    ['Here it is:\n{"boxes": 4, "Final Answer": "36"}', '36', 'json'],
    ['[{"step": "4 * 9", "value": 9}, {"answer": 36}]', '36', 'json'],
    ['{"answer": {"value": 36, "unit": "pens"}, "n": 4}', '36', 'json'],
    ['{"answer": "\\\\boxed{36}", "n": 4}', '36', 'json'],
    ['{"answer": "4 boxes of 9 pens: 4 * 9 = 36"}', '36', 'json'],
    ['{"answer": 36, "n"', '36'],
    ['\boxed{36}', '36', 'box'],
    ['The answer is $\boxed{\frac{72}{2}}$', '36'],
    ['4 \times 9 = 36', '36'],
    ['\\\\boxed{36}', '36', 'box'],
    ['boxed{36}', '36', 'box'],
    ['\\boxed{\\color{blue}36}', '36'],
    ['\\boxed{\\textcolor{#ff0011}{36}}', '36'],
    ['\\colorbox{yellow}{36}', '36'],
    ['\u001b[1;32m36\u001b[0m', '36'],
    ['The answer is <font color="#112233">36</font>.', '36'],
    ['The answer is&nbsp;36.', '36'],
    ['The answer is &#36;36.', '36'],
    ['4 &times; 9 = 36', '36'],
  ]);
  checkRows('text', [
    ['{"answer": "Blue whale", "confidence": 0.9}', 'blue whale', 'json'],
    ['Blue whale\n\nConfidence: 90%', 'blue whale'],
    ['**Blue whale**\n\nLet me know if you need more.', 'blue whale'],
  ]);
  checkRows('boolean', [
    ['{"reason": "no wings", "answer": false}', 'no', 'json'],
    ['{"answer": "Yes, it can", "score": 3}', 'yes', 'json'],
  ]);
});

describe('prose', () => {
  checkRows('number', [
    ['The sum of 15 and 21 is 36.', '36'],
    ['The difference between 50 and 14 is 36.', '36'],
    ['The product of 4 and 9 is 36.', '36'],
    ['Adding 15 to 21 gives 36.', '36'],
    ['Subtracting 14 from 50 leaves 36.', '36'],
    ['Multiplying 4 by 9 yields 36.', '36'],
    ['Dividing 72 pens among 2 children gives each 36 pens.', '36'],
    ['If we add 15 and 21 we get 36.', '36'],
    ['When you multiply 4 by 9, you get 36.', '36'],
    ['40% of 90 is 36.', '36'],
    ['That is 40% of 90, that is, 36.', '36'],
    ['4 boxes cost 36 dollars.', '36'],
    ['4 boxes at $9 each cost $36.', '36'],
    ['The 4 boxes hold 36 pens.', '36'],
    ['Ann buys 4 boxes for $36.', '36'],
    ['Ann lost 5 pens and has 36 left.', '36'],
    ['Ann gave away 5 pens and now she has 36.', '36'],
    ['Ann gave away 5 pens, leaving 36.', '36'],
    ['4 boxes with 9 pens, 36 pens', '36'],
    ['She needs 35.2, or 36, boxes.', '36'],
    ['She needs 35.2 boxes, so 36.', '36'],
    ['4 times 9 is 36.', '36'],
    ['4 plus 32 equals 36', '36'],
    ['Ann has 36 pens in 4 boxes.', '36'],
    ['36 pens are left after 4 days.', '36'],
    ['In 4 days she walks 36 km.', '36'],
    ['There are 36 pens in the 4 boxes.', '36'],
    ['She earns $36 for 4 hours of work.', '36'],
    ['A box costs $9, so 4 boxes cost $36.', '36'],
    ['Ann, who is 8, has 36 pens.', '36'],
    ['Half of 72 is 36.', '36'],
    ['Twice 18 is 36.', '36'],
    ['3/4 of 48 is 36.', '36'],
    ['Ann keeps 36 of the 40 pens.', '36'],
    ['36\n\nExplanation: 4 boxes hold 9 pens each.', '36'],
    ['**36**\n\nReasoning: there are 4 boxes.', '36'],
  ]);
});

describe('clauses that are denied, factorials, fractions in TeX and bounds that conclude', () => {
  checkRows('number', [
    ['It is not true that she has 5; she has 36.', '36'],
    ['It is wrong to say that she has 5 pens in 4 boxes; she has 36.', '36'],
    ["It isn't true that she has 5 but that she has 36.", '36'],
    ["I don't think it is 5; it is 36.", '36'],
    ['It is not true that she has 5 pens.', null],
    ['The answer is 5! = 120', '120', 'phrase'],
    ['The answer is 5! / 3! = 20.', '20', 'phrase'],
    ['The answer is 18!', '18', 'phrase'],
    ['The answer is $\\frac{1}{2}$ of 24, which is 12.', '12', 'phrase'],
    ['The answer is $\\frac{3}{4}$ of $24$.', null],
    ['The answer is $\\frac{1}{2}$ of the cake.', '0.5', 'phrase'],
    ['She has $36 left, so she can buy at most 3 pens.', null],
    ['He has 36 pens, therefore at least 3 boxes are full.', null],
    ['The answer is $36, so she can buy at most 3 pens.', '36', 'phrase'],
    ['She counts 36 pens, so there must be at least 36 caps.', '36'],
  ]);
  test('a bound does not replace what the question asks for', () => {
    const read = (question: string) =>
      readAnswer('She has $36 left, so she can buy at most 3 pens.', 'number', { question }).answer?.value;
    expect([read('How much money is left?'), read('How many pens can she buy?')]).toEqual(['36', undefined]);
  });
});
