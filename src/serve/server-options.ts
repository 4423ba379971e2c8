// What a server is asked for: its options with their defaults, ranges and checks.
import { lookup } from 'node:dns/promises';
import { BlockList } from 'node:net';
import {
  assertOptions,
  type NumberRange,
  numberKinds,
  type OptionTable,
  option,
  optionKinds,
  type Reporter,
  SocraticError,
  say,
} from '../common/index.ts';
import { type EngineOptions, type SolveOptions, solveKinds } from '../solve/index.ts';
import type { RequestRecord } from './request-record.ts';

export interface CreateServerOptions extends SolveOptions, EngineOptions {
  /** Run directories by the names under which clients ask for them: `{ mine: 'runs/mine' }`. */
  readonly runs: Readonly<Record<string, string>>;
  /** Name or address to listen on. One that other machines can reach needs a `key`. Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Port to listen on; 0: any that is free. Default 8080. */
  readonly port?: number | undefined;
  /** What clients must send as `Authorization: Bearer KEY`, at least 16 characters. Default: no key is asked for. */
  readonly key?: string | undefined;
  /**
   * Names, without port, by which clients may call the server (the header `Host`), besides localhost, addresses, and `host`. A page of
   * another site that makes its own name lead here (DNS rebinding) is refused. Default: none.
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Origins of web pages that may call the server, such as `https://example.org`; they get CORS headers. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Problems of each run that may wait for free slots. Further ones get the status 429. Default 128. */
  readonly maxWaiting?: number | undefined;
  /** Longest time of a request in milliseconds, the wait for slots included; then its status is 504. Default 120,000. */
  readonly timeoutMs?: number | undefined;
  /** Longest problem, in characters. Default 8,000. */
  readonly maxProblemLength?: number | undefined;
  /** Largest body of a request, in bytes. Default 262,144. */
  readonly maxBodyBytes?: number | undefined;
  /** Called with a record of each request once it is answered. It has no text of problems or answers. */
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
  /** Hears that models are loaded, and of processes that ended. Default: silent. */
  readonly reporter?: Reporter | undefined;
  /** Stops the loading of the models. */
  readonly signal?: AbortSignal | undefined;
}

export const serverDefaults = {
  host: '127.0.0.1',
  port: 8080,
  maxWaiting: 128,
  timeoutMs: 120_000,
  maxProblemLength: 8_000,
  maxBodyBytes: 262_144,
} as const satisfies Partial<CreateServerOptions>;

export const serverRanges = {
  port: { min: 0, max: 65_535, whole: true },
  maxWaiting: { min: 0, whole: true },
  timeoutMs: { min: 1, max: 2_000_000_000, whole: true },
  maxProblemLength: { min: 1, whole: true },
  maxBodyBytes: { min: 1, whole: true },
} as const satisfies Readonly<Partial<Record<keyof CreateServerOptions, NumberRange>>>;

/** The shortest key: shorter ones can be guessed. */
export const shortestKey = 16;

const table: OptionTable<CreateServerOptions> = {
  ...solveKinds,
  ...numberKinds(serverRanges),
  runs: {
    expected: 'an object of run directories by name',
    accepts: (value) =>
      optionKinds.object.accepts(value) &&
      Object.values(value as object).every((run) => optionKinds.text.accepts(run)),
  },
  host: optionKinds.text,
  key: optionKinds.text,
  allowedHosts: optionKinds.texts,
  allowedOrigins: optionKinds.texts,
  onRequest: optionKinds.callback,
  reporter: optionKinds.reporter,
  signal: optionKinds.signal,
};

/** Throws `missing-option`, `invalid-value`, `unknown-option`, and `key-unusable` for a key that no header can carry or that is short. */
export function assertServerOptions(options: CreateServerOptions): void {
  assertOptions(options, table, ['runs']);
  const names = Object.keys(options.runs);
  if (names.length === 0)
    throw new SocraticError('missing-option', say`${option('runs')} names no run.`, {
      subject: { option: 'runs' },
    });
  for (const name of names) {
    if (/^[\w.-]{1,100}$/.test(name)) continue;
    throw invalid(
      'runs',
      say`${option('runs')} has the name ${JSON.stringify(name)}. A name has letters, digits, ".", "_" and "-", at most 100.`,
    );
  }
  for (const origin of options.allowedOrigins ?? []) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    throw invalid(
      'allowedOrigins',
      say`${option('allowedOrigins')} must hold origins such as https://example.org, found ${JSON.stringify(origin)}.`,
    );
  }
  for (const host of options.allowedHosts ?? []) {
    if (/^[\w.-]+$/.test(host)) continue;
    throw invalid(
      'allowedHosts',
      say`${option('allowedHosts')} must hold names without port, such as example.org, found ${JSON.stringify(host)}.`,
    );
  }
  const { key } = options;
  if (key === undefined || new RegExp(`^[\\x21-\\x7e]{${shortestKey},}$`).test(key)) return;
  throw new SocraticError(
    'key-unusable',
    say`A key must have at least ${shortestKey} characters, all of them visible ASCII characters (${option('key')}).`,
    { subject: { option: 'key' } },
  );
}

const invalid = (name: string, message: ReturnType<typeof say>) =>
  new SocraticError('invalid-value', message, { subject: { option: name } });

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * The address of `host`. Throws `address-unusable` where it has none, and `missing-option` where other machines can reach it and there is no
 * key.
 */
export async function addressOf(host: string, key: string | undefined): Promise<string> {
  const subject = { option: 'host' };
  let found: { readonly address: string; readonly family: number };
  try {
    found = await lookup(host);
  } catch (error) {
    throw new SocraticError('address-unusable', say`${option('host', host)} has no address.`, {
      subject,
      fault: 'input',
      cause: error,
    });
  }
  const { address, family } = found;
  if (key !== undefined || loopback.check(address, family === 6 ? 'ipv6' : 'ipv4')) return address;
  throw new SocraticError(
    'missing-option',
    say`${option('key')} is missing: other machines can reach ${host}, so that clients must send a key.`,
    { subject: { option: 'key' } },
  );
}
