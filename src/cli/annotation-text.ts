// What `socratic annotate` and `socratic annotations` print: what was kept and why not, and what it cost; or what it would cost.
import { type CommandMention, command, option } from '../common/index.ts';
import {
  type AnnotateResult,
  type AnnotationReport,
  dollarsText,
  type Estimate,
  knownPricesSource,
  type Price,
  type ReviewedAnnotations,
  runRecordPath,
  type UnansweredFor,
  usageOf,
} from '../teacher/index.ts';
import { countOf, formatCount, formatPercent } from './format.ts';
import { commandLineStyle } from './mention-style.ts';
import { formatFacts, formatTable } from './table.ts';

interface AnnotationPlace {
  readonly out: string;
  readonly data: string;
  readonly kind: string;
  /** Where shards were merged: how many of them. */
  readonly shards?: string;
}

/** The report for a person. */
export function annotationText(
  report: AnnotationReport & Partial<Pick<AnnotateResult, 'reader' | 'rereading' | 'answersMissing'>>,
  { out, data, kind, shards }: AnnotationPlace,
): string {
  const { problems, covered, notAsked, chains, kept, repaired, unrepaired } = report;
  const { rejected, unanswered } = report;
  const share = (part: number, whole: number) => (whole === 0 ? '' : ` (${formatPercent(part / whole)})`);
  const facts: [string, string][] = [
    [
      'problems',
      `${formatCount(problems)} that the teacher answered, ${formatCount(covered)} with a chain that is kept${share(covered, problems)}`,
    ],
    ...(notAsked === 0
      ? []
      : [
          ['not asked', `${formatCount(notAsked)} without the steps that this teacher asks about`] as [
            string,
            string,
          ],
        ]),
    ['chains', `${formatCount(kept)} kept of ${formatCount(chains)}${share(kept, chains)}`],
    ...(repaired + unrepaired === 0
      ? []
      : ([
          [
            'repaired',
            `${formatCount(repaired)} of the kept chains in one step, ${formatCount(unrepaired)} others without success`,
          ],
        ] satisfies [string, string][])),
    shards === undefined ? ['answers', answersText(report)] : ['shards', shards],
    ...rereadingFacts(report),
    ['tokens', tokensText(report, shards === undefined ? throughOut : byShards)],
    ['cost', costText(report, shards === undefined ? throughOut : byShards)],
  ];
  const reasons = rejected.map(({ code, count, examples: [first] }) => [
    code,
    formatCount(count),
    first === undefined ? '' : `${first.problemId}: ${first.detail}`,
  ]);
  return [
    formatFacts(facts),
    ...(reasons.length === 0 ? [] : ['', formatTable(['rejected for', 'chains', 'for example'], reasons)]),
    ...rereadingExamples(report),
    ...(rejected.some(({ code }) => code === 'cut-off')
      ? ['', 'A higher --max-tokens asks again only for the answers that were cut off.']
      : []),
    ...unanswered.map((group) => `\n${unansweredText(group)}`),
    ...(chains === 0
      ? []
      : [
          '',
          `The annotations are in ${out}, the record in ${runRecordPath(out)}.`,
          'Next:',
          commandLine(command('annotations', 'review', out, option('data', data))),
        ]),
    ...(kept === 0
      ? []
      : [
          commandLine(
            command(
              'train',
              option('data', data),
              option('annotations', out),
              option('strategy', kind),
              option('student', 'scratch:tiny'),
              option('out', 'runs/annotated'),
            ),
          ),
        ]),
  ].join('\n');
}

type Reread = Partial<Pick<AnnotateResult, 'reader' | 'rereading' | 'answersMissing'>>;

/** What another reader made of stored answers. */
function rereadingFacts({ reader, rereading, answersMissing = 0 }: Reread): [string, string][] {
  const facts: [string, string][] = [];
  if (rereading !== null && rereading !== undefined) {
    const { before, answers, newlyKept, noLongerKept, keptOtherwise } = rereading;
    const by =
      before === reader
        ? `by the same reader, ${before}`
        : `by reader ${reader}, before by ${before ?? 'an earlier one'}`;
    facts.push([
      'read again',
      `${countOf(answers, 'answer')}, ${by}: ${formatCount(newlyKept)} newly kept, ${formatCount(noLongerKept)} no longer kept, ${formatCount(keptOtherwise)} kept with other steps`,
    ]);
  }
  if (answersMissing > 0) {
    facts.push([
      'not there',
      `${countOf(answersMissing, 'answer')} that the store does not have; without --reread, the command asks for them`,
    ]);
  }
  return facts;
}

function rereadingExamples({ rereading }: Reread): string[] {
  const examples = rereading?.examples ?? [];
  if (examples.length === 0) return [];
  const rows = examples.map(({ problemId, sample, change }) => [problemId, formatCount(sample), change]);
  return ['', formatTable(['kept before', 'sample', 'now'], rows)];
}

const shownProblems = 10;

function unansweredText({ kind, count, setAside, problems, example }: UnansweredFor): string {
  const { problemId, message } = example;
  const what = `${countOf(count, 'request')} without an answer (${kind})`;
  if (setAside === 0) return `${what}; the next start asks again: ${problemId}: ${message}`;
  const shown = problems.slice(0, shownProblems).join(', ');
  const more = problems.length > shownProblems ? ', …' : '';
  const which = setAside === count ? 'They are set aside' : `${formatCount(setAside)} of them are set aside`;
  return `${what}. ${which}; --retry-failed asks again: ${shown}${more}\n  ${problemId}: ${message}`;
}

