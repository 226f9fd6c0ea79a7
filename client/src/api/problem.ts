import type { Problem } from './types';

/** An error response: its problem details, and after how many seconds to try again. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  readonly retryAfter: number | null;
  readonly requestId: string | null;

  constructor(problem: Problem, headers: Headers) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
    const seconds = Number(headers.get('Retry-After'));
    this.retryAfter = seconds > 0 ? seconds : null;
    this.requestId = headers.get('X-Request-ID');
  }

  get status() {
    return this.problem.status;
  }

  get code() {
    return this.problem.code;
  }
}

/** The server could not be reached, or something in between responded instead. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super('The server cannot be reached.', { cause });
    this.name = 'Unreachable';
  }
}

/** Whether an error may go away: the server was unreachable or busy. Other errors are final. */
export const mayPass = (error: unknown) => !(error instanceof ApiProblem) || error.status >= 500;

export const hasCode = (error: unknown, ...codes: string[]): error is ApiProblem =>
  error instanceof ApiProblem && codes.includes(error.code);

/** The message for each invalid field, by its name on the wire; empty for all other errors. */
export function fieldErrors(error: unknown): Record<string, string> {
  const errors = error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
  return Object.fromEntries(errors.map(({ field, message }) => [field, message]));
}

/** The error for an unsuccessful response. */
export async function problemOf(response: Response): Promise<ApiProblem | Unreachable> {
  if (!response.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    return new Unreachable(`status ${response.status}`);
  }
  return new ApiProblem((await response.json()) as Problem, response.headers);
}
