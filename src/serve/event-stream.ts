// Server-sent events: the response begins with the first event, so that what fails before has a status of its own.
import type { ServerResponse } from 'node:http';

export class EventStream {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Sends `data` as JSON, or as it is where it is a text; `event`: its type. */
  send(data: object | string, event?: string): void {
    if (!this.#response.headersSent) {
      this.#response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no', // proxies such as nginx pass each event on at once
      });
    }
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    this.#response.write(`${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`);
  }

  end(): void {
    this.#response.end();
  }
}
