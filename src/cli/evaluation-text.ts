// What `socratic evaluate` tells: accuracy with its interval, what was unreadable or cut short, and by how many steps.
import type { Evaluation, ModelEvaluation, RunEvaluation, TeacherEvaluation } from '../evaluate/index.ts';
import { dollarsText } from '../teacher/index.ts';
import { answersText, sourceText } from './annotation-text.ts';
import { countOf, formatCount, formatDuration, formatPercent, formatPercentInterval } from './format.ts';
import { commandName } from './invocation.ts';
import { formatFacts, formatTable } from './table.ts';

export function runText(evaluation: RunEvaluation): string {
  const facts = [
    ...oracleOf(evaluation),
    ...outsideOf(evaluation),
    ...generationOf(evaluation),
    ...costOf(evaluation),
  ];
  return textOf(evaluation, evaluation.strategy, facts, [], repeatAdvice(evaluation));
}

export function modelText(evaluation: ModelEvaluation): string {
  return textOf(evaluation, askedOf(evaluation), [...generationOf(evaluation), ...promptOf(evaluation)]);
}

/** How many problems without an answer are named; all of them are in the evaluation. */
const named = 5;

export function teacherText(evaluation: TeacherEvaluation): string {
  const { model, prompting, shots, prompt, total, unmarked, usage } = evaluation;
  const name = model.name === null || model.spec.endsWith(model.name) ? '' : ` (${model.name})`;
  const facts: [string, string][] = [
    ['calculator', 'off: it cannot reach into what an API writes'],
    [
      'generated',
      `${(evaluation.generatedTokensPerProblem ?? 0).toFixed(1)} tokens a problem${usage.estimated === 0 ? '' : `, ${countOf(usage.estimated, 'answer')} estimated`}`,
    ],
    ['teacher', `${model.spec}${name}`],
    ['prompt', `${prompting}, ${countOf(shots, 'example')}, ${prompt.version}`],
    ['answers', answersText(evaluation)],
    ['cost', teacherCost(evaluation)],
  ];
  const notes = [
    ...(unmarked.count === 0
      ? []
      : [
          '',
          `${countOf(unmarked.count, 'output')} without "####" ${unmarked.count === 1 ? 'counts' : 'count'} as unreadable, as a student's would. ${commandName()} score, which looks for answers everywhere, finds ${formatCount(unmarked.correct)} of them right.`,
        ]),
    ...missingText(evaluation.unanswered, total),
  ];
  return textOf(
    evaluation,
    askedOf(evaluation),
    facts,
    [['no answer', formatCount(evaluation.missing)]],
    notes,
  );
}

function missingText(unanswered: TeacherEvaluation['unanswered'], total: number): string[] {
  if (unanswered.length === 0) return [];
  const more = unanswered.length - named;
  const refused = unanswered.some(({ kind }) => kind === 'rejected' || kind === 'forbidden');
  const again = refused
    ? 'the next start asks again, with --retry-failed also where the teacher has refused'
    : 'the next start asks again';
  return [
    '',
    `${formatCount(unanswered.length)} of ${countOf(total, 'problem')} had no answer and count as not solved; ${again}:`,
    ...unanswered.slice(0, named).map(({ id, kind, message }) => `  ${id}: ${kind}: ${message}`),
    ...(more > 0 ? [`  and ${formatCount(more)} more, all of them in --json and in the predictions`] : []),
  ];
}

function teacherCost({ cost, price }: TeacherEvaluation): string {
  if (cost.spent === null || cost.perProblem === null) return 'unknown: no price (see --prices)';
  const lost =
    cost.unresolvedCalls === 0
      ? ''
      : `; ${countOf(cost.unresolvedCalls, 'call')} with an unknown outcome, at most ${dollarsText(cost.unresolved ?? 0)}`;
  return `${dollarsText(cost.spent)} over all starts, ${dollarsText(cost.perProblem)} a problem${sourceText(price)}${lost}`;
}

