// `socratic data`: problems from published files, a user's own file or the built-in generator become a dataset directory.
import type { Command } from 'commander';
import { UsageError } from '../../common/index.ts';
import {
  type AnswerType,
  type ArithmeticFamily,
  arithmeticFamilies,
  type ColumnMapping,
  convertUserFile,
  type DatasetSummary,
  type DatasetTarget,
  type NumberFormat,
  numberFormats,
  publishedDatasets,
  readDataset,
  writeArithmetic,
  writeDataset,
} from '../../data/index.ts';
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
import type { CommandContext, RunCommand, StopWords } from '../run-command.ts';

interface FileOptions {
  readonly source?: string;
  readonly columns?: ColumnMapping;
  readonly answerType?: AnswerType;
  readonly numberFormat?: NumberFormat;
}

interface GeneratorOptions {
  readonly train?: number;
  readonly families?: readonly ArithmeticFamily[];
  readonly steps?: { readonly min: number; readonly max: number };
  readonly maxNumber?: number;
  readonly distractors?: number;
}

interface DataOptions extends FileOptions, GeneratorOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly validation?: number;
  readonly seed?: number;
  /** A file, or for `arithmetic` a number of problems. */
  readonly test?: string;
}

const columnNames = [
  'id',
  'question',
  'answer',
  'steps',
  'facts',
  'decomposition',
  'answerType',
] as const satisfies readonly (keyof ColumnMapping)[];

export function registerData(program: Command, run: RunCommand): void {
  program
    .command('data')
    .description('Read or generate problems and write the dataset directory that the other commands work on.')
    .argument('<dataset>', 'gsm8k, svamp, strategyqa, arithmetic, or a .jsonl or .csv file of your own')
    .requiredOption('--out <DIR>', 'where the dataset is written')
    .option('--force', 'replace a dataset that is already there')
    .option(
      '--validation <SHARE>',
      'share of train to set aside for validation (default 0.1)',
      numberOption('--validation', { min: 0, max: 0.9 }),
    )
    .option('--seed <N>', 'decides every random choice (default 0)', integerOption('--seed', { min: 0 }))
    .option('--source <DIR>', 'gsm8k, svamp, strategyqa: the folder of the published files')
    .option(
      '--test <FILE|N>',
      'your own file: a second one, with the test problems (default: a tenth is cut off); arithmetic: how many (default 500)',
    )
    .optionsGroup('A file of your own:')
    .option(
      '--columns <MAPPING>',
      'column names that differ from ours: question=q,answer=a,…',
      mappingOption('--columns', columnNames),
    )
    .option(
      '--answer-type <TYPE>',
      'number, boolean or text, for every answer (default: seen from each answer)',
      choiceOption('--answer-type', ['number', 'boolean', 'text']),
    )
    .option(
      '--number-format <FORMAT>',
      'decimal-point or decimal-comma: how answers are written, for "1.234" and "1,234" (default: as nearly all of them are)',
      choiceOption('--number-format', numberFormats),
    )
    .optionsGroup('arithmetic, the built-in word problems:')
    .option('--train <N>', 'training problems, validation included (default 5000)', integerOption('--train'))
    .option(
      '--families <NAMES>',
      `kinds of problem, separated by commas (default: ${arithmeticFamilies.join(',')})`,
      choicesOption('--families', arithmeticFamilies),
    )
    .option('--steps <SPAN>', 'steps a problem (default 2-8)', spanOption('--steps', { min: 2, max: 8 }))
    .option(
      '--max-number <N>',
      'the largest number that appears (default 1000)',
      integerOption('--max-number', { min: 50 }),
    )
    .option(
      '--distractors <P>',
      'share of problems with irrelevant facts (default 0.25)',
      numberOption('--distractors', { min: 0, max: 1 }),
    )
    .addHelpText(
      'after',
      examples([
        ['data gsm8k --source downloads/gsm8k --out data/gsm8k', 'GSM8K from its published files'],
        [
          'data arithmetic --train 3000 --test 300 --steps 2-4 --out data/small',
          'built-in word problems of 2 to 4 steps',
        ],
        ['data problems.csv --columns question=text,answer=result --out data/mine', 'your own problems'],
      ]),
    )
    .action(
      run(async (context, options: DataOptions, name: string) => {
        const write = name === 'arithmetic' ? generate : read;
        const summary = await write(name, options, context);
        context.result({ ...summary, out: options.out }, formatDatasetSummary(summary, options.out));
      }),
    );
}

const stopWords: StopWords = {
  first: 'Stopping: nothing is written.',
  forced: 'Stopped at once: no dataset is written; a folder that ends in .tmp may be left beside it.',
};

/** Published files are small and read at once; a file of one's own may be larger than memory. */
async function read(dataset: string, options: DataOptions, context: CommandContext): Promise<DatasetSummary> {
  const { out, force, train, families, steps, maxNumber, distractors, ...forReader } = options;
  refuse(dataset, 'arithmetic', { train, families, steps, maxNumber, distractors });
  if (!publishedDatasets.some((name) => name === dataset)) {
    return convertUserFile({ dataset, ...forReader }, targetOf(options, context));
  }
  const published = readDataset({ dataset, ...forReader });
  writeDataset(out, published, { force: force ?? false });
  return published.summary;
}

async function generate(_: string, options: DataOptions, context: CommandContext): Promise<DatasetSummary> {
  const { out: _out, force: _force, source, columns, answerType, numberFormat, ...more } = options;
  refuse('arithmetic', 'files', { source, columns, answerType, numberFormat });
  const { seed = 0, train = 5000, test = '500', validation: share = 0.1, ...choices } = more;
  const validation = Math.round(train * share);
  const counts = {
    train: train - validation,
    validation,
    test: integerOption('--test', { min: 0 })(test),
  };
  return writeArithmetic({ ...choices, ...counts, seed }, targetOf(options, context));
}

function targetOf({ out, force = false }: DataOptions, context: CommandContext): DatasetTarget {
  return { directory: out, force, signal: context.stoppable(stopWords), reporter: context.reporter };
}

/** Throws when an option was given that would have no effect. */
function refuse(dataset: string, purpose: string, options: Readonly<Record<string, unknown>>): void {
  const flags = Object.keys(options)
    .filter((name) => options[name] !== undefined)
    .map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  if (flags.length === 0) return;
  throw new UsageError(
    'data-option-unused',
    `${flags.join(', ')} ${flags.length === 1 ? 'is' : 'are'} for ${purpose}, and ${dataset} would ignore it.`,
    { details: { dataset, flags } },
  );
}
