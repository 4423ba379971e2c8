// A user's first program: check-program.mjs compiles it strictly in an empty project and runs it.
import { writeFileSync } from 'node:fs';
import { annotate, createSolver, train } from 'socratic-cot';
import { extractAnswer } from 'socratic-cot/answers';

const read = extractAnswer('So she pays **$1,234.50** in all.', 'number')?.value;

const names = Array.from('abcdefghijklmnopqrstuvwxyz').flatMap((letter) => [`A${letter}`, `B${letter}`]);
const rows = names.map(
  (name, i) => `${name} has ${i} pens and buys 3. How many now?,${i + 3},${i} + 3 = ${i + 3}`,
);
writeFileSync('pens.csv', ['question,answer,steps', ...rows].join('\n'));

const problems = { data: 'pens.csv', strategy: 'cot', student: 'scratch:tiny' } as const;
const { models } = await train({ ...problems, maxSteps: 3, out: 'runs/pens' });

const solver = await createSolver({ run: 'runs/pens', maxNewTokens: 16 });
const { answer, steps } = await solver.solve('Mia has 3 pens and buys 4. How many now?');
await solver.close();

const teacher = `openai-compatible:${process.env.TEACHER_URL}#pens`;
const { kept } = await annotate({ data: 'pens.csv', teacher, kind: 'cot', limit: 4, out: 'chains.jsonl' });
const trained = models.student?.steps;
console.log(JSON.stringify({ read, trained, answer, steps: steps.length, kept }));
