// socratic annotations: what can be done with files of annotations.
import type { Command } from 'commander';
import { mergeAnnotations, reviewAnnotations } from '../../teacher/index.ts';
import { annotationText, reviewText } from '../annotation-text.ts';
import type { CommandFrame } from '../command-frame.ts';
import { examples } from '../help.ts';
import { compareExample, registerCompare } from './annotations-compare.ts';

const mergeExample = [
  'annotations merge shard-*.jsonl --data data/gsm8k --out chains.jsonl',
  'Merge the files of all shards; the result is what one machine would have written',
] as const;
const reviewExample = [
  'annotations review chains.jsonl --data data/gsm8k',
  'Show kept and rejected chains as a page for the browser',
] as const;

export function registerAnnotations(program: Command, frame: CommandFrame): void {
  const group = program
    .command('annotations')
    .description('Merge, review or compare files of annotations.')
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
    .description('Merge shards that several machines annotated.')
    .argument('<FILE...>', 'files that annotate --shard wrote; keep the .run.json file of each beside it')
    .requiredOption('--data <DIR>', 'dataset directory or file of problems that was annotated')
    .requiredOption('--out <FILE>', 'file for the merged annotations; their record is written beside it')
    .option('--allow-incomplete', 'merge even if shards are missing or unfinished')
    .option('--force', 'replace --out if it exists')
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
    .description('Show annotations as an HTML page: kept and rejected chains, with reasons.')
    .argument('<FILE>', 'file of annotations')
    .option(
      '--data <DIR>',
      'dataset directory or file of problems that was annotated; adds questions and gold steps to the page',
    )
    .option('--out <FILE>', 'HTML file to write (default: chains.review.html for chains.jsonl)')
    .option('--force', 'replace --out even if it is not a review page')
    .addHelpText('after', examples([reviewExample]))
    .action(
      frame.action(async (context, flags: ReviewFlags, file: string) => {
        const reviewed = await reviewAnnotations({ file, ...flags, reporter: context.reporter });
        context.result(reviewed, reviewText(reviewed));
      }),
    );
}
