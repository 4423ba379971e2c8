// What a saved student says of itself: a model card with its base model and licence, and the licence's text.
import type { ModelOrigin } from '../engine/weights/index.ts';
import type { RoleName } from '../strategy/index.ts';
import type { RunRecord } from './run-directory.ts';

const roles: Readonly<Record<RoleName, string>> = {
  student: 'solves problems',
  qg: 'writes the sub-questions of a problem (the problem decomposer of a Socratic pair)',
  qa: 'answers sub-questions one at a time (the sub-problem solver of a Socratic pair)',
};

/** Files that go beside a student's weights, by name; none for a student from random weights, which owes nothing to anyone. */
export function cardOf(
  record: Pick<RunRecord, 'student' | 'strategy' | 'dataset' | 'prompt'>,
  origin: ModelOrigin | null,
  role: RoleName | 'base',
): Record<string, string> {
  if (!origin) return {};
  const licence = origin.licenceText === null ? {} : { LICENSE: origin.licenceText };
  return { 'README.md': card(record, origin, role), ...licence };
}

/** What stands in quotes in YAML and in code marks in Markdown: one line, without marks of its own. */
const plain = (text: string) => text.replace(/[\s`]+/g, ' ').slice(0, 200);

function card(
  { student, strategy, dataset, prompt }: Pick<RunRecord, 'student' | 'strategy' | 'dataset' | 'prompt'>,
  origin: ModelOrigin,
  role: RoleName | 'base',
): string {
  const base = plain(origin.name ?? student);
  const licence = origin.licence === null ? [] : [`license: ${JSON.stringify(plain(origin.licence))}`];
  const example = prompt
    ? `${prompt.before.text}Problem: …${prompt.kind === 'plain' ? '\n' : ''}${prompt.after.text}`
    : '';
  return [
    '---',
    `base_model: ${JSON.stringify(base)}`,
    ...licence,
    `tags: ["socratic", ${JSON.stringify(strategy)}, ${JSON.stringify(plain(dataset.name))}]`,
    '---',
    '',
    ...(role === 'base'
      ? [
          `# ${base}`,
          '',
          `This model is \`${base}\`, unchanged: the low-rank adapters of a Socratic pair, trained on ${plain(dataset.name)}, belong to it.`,
        ]
      : [
          `# ${base}, fine-tuned on ${plain(dataset.name)}`,
          '',
          `A student of the strategy \`${strategy}\`: it ${roles[role]}. Trained with socratic-cot from \`${base}\` on ${dataset.trainProblems} problems.`,
        ]),
    origin.licence === null
      ? 'The base model states no licence: find it out before you pass this model on.'
      : `The base model's licence, \`${plain(origin.licence)}\`, applies to this model too.`,
    ...(prompt ? ['', 'A problem is put to it so:', '', '```', example.replace(/```/g, "'''"), '```'] : []),
    '',
  ].join('\n');
}
