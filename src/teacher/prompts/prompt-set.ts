// The prompts of a run: those of the package, or the user's own, and which of them a problem needs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SocraticError } from '../../common/index.ts';
import type { Problem } from '../../data/index.ts';
import type { AnnotationKind } from '../kinds.ts';
import { type PromptTemplate, readTemplate, type TeacherTask } from './template.ts';

/** The prompt files of the package. */
export const promptFolder = fileURLToPath(new URL('../../../prompts', import.meta.url));

/**
 * What to ask for this problem: where it has gold steps they are kept, and only their sub-questions are asked for; where it has facts
 * or a decomposition (StrategyQA), these are shown.
 */
export function taskFor(kind: AnnotationKind, blind: boolean, problem: Problem): TeacherTask {
  if (blind) return kind === 'cot' ? 'cot-blind' : 'socratic-blind';
  const { steps = [], facts = [], decomposition = [] } = problem;
  const hasSteps = steps.length > 0 && steps.every(({ solution }) => solution.trim() !== '');
  if (kind === 'socratic' && hasSteps) return 'sub-questions';
  const hasFacts = [...facts, ...decomposition].some((text) => text.trim() !== '');
  if (kind === 'cot') return hasFacts ? 'cot-facts' : 'cot';
  return hasFacts ? 'socratic-facts' : 'socratic';
}

/** The tasks that problems of this kind may need. */
export function tasksOf(kind: AnnotationKind, blind: boolean): readonly TeacherTask[] {
  if (kind === 'cot') return blind ? ['cot-blind'] : ['cot', 'cot-facts'];
  return blind ? ['socratic-blind'] : ['sub-questions', 'socratic', 'socratic-facts'];
}

/** The tasks that ask for a step of such answers again. */
export function repairTasksOf(kind: AnnotationKind, blind: boolean): readonly TeacherTask[] {
  if (kind === 'cot') return ['repair-cot'];
  return blind ? ['repair-socratic'] : ['repair-sub-questions', 'repair-socratic'];
}

export type PromptSet = ReadonlyMap<TeacherTask, PromptTemplate>;

/** Reads the prompts for `tasks` from a folder. Throws `prompt-missing`, and what `readTemplate` throws. */
export function readPrompts(tasks: readonly TeacherTask[], folder: string = promptFolder): PromptSet {
  return new Map(
    tasks.map((task) => {
      const path = join(folder, `${task}.md`);
      if (!existsSync(path)) {
        throw new SocraticError(
          'prompt-missing',
          `${folder} has no ${task}.md. Copy it from ${promptFolder} and change it there.`,
          { subject: { path } },
        );
      }
      return [task, readTemplate(path, task)];
    }),
  );
}
