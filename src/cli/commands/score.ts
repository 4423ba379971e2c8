// `socratic score`: the accuracy of any system's outputs on a dataset, read with the same extractor as our own; or annotations beside the
// sub-questions of a dataset.
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { UsageError, writeJsonLines } from '../../common/index.ts';
import { loadDataset, type NumberFormat, numberFormats, type SplitName } from '../../data/index.ts';
import {
  compareSubQuestions,
  type ReadingChanges,
  type Score,
  type SubQuestionComparison,
  type SubQuestionScore,
  scorePredictions,
} from '../../evaluate/index.ts';
import { countOf, formatCount, formatPercent, formatPercentInterval } from '../format.ts';
import { examples } from '../help.ts';
import { formatNamedLines } from '../named-lines.ts';
import { choiceOption } from '../options.ts';
import type { RunCommand } from '../run-command.ts';
import { formatFacts, formatTable } from '../table.ts';

interface ScoreOptions {
  readonly data: string;
  readonly predictions?: string;
  readonly annotations?: string;
  readonly split?: SplitName;
  readonly verdicts?: string;
  readonly numberFormat?: NumberFormat;
}

export function registerScore(program: Command, run: RunCommand): void {
  program
    .command('score')
    .description(
      'Score the outputs of any system: JSONL of {id} or {question}, and {output}; or compare the sub-questions of annotations with those of a dataset.',
    )
    .requiredOption('--data <DIR>', 'dataset directory, written by `socratic data`')
    .option('--predictions <FILE>', 'the outputs, one JSON object a line')
    .option(
      '--annotations <FILE>',
      'instead: annotations of `socratic annotate`, whose sub-questions are compared',
    )
    .option(
      '--split <NAME>',
      'train, validation or test (default test; annotations: all of them)',
      choiceOption('--split', ['train', 'validation', 'test']),
    )
    .option(
      '--number-format <FORMAT>',
      'decimal-point or decimal-comma: how the outputs write numbers, for "1.234" and "1,234" (default: as nearly all of their numbers are written)',
      choiceOption('--number-format', numberFormats),
    )
    .option('--verdicts <FILE>', 'also write what was read from every output, one JSON object a problem')
    .addHelpText(
      'after',
      examples([
        [
          'score --data data/gsm8k --predictions gpt-outputs.jsonl',
          "another system's outputs on the test problems",
        ],
        [
          'score --data data/gsm8k --predictions gpt-outputs.jsonl --verdicts verdicts.jsonl --json',
          'what was read from each of them, and why',
        ],
        [
          'score --data data/gsm8k --annotations pairs.jsonl',
          "BLEU and numbers of a teacher's sub-questions against the dataset's own",
        ],
      ]),
    )
    .action(
      run(async (context, options: ScoreOptions) => {
        const { predictions, annotations } = sourceOf(options);
        if (options.verdicts !== undefined && existsSync(options.verdicts)) {
          throw new UsageError(
            'out-exists',
            `--verdicts: ${options.verdicts} already exists and is not replaced. Choose another name.`,
            { details: { path: options.verdicts } },
          );
        }
        const data = loadDataset(options.data);
        for (const { file, line, reason } of data.unusable)
          context.reporter.warn(`${file}:${line}: ${reason}; set aside.`);
        if (annotations !== undefined) {
          const { train, validation, test } = data.splits;
          const problems =
            options.split === undefined ? [...train, ...validation, ...test] : data.splits[options.split];
          const comparison = compareSubQuestions(annotations, problems);
          context.result(
            { dataset: data.name, annotations, ...comparison },
            comparisonText(annotations, comparison),
          );
          return;
        }
        const split = options.split ?? 'test';
        const { verdicts, ...score } = scorePredictions({
          problems: data.splits[split],
          predictionsPath: predictions,
          ...(options.numberFormat && { numberFormat: options.numberFormat }),
        });
        if (options.verdicts !== undefined) writeJsonLines(options.verdicts, verdicts);
        const about = { predictions, split, verdicts: options.verdicts };
        context.result({ dataset: data.name, split, ...score }, textOf(score, about));
      }),
    );
}

/** What is scored: predictions or annotations. Throws `nothing-to-score` and `option-unused`. */
function sourceOf({ predictions, annotations, verdicts, numberFormat }: ScoreOptions) {
  if (predictions !== undefined && annotations === undefined) return { predictions };
  if (annotations === undefined) {
    throw new UsageError(
      'nothing-to-score',
      'Name the outputs with --predictions FILE, or annotations with --annotations FILE.',
    );
  }
  if (predictions !== undefined) {
    throw new UsageError(
      'option-unused',
      'Both --predictions and --annotations are given: name one of them.',
    );
  }
  if (verdicts !== undefined) {
    throw new UsageError(
      'option-unused',
      '--verdicts belongs to --predictions: annotations carry their own. Leave it out.',
    );
  }
  if (numberFormat !== undefined) {
    throw new UsageError(
      'option-unused',
      '--number-format belongs to --predictions: annotations carry their own answers. Leave it out.',
    );
  }
  return { annotations };
}

