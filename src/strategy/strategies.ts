// The four strategies, each as the sentence that the paper says it with (Shridhar et al. 2023, section 3), and the teacher's easiest
// task as a fifth: the sub-questions of given steps.
import {
  annotatorLines,
  answerCue,
  answerPieces,
  numberedLine,
  problemLine,
  questionLine,
  solutionPieces,
  statementPieces,
} from './format.ts';
import { parseNumberedQuestions, parseSocratic, parseStatements } from './parse.ts';
import type { PairMode, Rationale, Role, Segment, Strategy, StrategyName } from './types.ts';

/** Text that the model is told: a prompt, or what is forced upon it. */
export function given(text: string): Segment {
  return { text, learned: false };
}

/** The problem, as every model is asked it. */
function prompt(question: string): Segment {
  return { text: problemLine(question), learned: false, prompt: true };
}

/** Text that the model is to write. */
export function learned(text: string): Segment {
  return { text, learned: true };
}

const answerOnly: Role = {
  name: 'student',
  sequence: (problem) => [prompt(problem.question), ...answerPieces(problem.answer).map(learned)],
};

const chain: Role = {
  name: 'student',
  sequence: (problem, { steps }) => [
    prompt(problem.question),
    ...steps.flatMap((step) => statementPieces(step.solution).map(learned)),
    ...answerPieces(problem.answer).map(learned),
  ],
};

const selfQuestioner: Role = {
  name: 'student',
  sequence: (problem, { steps }) => [
    prompt(problem.question),
    ...steps.flatMap((step) =>
      [questionLine(step.question), answerCue, ...solutionPieces(step.solution)].map(learned),
    ),
    ...answerPieces(problem.answer).map(learned),
  ],
};

/** With guidance, a decomposer plans before it asks. */
function plan({ planLine }: Rationale): Segment[] {
  return planLine === undefined ? [] : [learned(planLine)];
}

/** Asks all its sub-questions before any is answered. */
const problemDecomposer: Role = {
  name: 'qg',
  sequence: (problem, rationale) => [
    prompt(problem.question),
    ...plan(rationale),
    ...rationale.steps.map((step) => learned(questionLine(step.question))),
  ],
};

/** Asks each sub-question after the answers so far: the transcript of `subProblemSolver`, the other half learned. */
const followingDecomposer: Role = {
  name: 'qg',
  sequence: (problem, rationale) => [
    prompt(problem.question),
    ...plan(rationale),
    ...rationale.steps.flatMap((step) => [
      learned(questionLine(step.question)),
      ...[answerCue, ...solutionPieces(step.solution)].map(given),
    ]),
  ],
};

const subProblemSolver: Role = {
  name: 'qa',
  sequence: (problem, { steps }) => [
    prompt(problem.question),
    ...steps.flatMap((step) => [
      given(questionLine(step.question)),
      given(answerCue),
      ...solutionPieces(step.solution).map(learned),
    ]),
    ...answerPieces(problem.answer).map(learned),
  ],
};

/** Writes one sub-question for every step that it is given. */
const subQuestionWriter: Role = {
  name: 'student',
  sequence: (problem, { steps }) => [
    {
      text: annotatorLines(
        problem.question,
        steps.map(({ solution }) => solution),
      ),
      learned: false,
      prompt: true,
    },
    ...steps.map(({ question }, index) => learned(numberedLine(question, index))),
  ],
};

const strategies: Readonly<Record<StrategyName, Strategy>> = {
  answer: { name: 'answer', requirement: 'answer', roles: () => [answerOnly], parse: parseStatements },
  cot: { name: 'cot', requirement: 'steps', roles: () => [chain], parse: parseStatements },
  'socratic-unified': {
    name: 'socratic-unified',
    requirement: 'sub-questions',
    roles: () => [selfQuestioner],
    parse: parseSocratic,
  },
  socratic: {
    name: 'socratic',
    requirement: 'sub-questions',
    roles: (mode: PairMode) => [
      mode === 'upfront' ? problemDecomposer : followingDecomposer,
      subProblemSolver,
    ],
    parse: parseSocratic,
  },
  annotator: {
    name: 'annotator',
    requirement: 'sub-questions',
    roles: () => [subQuestionWriter],
    parse: parseNumberedQuestions,
  },
};

/** The strategy of this name. */
export function strategyOf(name: StrategyName): Strategy {
  return strategies[name];
}