/** How many answers this start has brought; where a price is known and is not 0, each of them was paid for. */
export function answersText({
  answered,
  reused,
  price,
}: Pick<AnnotationReport, 'answered' | 'reused' | 'price'>): string {
  const isPaid = price !== null && (price.input > 0 || price.output > 0);
  return `${formatCount(answered)} ${isPaid ? 'paid for' : 'asked'} now, ${formatCount(reused)} from the store`;
}

/** A command to run next, as it can be called here. */
function commandLine(mention: CommandMention): string {
  return `  ${commandLineStyle(null).command(mention)}`;
}

/** Where a price is from, in brackets. */
export function sourceText(price: Price | null): string {
  if (price?.source === undefined) return '';
  const others = price.source === knownPricesSource ? '; --prices FILE has others' : '';
  return ` (${price.source}${others})`;
}

/** Whose account the report is of. */
const throughOut = 'through this --out, over all starts';
const byShards = 'by these shards, over all starts';

/** What the annotations took; beside it what was asked for on this account, where that is something else. */
function tokensText({ used, usage, kept }: AnnotationReport, account: string): string {
  const tokens = (of: { readonly inputTokens: number; readonly outputTokens: number }) =>
    `${formatCount(of.inputTokens)} in, ${formatCount(of.outputTokens)} out`;
  const { perKeptChain: each } = usageOf(used, { estimated: 0, kept });
  const isSame = used.inputTokens === usage.inputTokens && used.outputTokens === usage.outputTokens;
  return [
    `${tokens(used)}${isSame ? ', over all starts' : ''}`,
    ...(each === null
      ? []
      : [`${formatCount(each.inputTokens)} and ${formatCount(each.outputTokens)} a chain that is kept`]),
    ...(usage.estimated === 0
      ? []
      : [`of ${countOf(usage.estimated, 'answer')} the most possible, since the teacher did not say`]),
    ...(isSame ? [] : [`asked for ${account}: ${tokens(usage)}`]),
  ].join('; ');
}

function costText({ cost, price, used, kept }: AnnotationReport, account: string): string {
  const { spent, unresolved, unresolvedCalls, inBatches, callsInBatches } = cost;
  if (spent === null) return 'unknown: no price (see --prices)';
  const whole = used.cost ?? spent;
  const each = kept === 0 ? '' : `, ${dollarsText(whole / kept)} a chain that is kept`;
  return [
    `${dollarsText(whole)}${each}${sourceText(price)}`,
    ...(whole === spent ? [] : [`paid ${account}: ${dollarsText(spent)}`]),
    ...(unresolvedCalls === 0
      ? []
      : [
          `${countOf(unresolvedCalls, 'call')} with an unknown outcome, at most ${dollarsText(unresolved ?? 0)}`,
        ]),
    ...(callsInBatches === 0
      ? []
      : [`${countOf(callsInBatches, 'call')} in batches, at most ${dollarsText(inBatches ?? 0)}`]),
  ].join('; ');
}

/** What a dry run found. */
export function estimateText(
  estimate: Estimate,
  {
    teacher,
    maxCost,
    batch,
    price: known,
  }: {
    readonly teacher: string;
    readonly maxCost: number | null;
    readonly batch: boolean;
    readonly price: Price | null;
  },
): string {
  const { problems, calls, reused, repairCalls, inBatches, setAside } = estimate;
  const { inputTokens, outputTokens, cost, mostCost } = estimate;
  const price =
    cost === null || mostCost === null
      ? `unknown: no price of ${teacher} (see --prices)`
      : `about ${dollarsText(cost)}, at most ${dollarsText(mostCost)}${batch ? ', in batches' : ''}${sourceText(known)}`;
  const waiting = inBatches === 0 ? '' : `, ${countOf(inBatches, 'call')} in batches that were sent`;
  const ceiling =
    maxCost === null || mostCost === null
      ? []
      : [
          mostCost <= maxCost
            ? `--max-cost ${maxCost} cannot stop it.`
            : `--max-cost ${maxCost} is less than the most that it can cost: it may stop before the end.`,
        ];
  return [
    formatFacts([
      ['problems', formatCount(problems)],
      ['answers', `as ${estimate.output === 'json' ? 'JSON, if the teacher takes a schema' : 'text'}`],
      ['calls', `${formatCount(calls)}, and ${countOf(reused, 'answer')} from the store${waiting}`],
      ...(setAside === 0
        ? []
        : ([
            ['set aside', `${countOf(setAside, 'call')} that the teacher refused; --retry-failed makes them`],
          ] satisfies [string, string][])),
      ...(repairCalls === 0
        ? []
        : ([['repairs', `at most ${countOf(repairCalls, 'call')} more`]] satisfies [string, string][])),
      ['tokens', `about ${formatCount(inputTokens)} in, ${formatCount(outputTokens)} out`],
      ['price', price],
    ]),
    '',
    'Dry run: no call was made.',
    ...(estimate.mayThink
      ? [
          'This model thinks before it answers. Thoughts are paid for as output, and are not in what it costs about; how long they are shows a run with --limit 5. Where --max-tokens is too low for them, answers are cut off.',
        ]
      : []),
    ...ceiling,
  ].join('\n');
}

/** What `annotations review` prints: totals, and where the page is. */
export function reviewText({ page, link, problems, chains, kept, carried }: ReviewedAnnotations): string {
  const share = chains === 0 ? '' : ` (${formatPercent(kept / chains)})`;
  return [
    `${formatCount(kept)} kept of ${countOf(chains, 'chain')}${share}, of ${countOf(problems, 'problem')}.`,
    ...(carried.chains === chains
      ? []
      : [
          `Too many for one page: it carries a sample of ${countOf(carried.chains, 'chain')}; its totals are of all.`,
        ]),
    `The page is ${page}: ${link}`,
  ].join('\n');
}
