/** A field that is at fault: its dotted path in the body, query or path (`elements.0.price`), and what is wrong with it. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** A URI that names the kind of problem. Default `about:blank`: the title says it all. */
  readonly type?: string;
  /** What happened this time, for a person. */
  readonly detail?: string;
  /** A word of a closed set, for programs: `no-connector`, `already-ended`. */
  readonly reason?: string;
  readonly errors?: readonly FieldFault[];
  /** Sent as `Retry-After`, in seconds. */
  readonly retryAfterS?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A refusal of an API call, answered as RFC 9457 problem+json. Throw it in a controller or in a use case made for one. */
export class Problem extends Error {
  readonly type: string;
  readonly detail: string | undefined;
  readonly reason: string | undefined;
  readonly errors: readonly FieldFault[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly status: number,
    readonly title: string,
    options: ProblemOptions = {},
  ) {
    super(options.detail ?? title, { cause: options.cause });
    this.name = 'Problem';
    this.type = options.type ?? 'about:blank';
    this.detail = options.detail;
    this.reason = options.reason;
    this.errors = options.errors;
    this.headers = {
      ...options.headers,
      ...(options.retryAfterS === undefined ? {} : { 'retry-after': String(options.retryAfterS) }),
    };
  }

  /** The body of the answer; `instance` is the path that was asked for. */
  body(instance?: string): ProblemBody {
    return {
      type: this.type,
      title: this.title,
      status: this.status,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(instance === undefined ? {} : { instance }),
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly reason?: string;
  readonly errors?: readonly FieldFault[];
}

/** 400: the call itself is malformed; `errors` names each field. */
export function badRequest(errors: readonly FieldFault[]): Problem {
  return new Problem(400, 'Bad Request', { detail: summaryOf(errors), errors });
}

/** 404: there is no such thing, e.g. `notFound('station', 'CP001')`. */
export function notFound(what: string, id: string | number): Problem {
  return new Problem(404, 'Not Found', { detail: `There is no ${what} ${id}.`, reason: `unknown-${what}` });
}

/** 409: the state of things forbids it; `reason` is a word for programs. */
export function conflict(reason: string, detail?: string): Problem {
  return new Problem(409, 'Conflict', { reason, ...(detail === undefined ? {} : { detail }) });
}

/** 422: well-formed, yet it cannot be what is meant; `errors` names each field. */
export function unprocessable(errors: readonly FieldFault[]): Problem {
  return new Problem(422, 'Unprocessable Content', { detail: summaryOf(errors), errors });
}

/** 503: something that this call needs is away; the caller may repeat it after `retryAfterS` seconds. */
export function unavailable(detail: string, retryAfterS = 5, cause?: unknown): Problem {
  return new Problem(503, 'Service Unavailable', { detail, retryAfterS, cause });
}

function summaryOf(errors: readonly FieldFault[]): string {
  return errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
}
