// socratic doctor: what this machine is, and which students can be trained on it.
import type { Command } from 'commander';
import { gigabytes } from '../../common/index.ts';
import { type DoctorOptions, type DoctorReport, doctor, doctorDefaults } from '../../distill/index.ts';
import { type CommandFrame, plainStopWords } from '../command-frame.ts';
import { formatCount, formatPercent } from '../format.ts';
import { examples } from '../help.ts';
import { formatFacts, formatTable } from '../table.ts';

export function registerDoctor(program: Command, frame: CommandFrame): void {
  program
    .command('doctor')
    .description('Report the machine, its speed, and the largest student that can be trained on it.')
    .option('--runs <DIR>', 'directory of your runs; its free disk space is reported', doctorDefaults.runs)
    .addHelpText(
      'after',
      examples([
        ['doctor', 'Devices, memory, versions, speed, and a table of students'],
        ['doctor --json', 'The same as one JSON object'],
      ]),
    )
    .action(
      frame.stoppableAction(plainStopWords, async (context, { runs }: DoctorOptions) => {
        const { reporter, signal } = context;
        const report = await doctor({ runs, reporter, signal });
        context.result(report, textOf(report));
      }),
    );
}

function textOf(report: DoctorReport): string {
  const { versions, processor, memory, disk, gemm, efficiency, torch, largest } = report;
  const { model, cores, instructions } = processor;
  const unused = report.backends.filter((name) => name !== 'cpu');
  const facts: [string, string][] = [
    ['socratic', `${versions['socratic-cot']}, ${report.platform}`],
    ['Node.js', `${versions.node}, onnxruntime-node ${versions['onnxruntime-node']}`],
    ['processor', [`${model}, ${cores} cores`, ...instructions].join(', ')],
    ['devices', `cpu${unused.length > 0 ? `; ONNX Runtime also has ${unused.join(', ')} (not tried)` : ''}`],
    [
      'memory',
      `${gigabytes(memory.total)}, of which ${gigabytes(memory.available)} are available${memory.boundBy === 'container' ? ' to this container' : ''}`,
    ],
    ['disk', `${gigabytes(disk.freeBytes)} free for ${disk.folder}/`],
    [
      'products',
      `${formatCount(gemm.gigaflops)} GFLOP/s with ${gemm.threads} threads, ${formatCount(gemm.gigaflopsOneThread)} with 1 (1,024³, float32)`,
    ],
    [
      'training',
      `${efficiency.map(({ student, share }) => `${formatPercent(share, 0)} (${student})`).join(', ')} of that`,
    ],
    [
      'PyTorch',
      torch
        ? `${torch.version}, ${torch.transformers ? `transformers ${torch.transformers}` : 'no transformers'} (${torch.python})`
        : 'not found (SOCRATIC_PYTHON, .venv/bin/python, python3); nothing here needs it',
    ],
  ];
  return [
    formatFacts(facts),
    '',
    studentTable(report),
    '',
    'Estimates for default batches: sequences of 170 tokens, 60 % of them supervised.',
    `The largest that can be trained here: ${largest.full ?? 'none'} with all weights, ${largest.lora ?? 'none'} with LoRA.`,
  ].join('\n');
}

function studentTable({ students }: DoctorReport): string {
  const cells = (way: DoctorReport['students'][number]['full'] | null) =>
    way === null
      ? ['–', '', '–']
      : [
          gigabytes(way.estimatedBytes),
          way.fits ? 'fits' : way.reason === null ? 'no' : 'no *',
          formatCount(way.tokensPerSecond),
        ];
  const rows = students.map(({ name, parameters, full, lora }) => [
    name,
    formatCount(parameters),
    ...cells(full),
    ...cells(lora),
  ]);
  const header = ['student', 'parameters', 'all weights', '', 'tokens/s', 'LoRA 16', '', 'tokens/s'];
  const reasons = students.flatMap(({ name, full }) =>
    full.reason === null ? [] : [`* ${name}: ${full.reason}.`],
  );
  return [formatTable(header, rows), ...reasons].join('\n');
}
