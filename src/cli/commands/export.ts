// socratic export: a trained run, or any model that is read here, as files for other programs.
import type { Command } from 'commander';
import {
  type ExportModelOptions,
  type ExportResult,
  exportDefaults,
  exportFormats,
  exportModel,
  exportPrecisions,
  exportRoles,
  isRunDirectory,
} from '../../export/index.ts';
import type { CommandFrame, StopWords } from '../command-frame.ts';
import { formatCount } from '../format.ts';
import { examples } from '../help.ts';
import { choiceOption } from '../options.ts';
import { formatTable } from '../table.ts';

type ExportFlags = Omit<ExportModelOptions, 'run' | 'model' | 'reporter' | 'signal'>;

export function registerExport(program: Command, frame: CommandFrame): void {
  program
    .command('export')
    .description('Write the models of a run, or one model, as files for other programs such as llama.cpp.')
    .argument('<SOURCE>', 'run directory that `socratic train` wrote, model directory, GGUF file or hub id')
    .requiredOption(
      '--to <FORMAT>',
      `format of the files: ${exportFormats.join(', ')}`,
      choiceOption('--to', exportFormats),
    )
    .requiredOption('--out <FILE|DIR>', 'file that ends in .gguf, or a directory for one file a model')
    .option(
      '--precision <NAME>',
      `number format of the matrices: ${exportPrecisions.join(', ')} (8 bits)`,
      choiceOption('--precision', exportPrecisions),
      exportDefaults.precision,
    )
    .option(
      '--role <NAME>',
      'which model of the run: student, or qg or qa of a pair (default: all)',
      choiceOption('--role', exportRoles),
    )
    .option('--force', 'replace files that exist')
    .addHelpText(
      'after',
      examples([
        ['export runs/mine --to gguf --out exports', 'Each model of a run in 16 bits'],
        [
          'export runs/pair --to gguf --precision q8_0 --role qa --out exports/qa.gguf',
          'The model of a pair that answers sub-questions, in 8 bits',
        ],
      ]),
    )
    .action(
      frame.stoppableAction(
        stopWords,
        async ({ reporter, signal, result }, flags: ExportFlags, source: string) => {
          const from = isRunDirectory(source) ? { run: source } : { model: source };
          const exported = await exportModel({ ...from, ...flags, reporter, signal });
          result(exported, textOf(exported));
        },
      ),
    );
}

const stopWords: StopWords = {
  first: 'Stopping: the file that is being written is removed.',
  forced: 'Stopped at once: a file whose name ends in .tmp may be left beside the output.',
};

function textOf({ files }: ExportResult): string {
  const rows = files.map(({ path, bytes, tensors, contextLength }) => [
    path,
    `${(bytes / 1e6).toFixed(1)} MB`,
    Object.entries(tensors)
      .map(([name, count]) => `${count} ${name}`)
      .join(', '),
    `${formatCount(contextLength)} tokens`,
  ]);
  const prompts = files.flatMap(({ role, prompt }) =>
    prompt === null
      ? []
      : [
          '',
          `Prompt ${role} with ${prompt.kind === 'plain' ? 'plain text' : 'the text that its chat template gives'}: ${JSON.stringify(prompt.text)}`,
          `Its output ends with ${JSON.stringify(prompt.stop)}.`,
        ],
  );
  return [formatTable(['file', 'size', 'tensors', 'context'], rows), ...prompts].join('\n');
}
