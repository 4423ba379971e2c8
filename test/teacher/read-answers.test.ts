// What becomes of answers that are not what was asked for: read where that is sure, never kept where it is not.
import { expect, test } from 'vitest';
import { annotateWorld } from './annotate-world.ts';
import { socraticJson } from './cli.ts';
import { goodChain, numbersOf } from './fixtures.ts';

const world = annotateWorld(15);

test('a chain that states two answers is not kept, and no step keeps a marker', async () => {
  world.plan = (call) => {
    const { a, b, name } = numbersOf(call);
    const wrong = `${name} finds ${b} pens.\n${name} has ${a} + ${b} = ${a + b} pens.\n#### ${a + b + 1}\nWait, no.\n#### ${a + b}`;
    const inline = `${name} finds ${b} pens.\n${name} has ${a} + ${b} = ${a + b} pens. #### ${a + b}`;
    return { do: 'answer', text: a % 2 === 0 ? wrong : inline };
  };
  const { json } = await socraticJson(...world.command('--output', 'text'));
  expect(json).toMatchObject({ chains: 15, rejected: [{ code: 'contradicts-itself' }] });
  const kept = world.annotations().filter(({ verdict }) => verdict.verified);
  expect(kept.length).toBeGreaterThan(5);
  expect(JSON.stringify(kept)).not.toContain('####');
});

test.each<[string, (sum: number, step: string) => string]>([
  ['an object without steps', (sum) => JSON.stringify({ steps: [], answer: String(sum) })],
  ['an object with other fields', (sum, step) => JSON.stringify({ reasoning: step, answer: sum })],
  [
    'an object that was cut off',
    (sum, step) => JSON.stringify({ steps: [step], answer: String(sum) }).slice(0, -1),
  ],
  ['a refusal with the answer behind it', (sum) => `I am sorry, I cannot help.\n#### ${sum}`],
  ['a refusal that calculates', (sum, step) => `I'm sorry, but I can't do more than ${step}\n#### ${sum}`],
])('%s is not reasoning', async (_name, written) => {
  world.plan = (call) => {
    const { a, b } = numbersOf(call);
    return { do: 'answer', text: written(a + b, `${a} + ${b} = ${a + b}.`) };
  };
  const { json } = await socraticJson(...world.command('--limit', '3'));
  expect(json).toMatchObject({ chains: 3, kept: 0 });
});

test('an object within words is read', async () => {
  world.plan = (call) => {
    const [first = '', second = '', last = ''] = goodChain(call).split('\n');
    const object = JSON.stringify({ steps: [first, second], answer: last.replace('#### ', '') });
    return { do: 'answer', text: `Sure! ${object} Hope this helps` };
  };
  const { json } = await socraticJson(...world.command('--limit', '3'));
  expect(json).toMatchObject({ chains: 3, kept: 3 });
  expect(world.annotations()[0]?.steps).toHaveLength(2);
});
