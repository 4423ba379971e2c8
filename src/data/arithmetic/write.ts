// Writes a planned problem: draws names and numbers clause by clause, fills the sentences, annotates the steps.
import type { Random } from '../../common/index.ts';
import type { Step } from '../problem.ts';
import { smallest } from './draws.ts';
import { type Clause, type Draft, fill, type Operation, type StepRule } from './grammar.ts';
import type { Chosen, Plan } from './plan.ts';

/** A problem's text before it has an id. */
export interface Written {
  readonly question: string;
  readonly answer: string;
  readonly steps: readonly Step[];
  readonly distractors: number;
}

interface Calculation {
  readonly value: number;
  readonly shown: string;
  readonly annotated: string;
}

/** Evaluates one operation; `denominator` belongs to the fraction of `*\/`. */
function calculate(left: number, operation: Operation, right: number, denominator: number): Calculation {
  switch (operation) {
    case '+':
      return { value: left + right, shown: `${left} + ${right}`, annotated: `${left}+${right}` };
    case '-':
      return { value: left - right, shown: `${left} - ${right}`, annotated: `${left}-${right}` };
    case '*':
      return { value: left * right, shown: `${left} * ${right}`, annotated: `${left}*${right}` };
    case '/':
      return { value: left / right, shown: `${left} / ${right}`, annotated: `${left}/${right}` };
    case '%':
      return {
        value: (left * right) / 100,
        shown: `${left} * ${right} / 100`,
        annotated: `${left}*${right}/100`,
      };
    case '*/':
      return {
        value: (left * right) / denominator,
        shown: `${left} * ${right} / ${denominator}`,
        annotated: `${left}*${right}/${denominator}`,
      };
  }
}

function number(draft: Draft, key: string): number {
  const value = draft.numbers[key];
  if (value === undefined)
    throw new Error(`internal error: a step uses the number ${key}, which is not drawn`);
  return value;
}

/** Does one step: stores its result and returns its annotation, or undefined when the result is not a fitting whole number. */
function takeStep(draft: Draft, rule: StepRule): Step | undefined {
  const denominator = rule.operation === '*/' ? number(draft, 'j') : 1;
  const { value, shown, annotated } = calculate(
    number(draft, rule.left),
    rule.operation,
    number(draft, rule.right),
    denominator,
  );
  if (!Number.isInteger(value) || value < smallest || value > draft.max) return undefined;
  draft.numbers[rule.to] = value;
  if (rule.to === 'total') draft.peak = Math.max(draft.peak, value);
  return {
    question: fill(rule.ask, draft),
    solution: fill(rule.say, draft, `${shown} = <<${annotated}=${value}>>${value}`),
  };
}

/** Draws a clause's numbers, fills its sentence, takes its steps; undefined when its numbers do not work out. */
function writeClause(draft: Draft, chosen: Chosen<Clause>, steps: Step[]): string | undefined {
  const { clause, variant } = chosen;
  if (clause.draw !== undefined && !clause.draw(draft)) return undefined;
  const sentence = fill(clause.texts[variant] ?? '', draft);
  for (const rule of clause.steps) {
    const step = takeStep(draft, rule);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return sentence;
}

/** One attempt to write `plan` with quantities up to `maxNumber`; undefined when the numbers drawn do not work out. */
export function writeProblem(
  random: Random,
  plan: Plan,
  maxNumber: number,
  distractorRate: number,
): Written | undefined {
  const { scenario, opening, moves, closing } = plan;
  const words = scenario.words(random);
  const chain = scenario.chain?.(random, words) ?? [];
  const [first = ''] = chain;
  words.first = first;
  words.cur = first;
  const draft: Draft = {
    random,
    max: Math.min(maxNumber, scenario.cap ?? maxNumber),
    numbers: { two: 2 },
    words,
    peak: 0,
  };
  const steps: Step[] = [];

  const base = writeClause(draft, opening, steps);
  if (base === undefined) return undefined;
  draft.numbers.first = number(draft, 'total');
  draft.peak = Math.max(draft.peak, number(draft, 'total'));

  const members = [{ word: first, value: number(draft, 'total') }];
  let sentences: string[] = [];
  for (const move of moves) {
    if (move.clause.advances) {
      words.prev = words.cur ?? '';
      words.cur = chain[members.length] ?? '';
    }
    const sentence = writeClause(draft, move, steps);
    if (sentence === undefined) return undefined;
    sentences.push(sentence);
    if (move.clause.advances) members.push({ word: words.cur ?? '', value: number(draft, 'total') });
  }
  const place = opening.clause.place ?? 'first';
  if (place === 'reverse') sentences.reverse();
  sentences = place === 'first' ? [base, ...sentences] : [...sentences, base];

  const { addsAll, ask } = closing.clause;
  const question = writeClause(draft, closing, steps);
  if (question === undefined) return undefined;
  if (addsAll !== undefined) {
    draft.numbers.total = number(draft, 'first');
    for (const [index, member] of members.slice(1).entries()) {
      words.cur = member.word;
      draft.numbers.n = member.value;
      const wording = index === 0 ? addsAll.first : addsAll.next;
      const step = takeStep(draft, {
        to: 'total',
        left: 'total',
        operation: '+',
        right: 'n',
        ask: wording,
        say: addsAll.say,
      });
      if (step === undefined) return undefined;
      steps.push(step);
    }
  }
  const last = steps.at(-1);
  if (ask !== undefined && last !== undefined)
    steps[steps.length - 1] = { ...last, question: fill(ask, draft) };

  const distractors = addDistractors(draft, plan, sentences, distractorRate);
  return {
    question: [...sentences, question].join(' '),
    answer: String(number(draft, 'total')),
    steps,
    distractors,
  };
}

/** Inserts one or two irrelevant facts after some sentence of the story, with probability `rate`; returns how many. */
function addDistractors(draft: Draft, { scenario }: Plan, sentences: string[], rate: number): number {
  const { random } = draft;
  if (random.float() >= rate) return 0;
  const wanted = random.float() < 0.7 ? 1 : 2;
  const asides = random.shuffle(scenario.asides.filter(([, low]) => low < draft.max)).slice(0, wanted);
  for (const [text, low, high] of asides) {
    draft.numbers.d = random.integer(low, Math.min(high, draft.max));
    sentences.splice(random.integer(1, sentences.length), 0, fill(text, draft));
  }
  return asides.length;
}
