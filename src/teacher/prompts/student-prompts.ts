// How a trained student is asked when it is the teacher: as in its training, without instructions or examples.
import { type Message, option, SocraticError, say } from '../../common/index.ts';
import type { StrategyName } from '../../strategy/index.ts';
import type { AnnotationKind } from '../kinds.ts';
import type { PromptSet } from './prompt-set.ts';
import { parseTemplate, type TeacherTask } from './template.ts';

const steps = 'version: annotator-1\n=== user\nProblem: {{question}}\nSteps:\n{{steps}}\n';
const question = 'version: student-1\n=== user\n{{question}}\n';

interface Teaching {
  readonly kind: AnnotationKind;
  readonly blind: boolean;
  readonly task: TeacherTask;
  readonly text: string;
}

/** What a student of each strategy can write; nothing for `answer`, which has no rationales. */
const teachings: Readonly<Partial<Record<StrategyName, Teaching>>> = {
  annotator: { kind: 'socratic', blind: false, task: 'sub-questions', text: steps },
  cot: { kind: 'cot', blind: true, task: 'cot-blind', text: question },
  'socratic-unified': { kind: 'socratic', blind: true, task: 'socratic-blind', text: question },
  socratic: { kind: 'socratic', blind: true, task: 'socratic-blind', text: question },
};

/** The prompts for a student of this strategy as the teacher. Throws `teacher-cannot` for what it was not trained to write. */
export function studentPrompts(strategy: StrategyName, kind: AnnotationKind, blind: boolean): PromptSet {
  const teaching = teachings[strategy];
  const cannot = (why: string | Message) =>
    new SocraticError('teacher-cannot', say`A student of the strategy ${strategy} ${why}`, {
      subject: { option: 'teacher' },
      details: { strategy, kind, blind },
    });
  if (teaching === undefined) throw cannot('writes no rationales, so it cannot annotate.');
  if (kind !== teaching.kind) throw cannot(say`writes ${option('kind', teaching.kind)}, not ${kind}.`);
  if (blind && !teaching.blind)
    throw cannot(say`asks about the steps that it is shown. Leave ${option('blind')} out.`);
  if (!blind && teaching.blind)
    throw cannot(say`solves problems without seeing their answers. Add ${option('blind', true)}.`);
  return new Map([[teaching.task, parseTemplate(teaching.text, `prompt of ${strategy}`, teaching.task)]]);
}
