// socratic annotations: what can be done with files of annotations.
import type { Command } from 'commander';
import { mergeAnnotations, reviewAnnotations } from '../../teacher/index.ts';
import { annotationText, reviewText } from '../annotation-text.ts';
import type { CommandFrame } from '../command-frame.ts';
import { examples } from '../help.ts';
import { compareExample, registerCompare } from './annotations-compare.ts';

const mergeExample = [
  'annotations merge shard-*.jsonl --data data/gsm8k --out chains.jsonl',
  'The files of eight machines become the one that a single machine would have written',
] as const;
const reviewExample = [
  'annotations review chains.jsonl --data data/gsm8k',
  'What was kept and what was rejected, as a page for the browser',
] as const;

export function registerAnnotations(program: Command, frame: CommandFrame): void {
  const group = program
    .command('annotations')
    .description(
      'Merge the files of several machines, show annotations as a page, or compare them with a dataset.',
    )
    .addHelpText('after', examples([mergeExample, reviewExample, compareExample]));
  registerMerge(group, frame);
  registerReview(group, frame);
  registerCompare(group, frame);
}

interface MergeFlags {
  readonly data: string;
  readonly out: string;
  readonly allowIncomplete?: boolean;
  readonly force?: boolean;
}

function registerMerge(group: Command, frame: CommandFrame): void {
  group
    .command('merge')
    .description('Put the shards of a run, annotated on several machines, together.')
    .argument('<FILE...>', 'the files of annotate --shard; the .run.json beside each is needed too')
    .requiredOption('--data <DIR>', 'the dataset directory or file of problems that was annotated')
    .requiredOption('--out <FILE>', 'annotations to write; their record is written beside them')
    .option('--allow-incomplete', 'also when shards are missing or unfinished')
    .option('--force', 'replace the file')
    .addHelpText('after', examples([mergeExample]))
    .action(
      frame.action(async (context, flags: MergeFlags, files: readonly string[]) => {
        const merged = await mergeAnnotations({ files, ...flags, reporter: context.reporter });
        const { out, kind, shards, of } = merged;
        const place = { out, data: flags.data, kind, shards: `${shards} of ${of}` };
        context.result(merged, annotationText(merged, place));
      }),
    );
}

interface ReviewFlags {
  readonly data?: string;
  readonly out?: string;
  readonly force?: boolean;
}

function registerReview(group: Command, frame: CommandFrame): void {
  group
    .command('review')
    .description('Show annotations as an HTML page: what was kept, what was rejected, and why.')
    .argument('<FILE>', 'annotations')
    .option('--data <DIR>', 'the dataset directory or file of problems: adds questions and gold steps')
    .option('--out <FILE>', 'the page to write (default: chains.review.html for chains.jsonl)')
    .option('--force', 'replace a file that is no such page')
    .addHelpText('after', examples([reviewExample]))
    .action(
      frame.action(async (context, flags: ReviewFlags, file: string) => {
        const reviewed = await reviewAnnotations({ file, ...flags, reporter: context.reporter });
        context.result(reviewed, reviewText(reviewed));
      }),
    );
}
