// The card of a saved student: its base and licence, and that a hostile name stays a name.
import { describe, expect, test } from 'vitest';
import { adapterCard, cardOf } from './model-card.ts';

const record = {
  student: 'models/base',
  strategy: 'cot',
  dataset: {
    name: 'gsm8k',
    path: 'data/gsm8k',
    sha256: 'x',
    answerType: 'number',
    trainProblems: 673,
    leftOut: [],
    rationaleSource: 'steps',
  },
  prompt: {
    kind: 'chat',
    before: { text: '<user>', ids: [1] },
    after: { text: '<assistant>', ids: [2] },
    next: { text: '<end><user>', ids: [3, 1] },
    stop: { text: '<end>', id: 3 },
  },
} as const;

test('says what an annotator does', () => {
  const files = cardOf(
    { ...record, strategy: 'annotator' } as never,
    { name: 'SmolLM2', licence: null, licenceText: null },
    'student',
  );
  expect(files['README.md']).toContain('it writes the sub-questions of given steps. Trained');
});

test('says what a decomposer with guidance writes first; the solver writes no plan', () => {
  const about = (role: 'qg' | 'qa', guidance: 'steps' | 'equations') =>
    cardOf(
      { ...record, strategy: 'socratic', guidance } as never,
      { name: 'SmolLM2', licence: null, licenceText: null },
      role,
    )['README.md'];
  expect(about('qg', 'steps')).toContain('pair), after a line with the number of steps. Trained');
  expect(about('qg', 'equations')).toContain('pair), after a line with the equations of the steps. Trained');
  expect(about('qa', 'steps')).toContain('(the sub-problem solver of a Socratic pair). Trained');
});

test('names the base model and its licence, and says how it is asked', () => {
  const files = cardOf(
    record as never,
    { name: 'SmolLM2', licence: 'apache-2.0', licenceText: 'Apache…' },
    'qg',
  );
  expect(Object.keys(files)).toEqual(['README.md', 'LICENSE']);
  expect(files.LICENSE).toBe('Apache…');
  expect(files['README.md']).toMatch(
    /^---\nbase_model: "SmolLM2"\nlicense: "apache-2.0"\ntags: \["socratic", "cot", "gsm8k"\]\n---\n/,
  );
  expect(files['README.md']).toContain('writes the sub-questions');
  expect(files['README.md']).toContain('on 673 problems');
  expect(files['README.md']).toContain('<user>Problem: …<assistant>');
});

test('says so when the licence is not known; a student from random weights has no card', () => {
  const files = cardOf(record as never, { name: null, licence: null, licenceText: null }, 'student');
  expect(files['README.md']).toContain('states no licence');
  expect(files['README.md']).toContain('base_model: "models/base"');
  expect(cardOf(record as never, null, 'student')).toEqual({});
});

describe('an adapter', () => {
  const origin = { name: 'SmolLM2', licence: 'apache-2.0', licenceText: null };
  const card = (kind: 'run' | 'hub' | 'directory' | 'gguf', role: 'student' | 'qg' = 'student') =>
    adapterCard(record as never, origin, role, { kind });

  test('says what it is and of what', () => {
    expect(card('hub')).toMatch(
      /^---\nbase_model: "SmolLM2"\nlicense: "apache-2.0"\nlibrary_name: peft\ntags: .*\n---\n\n# A low-rank adapter of SmolLM2, trained on gsm8k\n/,
    );
    expect(card('run', 'qg')).toContain('writes the sub-questions');
    expect(card('hub')).toContain('`apache-2.0`, applies to this adapter too');
  });

  test('says how PEFT loads it: by itself, with a model that has been moved, or not at all', () => {
    expect(card('hub')).toContain('AutoPeftModelForCausalLM.from_pretrained("RUN/adapters/student")');
    expect(card('run', 'qg')).toContain('AutoModelForCausalLM.from_pretrained("RUN/models/base")');
    expect(card('run', 'qg')).toContain('PeftModel.from_pretrained(base, "RUN/adapters/qg")');
    expect(card('directory')).toContain('AutoModelForCausalLM.from_pretrained("BASE")');
    expect(card('gguf')).toContain('dequantized to float32');
    expect(card('gguf')).toContain('`models/student` of this run is the model with the adapter merged in');
    expect(card('gguf')).not.toContain('python');
  });
});

test('names each tag once', () => {
  const origin = { name: null, licence: null, licenceText: null };
  const files = cardOf({ ...record, strategy: 'socratic' } as never, origin, 'qa');
  expect(files['README.md']).toContain('tags: ["socratic", "gsm8k"]\n');
});

test('a hostile name cannot leave its place', () => {
  const name = 'x"\nlicense: mit\n---\n`rm`';
  const card = cardOf(record as never, { name, licence: 'a\n---', licenceText: null }, 'student')[
    'README.md'
  ];
  expect(card?.split('\n').slice(0, 5)).toEqual([
    '---',
    'base_model: "x\\" license: mit --- rm "',
    'license: "a ---"',
    'tags: ["socratic", "cot", "gsm8k"]',
    '---',
  ]);
});
