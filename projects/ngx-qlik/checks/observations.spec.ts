import type { CauseId, CheckResult } from './report/report';
import type { Answer, Observation } from './observation';

/** Returns a response: by default 200 and JSON. */
export function answer(fields: Partial<Answer> & { readonly json?: unknown } = {}): Observation {
  const { json, ...rest } = fields;
  return {
    answer: {
      status: 200,
      isRedirect: false,
      headers: { 'content-type': 'application/json' },
      body: json === undefined ? '' : JSON.stringify(json),
      milliseconds: 12,
      ...rest,
    },
  };
}

/** An HTML page instead of a JSON response. */
export const page = answer({
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Hi</title>',
});

/** Returns a JWT with these claims and an invalid signature. */
export function jwt(claims: object, header: object = { alg: 'RS256', kid: 'key' }): string {
  const part = (value: object) =>
    btoa(JSON.stringify(value)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  return `${part(header)}.${part(claims)}.c2lnbmF0dXJl`;
}

/** Expects a result with this status and cause. A result with a cause always has a remedy. */
export function expectResult(
  result: CheckResult,
  status: CheckResult['status'],
  cause: CauseId | undefined,
  remedy = /./,
): void {
  expect([result.status, result.causeId]).toEqual([status, cause]);
  if (cause === undefined) {
    expect([result.cause, result.remedy]).toEqual([undefined, undefined]);
    return;
  }
  expect(result.cause).toMatch(/^[A-Z“].+[.)?]$/);
  expect(result.remedy ?? '').toMatch(remedy);
}
