// `socratic data`: problems from published files, a user's own file or the built-in generator become a dataset directory.
import type { Command } from 'commander';
import {
  answerTypes,
  arithmeticFamilies,
  type CreateDatasetOptions,
  columnNames,
  datasets,
  generatorDefaults,
  generatorRanges,
  numberFormats,
  readingDefaults,
  readingRanges,
  stepsRange,
} from '../../data/index.ts';
import type { CommandFrame, StopWords } from '../command-frame.ts';
import { formatDatasetSummary } from '../data-summary.ts';
import { examples } from '../help.ts';
import {
  choiceOption,
  choicesOption,
  integerOption,
  mappingOption,
  numberOption,
  spanOption,
} from '../options.ts';

interface DataOptions extends Omit<CreateDatasetOptions, 'test' | 'testFraction' | 'reporter' | 'signal'> {
  /** A file, or for `arithmetic` a number of problems. */
  readonly test?: string;
}

const { steps: span } = generatorDefaults;

export function registerData(program: Command, frame: CommandFrame): void {
  program
    .command('data')
    .description('Read or generate problems and write a dataset directory for the other commands.')
    .argument(
      '<dataset>',
      'gsm8k, svamp, strategyqa, arithmetic, or a file of your own (.jsonl, .json, .csv, .tsv)',
    )
    .requiredOption('--out <DIR>', 'directory for the dataset')
    .option('--force', 'replace an existing dataset in --out')
    .option(
      '--validation <SHARE>',
      `share of train to set aside for validation (default: ${readingDefaults.validation})`,
      numberOption('--validation', readingRanges.validation),
    )
    .option(
      '--seed <N>',
      `seed of all random choices (default: ${readingDefaults.seed})`,
      integerOption('--seed', readingRanges.seed),
    )
    .option('--source <DIR>', 'for gsm8k, svamp, strategyqa: directory with the published files')
    .option(
      '--test <FILE|N>',
      `for your own file: a second file with the test problems; for arithmetic: number of test problems (default: a share of ${readingDefaults.testFraction} of the file; arithmetic: ${generatorDefaults.test})`,
    )
    .optionsGroup('A file of your own:')
    .option(
      '--columns <MAPPING>',
      'names of your columns: question=q,answer=a,…; + joins columns: question=story+q',
      mappingOption('--columns', columnNames),
    )
    .option(
      '--answer-type <TYPE>',
      'type of every answer: number, boolean or text (default: decided from the answers)',
      choiceOption('--answer-type', answerTypes),
    )
    .option(
      '--number-format <FORMAT>',
      'decimal-point or decimal-comma: decides what "1.234" and "1,234" mean in answers and steps (default: the format of nearly all of them)',
      choiceOption('--number-format', numberFormats),
    )
    .optionsGroup('arithmetic, the built-in word problems:')
    .option(
      '--train <N>',
      `number of training problems, including validation (default: ${generatorDefaults.train})`,
      integerOption('--train', generatorRanges.train),
    )
    .option(
      '--families <NAMES>',
      `families of problems, separated by commas (default: ${arithmeticFamilies.join(',')})`,
      choicesOption('--families', arithmeticFamilies),
    )
    .option(
      '--steps <SPAN>',
      `steps of a problem, a number or a span (default: ${span.min}-${span.max})`,
      spanOption('--steps', stepsRange),
    )
    .option(
      '--max-number <N>',
      `largest number in a problem or its solution (default: ${generatorDefaults.maxNumber})`,
      integerOption('--max-number', generatorRanges.maxNumber),
    )
    .option(
      '--distractors <P>',
      `share of problems with irrelevant facts (default: ${generatorDefaults.distractors})`,
      numberOption('--distractors', generatorRanges.distractors),
    )
    .addHelpText(
      'after',
      examples([
        ['data gsm8k --source downloads/gsm8k --out data/gsm8k', 'GSM8K from its published files'],
        [
          'data arithmetic --train 3000 --test 300 --steps 2-4 --out data/small',
          'Built-in word problems of 2 to 4 steps',
        ],
        ['data problems.csv --columns question=text,answer=result --out data/mine', 'Your own problems'],
      ]),
    )
    .action(
      frame.stoppableAction(stopWords, async (context, options: DataOptions, dataset: string) => {
        const { reporter, signal } = context;
        const test = dataset === 'arithmetic' ? countOf(options.test) : options.test;
        const summary = await datasets.create(dataset, { ...options, test, reporter, signal });
        context.result({ ...summary, out: options.out }, formatDatasetSummary(summary, options.out));
      }),
    );
}

const stopWords: StopWords = {
  first: 'Stopping: nothing is written.',
  forced:
    'Stopped at once: no dataset is written; a folder whose name ends in .socratic-new may be left beside it.',
};

/** The number of test problems; a file can be named there too, for other datasets. */
function countOf(test: string | undefined): number | undefined {
  return test === undefined ? undefined : integerOption('--test', generatorRanges.test)(test);
}
