/** Returns whether a path matches a pattern, see `FaultMatch.path`. Takes time in proportion to both lengths. */
export function matchesPath(pattern: string, path: string): boolean {
  if (!pattern.includes('*')) {
    const base = pattern.replace(/\/$/, '');
    return path === pattern || path === base || path.startsWith(`${base}/`);
  }
  const tokens = pattern.match(/\*{1,2}|[^*]/gs) ?? [];
  // ends[i]: the tokens so far can cover the first i characters of the path.
  let ends = Array.from({ length: path.length + 1 }, (_, index) => index === 0);
  for (const token of tokens) {
    const next = new Array<boolean>(path.length + 1).fill(false);
    for (let index = 0; index <= path.length; index += 1) {
      const before = path[index - 1];
      next[index] = token.startsWith('*')
        ? ends[index] === true || (next[index - 1] === true && (token === '**' || before !== '/'))
        : ends[index - 1] === true && before === token;
    }
    ends = next;
  }
  return ends[path.length] === true;
}
