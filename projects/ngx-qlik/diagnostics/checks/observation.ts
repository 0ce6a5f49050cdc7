/** Why there is no answer. `policy`: the page's own Content-Security-Policy forbade the call. `cut`: it broke off in the middle. */
export type RequestFailure = 'network' | 'policy' | 'time' | 'cut';

/** An answer that could be read. */
export interface Answer {
  readonly status: number;
  /** Whether it was the way to another address, which was not followed. */
  readonly isRedirect: boolean;
  /** By name in small letters; only those that the caller may read. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly milliseconds: number;
}

/** What came of one request. */
export type Observation =
  | { readonly answer: Answer; readonly failure?: never }
  | { readonly answer?: never; readonly failure: RequestFailure };

/** One line about what came. */
export function describe(observation: Observation): string {
  if (observation.failure !== undefined) return FAILURES[observation.failure];
  const { status, isRedirect, headers } = observation.answer;
  const type = headers['content-type'];
  const what = isRedirect ? 'the way to another address (a redirect)' : `status ${status}`;
  return type === undefined ? what : `${what}, ${type}`;
}

/** The body as an object of JSON, or `undefined`. */
export function readJson(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    // Something else than JSON: what that means is the caller's to say.
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an answer is a page for people: of a proxy, a sign-in or a static site. */
export function isPage({ headers, body }: Answer): boolean {
  return (headers['content-type'] ?? '').includes('html') || /^\s*<(!doctype|html)/i.test(body);
}

/** The texts of an error body of Qlik's (`{ errors: [{ code, title, detail }] }`), of RFC 9457, or plain. */
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

/** The codes of an error body. */
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
  network: 'no answer that this page may see',
  policy: "forbidden by the page's Content-Security-Policy",
  time: 'no answer in time',
  cut: 'the answer broke off',
};
