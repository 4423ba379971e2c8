// What `socratic train` tells a person about a finished run: its models, which of their weights were kept, what to do next.
import { type CommandMention, command, gigabytes, type OptionMention, option } from '../common/index.ts';
import type { ModelRecord, TrainResult } from '../distill/index.ts';
import { countOf, formatCount, formatDuration } from './format.ts';
import { commandLineStyle } from './mention-style.ts';
import { formatTable } from './table.ts';

export function formatTrainSummary({ run, strategy, dataset, models, testProblems }: SummarizedRun): string {
  const all = Object.entries(models);
  const memory = all.flatMap(([role, { memory }]) =>
    memory
      ? [
          `${role}: ${gigabytes(memory.measuredBytes)} of memory at its highest, estimated ${gigabytes(memory.estimatedBytes)}.`,
        ]
      : [],
  );
  return [
    `Trained ${strategy} on ${countOf(dataset.trainProblems, 'problem')} of ${dataset.name}.`,
    '',
    modelTable(all),
    '',
    ...all.flatMap(([role, model]) => keptText(role, model)),
    ...memory,
    `The run is in ${run}. Next:`,
    ...nextCommands({ run, strategy, dataset, testProblems }).map(
      (next) => `  ${commandLineStyle(null).command(next)}`,
    ),
  ].join('\n');
}

type SummarizedRun = Pick<TrainResult, 'run' | 'strategy' | 'dataset' | 'models' | 'testProblems'>;

const question = 'Ann has 3 boxes with 4 pens each. She gives away 5 pens. How many pens does she have left?';

function nextCommands({
  run,
  strategy,
  dataset,
  testProblems,
}: Omit<SummarizedRun, 'models'>): CommandMention[] {
  const data = option('data', dataset.path ?? 'DATA');
  if (strategy === 'annotator') {
    const teacher = option('teacher', `run:${run}`);
    return [command('annotate', data, teacher, option('kind', 'socratic'), option('out', 'pairs.jsonl'))];
  }
  const split: readonly OptionMention[] = testProblems > 0 ? [] : [option('split', 'train')];
  return [command('evaluate', run, data, ...split), command('solve', run, question)];
}

function modelTable(models: readonly (readonly [role: string, model: ModelRecord])[]): string {
  const trainedOf = ({ trainedParameters, parameters }: ModelRecord) => trainedParameters ?? parameters;
  const adapted = models.some(([, model]) => trainedOf(model) !== model.parameters);
  const rows = models.map(([role, model]) => [
    role,
    formatCount(model.parameters),
    ...(adapted ? [formatCount(trainedOf(model))] : []),
    formatCount(model.sequences),
    formatCount(model.steps),
    formatCount(model.tokens),
    formatCount(model.supervisedTokens),
    model.finalLoss?.toFixed(3) ?? '–',
    validationText(model),
    formatDuration(model.seconds),
  ]);
  const header = [
    'model',
    'parameters',
    ...(adapted ? ['trained'] : []),
    'sequences',
    'optimizer steps',
    'tokens seen',
    'supervised',
    'last loss',
    'validation loss',
    'time',
  ];
  return formatTable(header, rows);
}

/** The loss on validation before the first step and of the weights that were kept. */
function validationText({ startLoss, validationLoss }: ModelRecord): string {
  const kept = validationLoss?.toFixed(3) ?? '–';
  return startLoss === null ? kept : `${startLoss.toFixed(3)} → ${kept}`;
}

/** Which weights a model has, where validation decided. */
function keptText(
  role: string,
  { bestStep, stoppedEarly, divergedAt, steps, totalSteps }: ModelRecord,
): string[] {
  if (divergedAt !== null)
    return [
      `${role}: diverged, and stopped after step ${formatCount(divergedAt)} of ${formatCount(totalSteps)}; the weights are those of step ${formatCount(bestStep ?? divergedAt)}, the best on validation.`,
    ];
  if (bestStep === null && !stoppedEarly) return [];
  const early = `stopped after step ${formatCount(steps)} of ${formatCount(totalSteps)}, since validation got no better; `;
  if (bestStep === 0)
    return [
      `${role}: ${stoppedEarly ? early : ''}the weights are those before training: no step was better on validation.`,
    ];
  const best = bestStep ?? steps;
  const which = best === steps ? `the last step, ${formatCount(best)},` : `step ${formatCount(best)},`;
  return [`${role}: ${stoppedEarly ? early : ''}the weights are those of ${which} the best on validation.`];
}
