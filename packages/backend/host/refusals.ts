import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBLEM_TYPE } from '../errors/error-responses.ts';

interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly remedy?: string;
}

/** Answers a request that does not come to the routes with a problem document. */
export function refuse(response: ServerResponse, status: number, refusal: Refusal): void {
  const body = JSON.stringify({ status, ...refusal });
  response
    .writeHead(status, {
      'content-type': PROBLEM_TYPE,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(body);
}

/** Whether a request says that it has a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
