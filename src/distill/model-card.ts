// What a saved student or adapter says of itself: a model card with its base model and licence, and the licence's text.
import type { ModelOrigin } from '../engine/weights/index.ts';
import type { Guidance, RoleName } from '../strategy/index.ts';
import type { AdapterBase } from './adapter-base.ts';
import type { RunRecord } from './run-directory.ts';

const roles: Readonly<Record<RoleName, string>> = {
  student: 'solves problems',
  qg: 'writes the sub-questions of a problem (the problem decomposer of a Socratic pair)',
  qa: 'answers sub-questions one at a time (the sub-problem solver of a Socratic pair)',
};

/** Files that go beside a student's weights, by name; none for a student from random weights, which owes nothing to anyone. */
export function cardOf(
  record: CardRecord,
  origin: ModelOrigin | null,
  role: RoleName | 'base',
): Record<string, string> {
  if (!origin) return {};
  const licence = origin.licenceText === null ? {} : { LICENSE: origin.licenceText };
  return { 'README.md': card(record, origin, role), ...licence };
}

/** What stands in quotes in YAML and in code marks in Markdown: one line, without marks of its own. */
const plain = (text: string) => text.replace(/[\s`]+/g, ' ').slice(0, 200);

export type CardRecord = Pick<RunRecord, 'student' | 'strategy' | 'guidance' | 'dataset' | 'prompt'> & {
  /** Training made it no better on validation: it is what it was before. */
  readonly unchanged?: boolean;
};

function card(record: CardRecord, origin: ModelOrigin, role: RoleName | 'base'): string {
  const base = baseName(record, origin);
  const dataset = plain(record.dataset.name);
  return [
    ...frontMatter(record, origin),
    ...(role === 'base'
      ? [
          `# ${base}`,
          '',
          `This model is \`${base}\`, unchanged: the low-rank adapters of a Socratic pair, trained on ${dataset}, belong to it.`,
        ]
      : [`# ${base}, fine-tuned on ${dataset}`, '', trainedText(record, origin, role)]),
    licenceText(origin, 'model'),
    ...promptText(record),
    '',
  ].join('\n');
}

/** The README.md of a role's adapter: what it is, the model that it belongs to, and how PEFT loads both. */
export function adapterCard(
  record: CardRecord,
  origin: ModelOrigin,
  role: RoleName,
  { kind }: Pick<AdapterBase, 'kind'>,
): string {
  return [
    ...frontMatter(record, origin, ['library_name: peft']),
    `# A low-rank adapter of ${baseName(record, origin)}, trained on ${plain(record.dataset.name)}`,
    '',
    trainedText(record, origin, role),
    licenceText(origin, 'adapter'),
    '',
    ...belongsTo(kind, role),
    ...promptText(record),
    '',
  ].join('\n');
}

function belongsTo(kind: AdapterBase['kind'], role: RoleName): string[] {
  const adapter = `RUN/adapters/${role}`;
  if (kind === 'gguf') {
    return [
      'It belongs to the weights of a GGUF file, dequantized to float32, which PEFT does not load by itself: `base_model_name_or_path` in `adapter_config.json` only says which file that was.',
      '`models/student` of this run is the model with the adapter merged in.',
    ];
  }
  if (kind === 'hub') {
    return [
      '`adapter_config.json` names the model on the hub that it belongs to, and its commit:',
      '',
      '```python',
      `model = AutoPeftModelForCausalLM.from_pretrained("${adapter}")`,
      '```',
    ];
  }
  const base = kind === 'run' ? 'RUN/models/base' : 'BASE';
  return [
    kind === 'run'
      ? 'It belongs to `models/base` of this run.'
      : 'It belongs to the model directory that was the student.',
    `\`base_model_name_or_path\` in \`adapter_config.json\` is the path at which that was when the adapter was trained. Where ${kind === 'run' ? 'the run' : 'it'} has been moved, change that, or pass the model:`,
    '',
    '```python',
    `base = AutoModelForCausalLM.from_pretrained("${base}")`,
    `model = PeftModel.from_pretrained(base, "${adapter}")`,
    '```',
  ];
}

const baseName = ({ student }: CardRecord, { name }: ModelOrigin) => plain(name ?? student);

function frontMatter(record: CardRecord, origin: ModelOrigin, further: readonly string[] = []): string[] {
  const tags = new Set(['socratic', record.strategy, plain(record.dataset.name)]);
  return [
    '---',
    `base_model: ${JSON.stringify(baseName(record, origin))}`,
    ...(origin.licence === null ? [] : [`license: ${JSON.stringify(plain(origin.licence))}`]),
    ...further,
    `tags: [${[...tags].map((tag) => JSON.stringify(tag)).join(', ')}]`,
    '---',
    '',
  ];
}

const plans: Readonly<Record<Guidance, string>> = {
  steps: 'a line with the number of steps',
  equations: 'a line with the equations of the steps',
};

function taskOf({ strategy, guidance }: CardRecord, role: RoleName): string {
  if (strategy === 'annotator') return 'writes the sub-questions of given steps';
  return role === 'qg' && guidance !== undefined ? `${roles.qg}, after ${plans[guidance]}` : roles[role];
}

const trainedText = (record: CardRecord, origin: ModelOrigin, role: RoleName) =>
  `A student of the strategy \`${record.strategy}\`: it ${taskOf(record, role)}. Trained with socratic-cot from \`${baseName(record, origin)}\` on ${record.dataset.trainProblems} problems.${record.unchanged ? ' No step of the training lowered its validation loss, so that its weights are unchanged.' : ''}`;

const licenceText = ({ licence }: ModelOrigin, what: 'model' | 'adapter') =>
  licence === null
    ? `The base model states no licence: find it out before you pass this ${what} on.`
    : `The base model's licence, \`${plain(licence)}\`, applies to this ${what} too.`;

function promptText({ prompt }: CardRecord): string[] {
  if (!prompt) return [];
  const example = `${prompt.before.text}Problem: …${prompt.kind === 'plain' ? '\n' : ''}${prompt.after.text}`;
  return ['', 'A problem is put to it so:', '', '```', example.replace(/```/g, "'''"), '```'];
}
