/** A form that was sent. */
export interface Sent {
  readonly url: string;
  readonly form: Record<string, string>;
  readonly redirect: RequestRedirect | undefined;
}

/** A server that answers in turn, and remembers what it was sent. */
export function serve(...answers: readonly (() => Response)[]): Sent[] {
  const sent: Sent[] = [];
  const left = [...answers];
  spyOn(window, 'fetch').and.callFake(async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const form = Object.fromEntries(new URLSearchParams(init?.body as URLSearchParams));
    sent.push({ url, form, redirect: init?.redirect });
    const next = left.shift();
    if (!next) throw new TypeError('Failed to fetch');
    return next();
  });
  return sent;
}

/** An answer with that body. */
export function json(body: unknown, status = 200): () => Response {
  return () =>
    new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

/** An error in Qlik's own form. */
export function qlikError(status: number): () => Response {
  return json({ errors: [{ code: 'OAUTH-1', title: 'Token is no longer valid', status }] }, status);
}
