// What is answered in place of a result: a status and a body in the form of OpenAI's API.
import { type MentionStyle, SocraticError } from '../common/index.ts';

interface FailureOptions {
  /** The field of the request that it is about. */
  readonly param?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Ends a request with `status`. `code` is stable, the message for a person. */
export class HttpFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.param = options.param ?? null;
    this.headers = options.headers ?? {};
  }
}

/** The body of a failure. */
export interface FailureBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

export function failureBody({ status, code, param, message }: HttpFailure): FailureBody {
  return { error: { message, type: typeOf(status), param, code } };
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

/** The fields of a request by the library's names of the options. */
export type FieldNames = Readonly<Record<string, string>>;

/** Anything that was thrown, as a failure. Errors of the caller's say what is wrong; bugs of ours do not show what is inside. */
export function httpFailure(error: unknown, names: FieldNames = {}): HttpFailure {
  if (error instanceof HttpFailure) return error;
  if (!(error instanceof SocraticError) || error.fault === 'internal')
    return new HttpFailure(500, 'internal', 'The server has failed. This is a bug in socratic.', {
      cause: error,
    });
  const { code, fault, subject } = error;
  if (code === 'model-released') return stopping();
  const fieldOf = (option: string) => names[option] ?? option;
  const style: MentionStyle = {
    option: ({ name, value }) =>
      `\`${fieldOf(name)}${value === undefined ? '' : `: ${JSON.stringify(value)}`}\``,
    command: ({ words }) => words.map((word) => (typeof word === 'string' ? word : word.name)).join(' '),
  };
  const param = subject.option === undefined ? undefined : fieldOf(subject.option);
  return new HttpFailure(fault === 'input' ? 400 : 500, code, error.text.render(style), {
    param,
    cause: error,
  });
}

/** The server takes no more requests. */
export function stopping(): HttpFailure {
  return new HttpFailure(503, 'server-stopping', 'The server is stopping and takes no more requests.');
}