function generationOf(evaluation: Evaluation): [string, string][] {
  const { total, seconds, generatedTokens } = evaluation;
  return [
    ['calculator', evaluation.calculator ? `on, used ${countOf(evaluation.calculatorUses, 'time')}` : 'off'],
    ...(evaluation.weights ? [['weights', `rounded to ${evaluation.weights}`] as [string, string]] : []),
    ...penaltyOf(evaluation),
    ...samplingOf(evaluation),
    ...confidenceFacts(evaluation),
    ...repeatsOf(evaluation),
    ...guidanceOf(evaluation),
    ...resamplingOf(evaluation),
    ['generated', `${(generatedTokens / total).toFixed(1)} tokens a problem`],
    ['time', `${formatDuration(seconds)}, ${(total / seconds).toFixed(1)} problems/s`],
  ];
}

const oracleWords = {
  questions: { given: 'sub-questions', part: 'decomposer' },
  answers: { given: 'sub-solutions', part: 'solver' },
  guidance: { given: 'plans', part: 'plan' },
} as const satisfies Record<NonNullable<RunEvaluation['oracle']>, object>;

function oracleOf({ oracle, oracleDifference }: RunEvaluation): [string, string][] {
  if (!oracle) return [];
  const { given, part } = oracleWords[oracle];
  return [
    ['oracle', `the problems' own ${given} are given`],
    [`without mistakes of the ${part}`, differenceText(oracleDifference, 'oracle')],
  ];
}

function differenceText(
  found: RunEvaluation['oracleDifference'] | null,
  helped: 'oracle' | 'other model',
): string {
  if (!found) return `unknown: evaluate the run without the ${helped} first, with the same options`;
  const points = (share: number) => `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)}`;
  const [low, high] = found.ci95;
  return `${points(found.difference)} points [${points(low)}, ${points(high)}] on ${countOf(found.total, 'problem')}`;
}

/** What other models did in place of the pair's own, what it brought, and what it cost. */
function outsideOf({ outside }: RunEvaluation): [string, string][] {
  if (!outside) return [];
  const { questions, answers, unsureBelow, consulted, replaced, subQuestions } = outside;
  const share = consulted === null ? '' : ` (${formatPercent(consulted / Math.max(1, subQuestions))})`;
  const which =
    unsureBelow === null
      ? 'all sub-solutions'
      : `sub-solutions below a likelihood of ${unsureBelow}: ${formatCount(consulted ?? 0)} of ${countOf(subQuestions, 'sub-question')}${share}, ${formatCount(replaced ?? 0)} replaced${outside.failedSteps ? `, ${countOf(outside.failedSteps, 'call')} failed: the next start asks again` : ''}`;
  return [
    ...(questions ? [['asked by', `${questions.model}, ${askedText(questions)}`] as [string, string]] : []),
    ...(answers
      ? ([
          ['answered by', `${answers.model}, ${askedText(answers)}`],
          ['of them', which],
        ] as [string, string][])
      : []),
    ...outsideCosts(outside),
    ['against its own models', differenceText(outside.difference, 'other model')],
    ...(outside.unanswered === 0
      ? []
      : [
          ['no answer', `${countOf(outside.unanswered, 'problem')}, counted as not solved`] as [
            string,
            string,
          ],
        ]),
    ...(outside.chains === null
      ? []
      : [
          ['kept to train on', `${countOf(outside.chainCount, 'right chain')} in ${outside.chains}`] as [
            string,
            string,
          ],
        ]),
  ];
}

function askedText({
  answered,
  reused,
  failed,
  unusable,
}: NonNullable<NonNullable<RunEvaluation['outside']>['answers']>): string {
  const parts = [
    countOf(answered, 'new answer'),
    ...(reused === 0 ? [] : [`${formatCount(reused)} from the store`]),
    ...(unusable === 0 ? [] : [`${formatCount(unusable)} of them not usable`]),
    ...(failed === 0 ? [] : [`${countOf(failed, 'call')} failed`]),
  ];
  return parts.join(', ');
}

/** What other models cost, and what went wrong first. */
function outsideCosts({
  questions,
  answers,
  spent,
}: NonNullable<RunEvaluation['outside']>): [string, string][] {
  const models = [questions, answers].flatMap((model) => model ?? []);
  const example = models.find((model) => model.example !== null)?.example;
  const paidNow = models.reduce((sum, { newCost }) => sum + (newCost ?? 0), 0);
  const cost =
    spent === null
      ? 'unknown: no price (see --prices)'
      : `${dollarsText(paidNow)} now, ${dollarsText(spent)} over all starts`;
  return [['cost', cost], ...(example == null ? [] : [['first without use', example] as [string, string]])];
}

