// What `socratic train` tells a person about a finished run: its models, which of their weights were kept, what to do next.
import { gigabytes } from '../common/index.ts';
import type { ModelRecord, RunRecord } from '../distill/index.ts';
import { countOf, formatCount, formatDuration } from './format.ts';
import { commandName } from './invocation.ts';
import { formatTable } from './table.ts';

/** The record as text. `out` is the run's directory; `hasTest`: whether there are test problems to evaluate it on. */
export function formatTrainSummary(
  out: string,
  { strategy, dataset, models }: RunRecord,
  { hasTest }: { readonly hasTest: boolean },
): string {
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
    `The run is in ${out}. Next:`,
    ...nextCommands(out, strategy, dataset.path, hasTest).map((next) => `  ${commandName()} ${next}`),
  ].join('\n');
}

function nextCommands(
  out: string,
  strategy: RunRecord['strategy'],
  data: string,
  hasTest: boolean,
): string[] {
  if (strategy === 'annotator') {
    return [`annotate --data ${data} --teacher run:${out} --kind socratic --out pairs.jsonl`];
  }
  return [
    `evaluate ${out} --data ${data}${hasTest ? '' : ' --split train'}`,
    `solve ${out} "Ann has 3 boxes with 4 pens each. She gives away 5 pens. How many pens does she have left?"`,
  ];
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
    model.validationLoss?.toFixed(3) ?? '–',
    formatDuration(model.seconds),
  ]);
  const header = [
    'model',
    'parameters',
    ...(adapted ? ['of them trained'] : []),
    'sequences',
    'optimizer steps',
    'tokens seen',
    'of them learned',
    'last loss',
    'validation loss',
    'time',
  ];
  return formatTable(header, rows);
}

/** Which weights a model has, where validation decided. */
function keptText(role: string, { bestStep, stoppedEarly, steps, totalSteps }: ModelRecord): string[] {
  if (bestStep === null && !stoppedEarly) return [];
  const early = `stopped after step ${formatCount(steps)} of ${formatCount(totalSteps)}, since validation got no better; `;
  const best = bestStep ?? steps;
  const which = best === steps ? `the last step, ${formatCount(best)},` : `step ${formatCount(best)},`;
  return [`${role}: ${stoppedEarly ? early : ''}the weights are those of ${which} the best on validation.`];
}
