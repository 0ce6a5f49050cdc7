/**
 * Puts the application's own address into the links of a paged answer (`links.next.href` and its siblings), so that following one
 * stays on the relay: Qlik's client follows them as they are. Nothing else in the answer is touched.
 *
 * @param body JSON
 * @param from the upstream's address, such as `https://tenant.eu.qlikcloud.com`
 * @param to the relay's, such as `https://app.example/qlik/finance`
 * @returns the body as it was when it is no paged answer
 */
export function relocateLinks(body: string, from: string, to: string): string {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    // Not ours to judge; whoever asked for it reads it.
    return body;
  }
  const links = isObject(answer) ? answer['links'] : undefined;
  if (!isObject(links)) return body;
  let isChanged = false;
  for (const link of Object.values(links)) {
    if (!isObject(link) || typeof link['href'] !== 'string') continue;
    const moved = relocate(link['href'], from, to);
    isChanged ||= moved !== undefined;
    if (moved !== undefined) link['href'] = moved;
  }
  return isChanged ? JSON.stringify(answer) : body;
}

/** The same address on the relay; `undefined` for one that is not below the upstream's. */
export function relocate(address: string, from: string, to: string): string | undefined {
  const url = URL.canParse(address, `${from}/`) ? new URL(address, `${from}/`) : undefined;
  const upstream = new URL(from);
  const base = upstream.pathname.replace(/\/$/, '');
  const isBelow = url?.origin === upstream.origin && (base === '' || url.pathname.startsWith(`${base}/`));
  return isBelow ? to + url.pathname.slice(base.length) + url.search + url.hash : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