function penaltyOf({ repetitionPenalty }: Evaluation): [string, string][] {
  return repetitionPenalty === undefined ? [] : [['repetition penalty', String(repetitionPenalty)]];
}

function samplingOf({ sampling, votes }: Evaluation): [string, string][] {
  if (!sampling) return [];
  const { samples, temperature, topK, topP, minP, seed } = sampling;
  const cuts = [
    ...(topK === null ? [] : [`top-k ${topK}`]),
    ...(topP < 1 ? [`top-p ${topP}`] : []),
    ...(minP > 0 ? [`min-p ${minP}`] : []),
  ];
  const how = [`temperature ${temperature}`, ...cuts, `seed ${seed}`].join(', ');
  return [
    ['samples', `${countOf(samples, 'sample')} a problem, ${how}`],
    ...(votes
      ? [['one sample', `${formatPercent(votes.sampleAccuracy)} on average`] as [string, string]]
      : []),
  ];
}

/** What confidence in the answers is made of, and how far it is off. */
function confidenceFacts({ confidence, split }: Evaluation): [string, string][] {
  if (!confidence) return [];
  const { measure, fit, expectedCalibrationError, brier } = confidence;
  const made = measure === 'agreement' ? 'agreement of the samples' : 'likelihood of the tokens';
  const how =
    fit !== null
      ? `fitted on ${countOf(fit.problems, 'validation problem')}`
      : split === 'validation'
        ? 'not fitted; evaluations of other problems are fitted on this one'
        : 'not fitted: evaluate with --split validation and the same options first';
  return [
    ['confidence', `${made}, ${how}`],
    [
      'confidence is off by',
      `${(100 * expectedCalibrationError).toFixed(1)} points on average (Brier score ${brier.toFixed(3)})`,
    ],
  ];
}

/** The accuracy of the surest answers. */
function coverageLines({ confidence }: Evaluation): string[] {
  if (!confidence) return [];
  const rows = confidence.coverage.map(({ share, least, total, accuracy, ci95 }) => [
    formatPercent(share, 0),
    formatPercent(least, 0),
    total,
    formatPercentInterval(accuracy, ci95),
  ]);
  return ['', formatTable(['surest answers', 'confidence from', 'problems', 'accuracy'], rows)];
}

function repeatsOf({ repeats }: Evaluation): [string, string][] {
  if (!repeats) return [];
  const { problems, answered, stopped } = repeats;
  const where = `in ${countOf(problems, 'problem')}`;
  const what = [
    ...(answered === 0 ? [] : [`${countOf(answered, 'sub-question')} asked again ${where}`]),
    ...(stopped === 0 ? [] : [`${countOf(stopped, 'sub-question')} not asked again ${where}`]),
  ];
  return [['repeats', what.length === 0 ? 'none' : what.join(', ')]];
}

/** What a pair with guidance planned, how that compares with the problems' own steps, and whether it followed its plans. */
function guidanceOf({ guidance, total }: Evaluation): [string, string][] {
  if (!guidance) return [];
  const { by, planned, compared, sameSteps, samePlan, followed } = guidance;
  const share = (count: number, all: number) =>
    `${formatCount(count)} of ${formatCount(all)}${all === 0 ? '' : ` (${formatPercent(count / all)})`}`;
  return [
    ['plans', `by ${by}, in ${share(planned, total)}`],
    ...(sameSteps === null || compared === 0
      ? []
      : [['steps as in the problem', share(sameSteps, compared)] as [string, string]]),
    ...(samePlan === null || compared === 0 || by === 'steps'
      ? []
      : [['equations as in the problem', share(samePlan, compared)] as [string, string]]),
    ['as many questions as planned', share(followed, planned)],
  ];
}

