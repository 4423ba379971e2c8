// Who may ask: the name by which the server is called, the web page that calls, and the key.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { HttpFailure } from './http-failure.ts';

export interface GuardOptions {
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly key: string | undefined;
}

export class Guard {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #key: Buffer | null;

  constructor({ host, allowedHosts, allowedOrigins, key }: GuardOptions) {
    this.#hosts = new Set(['localhost', host, ...allowedHosts].map((name) => name.toLowerCase()));
    this.#origins = new Set(allowedOrigins);
    this.#key = key === undefined ? null : digest(key);
  }

  /**
   * Checks the headers `Host` and `Origin`, and returns the headers that the response must have. Throws HttpFailure 403 for a name that is
   * not the server's (a page whose own name was made to lead here sends that) and for a page that was not allowed.
   */
  checkPlace({ host = '', origin }: IncomingHttpHeaders): Readonly<Record<string, string>> {
    if (!this.#isOwn(host)) {
      throw new HttpFailure(
        403,
        'host-not-allowed',
        'The server is not called by this name. Its operator can allow it (allowedHosts).',
      );
    }
    if (origin === undefined) return {};
    if (this.#origins.has(origin)) return { 'access-control-allow-origin': origin, vary: 'Origin' };
    if (URL.canParse(origin) && new URL(origin).host === host.toLowerCase()) return {};
    throw new HttpFailure(
      403,
      'origin-not-allowed',
      'Web pages of this origin may not call the server. Its operator can allow them (allowedOrigins).',
    );
  }

  /** Throws HttpFailure 401 without the key, where there is one. */
  checkKey({ authorization = '' }: IncomingHttpHeaders): void {
    if (this.#key === null) return;
    const [, sent = ''] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
    // Digests have one length, and their comparison takes the same time wherever they differ.
    if (timingSafeEqual(digest(sent), this.#key)) return;
    throw new HttpFailure(
      401,
      'key-wrong',
      authorization === ''
        ? 'The key is missing. Send it in the header Authorization: Bearer KEY.'
        : 'The key is wrong.',
      { headers: { 'www-authenticate': 'Bearer' } },
    );
  }

  /** An address cannot be made to lead elsewhere; a name can. */
  #isOwn(host: string): boolean {
    const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(host) ?? [];
    const name = (bracketed ?? plain ?? '').toLowerCase();
    return isIP(name) !== 0 || this.#hosts.has(name);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