function comparisonText(
  file: string,
  { all, kept, rejected, withoutReference, skipped }: SubQuestionComparison,
): string {
  const share = (value: number | null) => (value === null ? '' : formatPercent(value));
  const row = (name: string, score: SubQuestionScore) => [
    name,
    formatCount(score.chains),
    formatCount(score.countsMatch),
    formatCount(score.questions),
    score.chains === 0 ? '' : score.bleu.toFixed(1),
    formatCount(score.identical),
    share(score.numbersCovered),
    share(score.numbersAdded),
  ];
  const columns = [
    '',
    'chains',
    'same count',
    'questions',
    'BLEU',
    'identical',
    'numbers covered',
    'numbers added',
  ];
  const rows = [row('kept', kept), row('rejected', rejected), row('all', all)];
  return [
    `${file} beside the dataset's own sub-questions`,
    '',
    formatTable(columns, rows),
    '',
    'Covered: of the numbers in the reference, those that the sub-question at its place has too. Added: of its numbers, those that the reference has not.',
    ...(withoutReference === 0
      ? []
      : [`${formatCount(withoutReference)} chains are of problems without sub-questions in the dataset.`]),
    ...formatNamedLines(skipped, 'skipped', '--json'),
  ].join('\n');
}

function textOf(
  score: Omit<Score, 'verdicts'>,
  {
    predictions,
    split,
    verdicts,
  }: { readonly predictions: string; readonly split: SplitName; readonly verdicts: string | undefined },
): string {
  const { total, correct, accuracy, ci95, unreadable, missing, extractor } = score;
  const { strict, notComputed, numberFormat, changes } = score;
  const facts: [string, string][] = [
    ['accuracy', `${formatPercentInterval(accuracy, ci95)} (95 % interval)`],
    [
      'strict',
      `${formatPercentInterval(strict.accuracy, strict.ci95)} (only answers behind #### or in a box count)`,
    ],
    ['correct', `${formatCount(correct)} of ${formatCount(total)}`],
    ['wrong', formatCount(total - correct - unreadable - missing)],
    ['unreadable', `${formatCount(unreadable)} (no answer found: counted as not correct)`],
    ['missing', `${formatCount(missing)} (no output: counted as not correct)`],
    ['extractor', extractor],
  ];
  if (notComputed.count > 0) {
    facts.push([
      'not computed',
      `${formatCount(notComputed.count)} of the unreadable state an expression without its value; ${formatCount(notComputed.correct)} of these would be right`,
    ]);
  }
  if (numberFormat === 'decimal-comma') facts.push(['numbers', 'read with decimal commas: 1.234 is 1234']);
  if (changes !== null) facts.push(['read before', changesText(changes)]);
  const lists = [
    ...formatNamedLines(score.unmatched, 'without a problem in this split', '--json'),
    ...formatNamedLines(score.disagreeing, 'whose id and question disagree', '--json'),
    ...formatNamedLines(score.duplicates, 'left out, an earlier line has the same problem', '--json'),
    ...formatNamedLines(score.skipped, 'skipped', '--json'),
  ];
  return [
    `${predictions} on ${formatCount(total)} ${split} problems`,
    '',
    formatFacts(facts),
    ...(lists.length > 0 ? ['', ...lists] : []),
    ...(changes === null || changes.changed === 0 ? [] : ['', ...exampleLines(changes)]),
    ...(verdicts === undefined ? [] : ['', `What was read from every output is in ${verdicts}`]),
  ].join('\n');
}

/** `100 lines, by extractor 1.0.0: 7 read differently now, 3 became correct and 1 wrong` */
function changesText({
  compared,
  extractors,
  changed,
  becameCorrect,
  becameWrong,
  unmarkedOnly,
}: ReadingChanges) {
  const by = extractors.map((version) => version ?? 'an unstated version').join(', ');
  const unmarked =
    unmarkedOnly === 0 ? '' : ` (${formatCount(unmarkedOnly)} had no answer and have one behind no ####)`;
  return `${countOf(compared, 'line')}, by extractor ${by}: ${formatCount(changed)} read differently now${unmarked}, ${formatCount(becameCorrect)} became correct and ${formatCount(becameWrong)} wrong`;
}

function exampleLines({ examples }: ReadingChanges): string[] {
  const row = ({ line, id, gold, before, now, rule }: ReadingChanges['examples'][number]) => [
    formatCount(line),
    id,
    before ?? '–',
    now ?? '–',
    rule ?? '',
    gold,
  ];
  return [formatTable(['line', 'problem', 'before', 'now', 'rule', 'gold'], examples.map(row))];
}