function resamplingOf({ resampling, generatedTokens }: Evaluation): [string, string][] {
  if (!resampling) return [];
  const { tries, problems, lines, mended, tokens, temperature, seed } = resampling;
  const how = `at most ${countOf(tries, 'time')}, temperature ${temperature}, seed ${seed}`;
  const cost = `${countOf(tokens, 'token')} thrown away (${formatPercent(generatedTokens === 0 ? 0 : tokens / generatedTokens)})`;
  const what =
    lines === 0
      ? 'no line'
      : `${countOf(lines, 'line')} in ${countOf(problems, 'problem')}, ${formatCount(mended)} mended, ${cost}`;
  return [['resampled', `${what}; ${how}`]];
}

/** The share of problems with repeats from which on the option against them is named. */
const MANY_REPEATS = 0.1;

function repeatAdvice({ repeats, total }: Evaluation): string[] {
  if (!repeats || repeats.option === 'stop' || repeats.problems < MANY_REPEATS * total) return [];
  return [
    '',
    `The pair repeated sub-questions in ${formatPercent(repeats.problems / total)} of the problems. With --repeats stop it is asked for the answer at the first one.`,
  ];
}

/** How far a vote can be trusted, by how many of the samples agree. */
function agreementLines({ votes }: Evaluation): string[] {
  if (!votes) return [];
  const rows = votes.byAgreement.map(({ above, upTo, total, correct, accuracy, ci95 }) => [
    `${formatPercent(above, 0)} to ${formatPercent(upTo, 0)}`,
    total,
    correct,
    formatPercentInterval(accuracy, ci95),
  ]);
  return ['', formatTable(['agreement', 'problems', 'correct', 'accuracy'], rows)];
}

function costOf({ models }: RunEvaluation): [string, string][] {
  const all = Object.values(models);
  const sum = (value: (model: (typeof all)[number]) => number) =>
    all.reduce((total, model) => total + value(model), 0);
  return [
    ['parameters', formatCount(sum(({ parameters }) => parameters))],
    [
      'trained on',
      `${formatCount(sum(({ tokens }) => tokens))} tokens, ${sum(({ flops }) => flops).toExponential(2)} FLOPs, ${formatDuration(sum((model) => model.seconds))}`,
    ],
  ];
}

/** What was asked for, and as what the outputs were read where that has another name. */
function askedOf({ prompting, strategy }: ModelEvaluation | TeacherEvaluation): string {
  return `Prompted for ${prompting}${prompting === strategy ? '' : ` (read as ${strategy})`}`;
}

function promptOf({ model, prompting, shots, prompt }: ModelEvaluation): [string, string][] {
  return [
    ['parameters', `${formatCount(model.parameters)}, untrained here (${model.name ?? model.spec})`],
    ['prompt', `${prompting}, ${countOf(shots, 'example')}, ${prompt.kind}`],
  ];
}

/** `missing`: a fact beside the unreadable outputs; `notes`: lines before the last. */
function textOf(
  evaluation: Evaluation,
  what: string,
  about: readonly [string, string][],
  missing: readonly [string, string][] = [],
  notes: readonly string[] = [],
): string {
  const { total, correct, accuracy, ci95, unreadable, limits } = evaluation;
  const cut = Object.entries(limits).flatMap(([limit, count]) => (count > 0 ? [`${count} by ${limit}`] : []));
  const facts: [string, string][] = [
    ['accuracy', `${formatPercentInterval(accuracy, ci95)} (95 % interval)`],
    ['correct', `${formatCount(correct)} of ${formatCount(total)}`],
    ['unreadable', formatCount(unreadable)],
    ...missing,
    ['cut short', cut.length > 0 ? cut.join(', ') : 'none'],
    ...about,
  ];
  const bySteps = evaluation.bySteps.map((row) => [
    row.steps,
    row.total,
    row.correct,
    formatPercentInterval(row.accuracy, row.ci95),
  ]);
  return [
    `${what} on ${countOf(total, `${evaluation.split} problem`)}`,
    '',
    formatFacts(facts),
    ...(bySteps.length > 0 ? ['', formatTable(['steps', 'problems', 'correct', 'accuracy'], bySteps)] : []),
    ...agreementLines(evaluation),
    ...coverageLines(evaluation),
    ...notes,
    '',
    `Every prediction is in ${evaluation.predictions}`,
  ].join('\n');
}
