import { ɵisRecord as isRecord } from 'ngx-qlik/json';

/** Why there is no response. `policy`: the page's Content-Security-Policy blocked the request. `cut`: the body broke off. */
export type RequestFailure = 'network' | 'policy' | 'time' | 'cut';

/** A readable HTTP response. */
export interface Answer {
  readonly status: number;
  /** Whether it is a redirect. Redirects are not followed. */
  readonly isRedirect: boolean;
  /** By name in lower case; only those that the caller may read. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly milliseconds: number;
}

/** The result of one request. */
export type Observation =
  | { readonly answer: Answer; readonly failure?: never }
  | { readonly answer?: never; readonly failure: RequestFailure };

/** Describes a result in one line. */
export function describe(observation: Observation): string {
  if (observation.failure !== undefined) return FAILURES[observation.failure];
  const { status, isRedirect, headers } = observation.answer;
  const type = headers['content-type'];
  const what = isRedirect ? 'a redirect' : `status ${status}`;
  return type === undefined ? what : `${what}, ${type}`;
}

/** Parses a JSON object; `undefined` for anything else. */
export function readJson(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    // Not JSON; the caller decides what that means.
    return undefined;
  }
}

/** Whether a response is an HTML page: of a proxy, a sign-in or a static site. */
export function isPage({ headers, body }: Answer): boolean {
  return (headers['content-type'] ?? '').includes('html') || /^\s*<(!doctype|html)/i.test(body);
}

/** Returns the message of an error body: Qlik's (`{ errors: [{ code, title, detail }] }`), RFC 9457, or plain text. */
export function readErrorText({ headers, body }: Answer): string | undefined {
  const parsed = readJson(body);
  if (!parsed) {
    const isPlain = (headers['content-type'] ?? '').startsWith('text/plain');
    return isPlain && body.trim() !== '' ? body.trim().slice(0, 300) : undefined;
  }
  const { errors } = parsed;
  const first: unknown = Array.isArray(errors) ? errors[0] : parsed;
  if (!isRecord(first)) return undefined;
  const texts = ['code', 'title', 'detail'].map((name) => first[name]);
  const distinct = [...new Set(texts.filter((each) => typeof each === 'string' && each !== ''))];
  return distinct.length === 0 ? undefined : distinct.join(', ');
}

/** Returns the codes of an error body. */
export function readCodes({ body }: Answer): readonly string[] {
  const parsed = readJson(body);
  if (!parsed) return [];
  const { code, errors } = parsed;
  const inner: readonly unknown[] = Array.isArray(errors) ? errors : [];
  return [code, ...inner.map((each) => (isRecord(each) ? each['code'] : undefined))].filter(
    (each) => typeof each === 'string',
  );
}

const FAILURES: Readonly<Record<RequestFailure, string>> = {
  network: 'no readable response',
  policy: "blocked by the page's Content-Security-Policy",
  time: 'no answer in time',
  cut: 'the response broke off',
};
