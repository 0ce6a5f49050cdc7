const KNOWN = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Returns the method, or `other` for one that a client made up: each would be a series of its own. */
export function loggedMethod(method: string): string {
  return KNOWN.includes(method) ? method : 'other';
}
