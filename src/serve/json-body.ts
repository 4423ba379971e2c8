// The body of a request: JSON, of a limited size.
import type { IncomingMessage } from 'node:http';
import { HttpFailure } from './http-failure.ts';

/**
 * Reads a body. Throws HttpFailure 415 for another type than JSON, 413 for a larger body, and 400 for what is no JSON object or does not
 * come whole.
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<Record<string, unknown>> {
  const { 'content-type': type = '', 'content-length': length = '0' } = request.headers;
  if (!/^application\/json\s*(?:;|$)/i.test(type))
    throw new HttpFailure(415, 'not-json', 'The header Content-Type must be application/json.');
  if (Number(length) > maxBytes) throw tooLarge(maxBytes);
  const text = await readText(request, maxBytes);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new HttpFailure(400, 'not-json', `The body is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new HttpFailure(400, 'not-json', 'The body must be a JSON object.');
}

async function readText(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HttpFailure) throw error;
    throw new HttpFailure(400, 'body-incomplete', 'The body of the request did not come whole.', {
      cause: error,
    });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(maxBytes: number): HttpFailure {
  return new HttpFailure(
    413,
    'body-too-large',
    `The body of a request may have at most ${maxBytes.toLocaleString('en-US')} bytes.`,
    { headers: { connection: 'close' } }, // the rest of it is not read
  );
}
