// What the server counts, in the text format of Prometheus.
import type { RequestRecord } from './request-record.ts';
import type { ServedModel } from './served-model.ts';

/** Upper bounds of the buckets of times, in seconds. */
const bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120] as const;

interface Times {
  /** Requests by bucket, each without those of smaller ones; the last one is beyond all bounds. */
  readonly buckets: number[];
  seconds: number;
}

type Labels = Readonly<Record<string, string>>;

export class Metrics {
  readonly #started = Date.now() / 1000;
  /** By the labels, as text. */
  readonly #requests = new Map<string, number>();
  readonly #times = new Map<string, Times>();
  readonly #tokens = new Map<string, { prompt: number; generated: number }>();

  /** `route`: the path of the route, or `other`: paths that anybody may make up would be labels without end. */
  add(route: string, { method, status, ms, model, promptTokens, generatedTokens }: RequestRecord): void {
    const labels = labelText({ route, method, status: String(status) });
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
    const times = this.#times.get(route) ?? { buckets: Array(bounds.length + 1).fill(0), seconds: 0 };
    const at = bounds.findIndex((bound) => ms / 1000 <= bound);
    const bucket = at < 0 ? bounds.length : at;
    times.buckets[bucket] = (times.buckets[bucket] ?? 0) + 1;
    times.seconds += ms / 1000;
    this.#times.set(route, times);
    if (model === null) return;
    const tokens = this.#tokens.get(model) ?? { prompt: 0, generated: 0 };
    tokens.prompt += promptTokens ?? 0;
    tokens.generated += generatedTokens ?? 0;
    this.#tokens.set(model, tokens);
  }

  /** All requests that were answered. */
  get requests(): number {
    return [...this.#requests.values()].reduce((sum, count) => sum + count, 0);
  }

  text(models: Iterable<ServedModel>): string {
    const served = [...models];
    const ofModel = (value: (model: ServedModel) => number) =>
      served.map((model) => [labelText({ model: model.name }), value(model)] as const);
    const tokens = ({ name }: ServedModel) => this.#tokens.get(name) ?? { prompt: 0, generated: 0 };
    return [
      family('socratic_requests_total', 'counter', 'Requests that were answered.', [...this.#requests]),
      ...this.#timeFamily(),
      family(
        'socratic_prompt_tokens_total',
        'counter',
        'Tokens of prompts.',
        ofModel((model) => tokens(model).prompt),
      ),
      family(
        'socratic_generated_tokens_total',
        'counter',
        'Tokens that models chose.',
        ofModel((model) => tokens(model).generated),
      ),
      family(
        'socratic_slots',
        'gauge',
        'Solutions that can be worked on at once.',
        ofModel(({ slots }) => slots.size),
      ),
      family(
        'socratic_slots_used',
        'gauge',
        'Solutions that are worked on.',
        ofModel(({ slots }) => slots.used),
      ),
      family(
        'socratic_problems_waiting',
        'gauge',
        'Problems that wait for slots.',
        ofModel(({ slots }) => slots.waiting),
      ),
      family(
        'socratic_engine_restarts_total',
        'counter',
        'Processes of models that were started in place of one that had ended.',
        ofModel(({ restarts }) => restarts),
      ),
      family('process_start_time_seconds', 'gauge', 'When the server started.', [['', this.#started]]),
      family('process_resident_memory_bytes', 'gauge', 'Memory of the server, without the models.', [
        ['', process.memoryUsage.rss()],
      ]),
    ].join('');
  }

  #timeFamily(): string[] {
    const name = 'socratic_request_seconds';
    const rows = [...this.#times].flatMap(([route, { buckets, seconds }]) => {
      let count = 0;
      const within = buckets.map((value, index) => {
        count += value;
        const le = String(bounds[index] ?? '+Inf');
        return `${name}_bucket${labelText({ route, le })} ${count}\n`;
      });
      const labels = labelText({ route });
      return [...within, `${name}_sum${labels} ${seconds}\n`, `${name}_count${labels} ${count}\n`];
    });
    return [
      `# HELP ${name} Time from a request to the end of its response.\n# TYPE ${name} histogram\n`,
      ...rows,
    ];
  }
}

function family(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  rows: readonly (readonly [labels: string, value: number])[],
): string {
  const lines = rows.map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${pairs.join(',')}}`;
}
