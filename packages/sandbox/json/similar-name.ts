/** Returns the name that differs in at most two letters, or contains the other. */
export function mostSimilar(written: string, known: readonly string[]): string | undefined {
  const lower = written.toLowerCase();
  const rated = known.map((name) => ({ name, distance: distanceOf(lower, name.toLowerCase()) }));
  const [best] = rated.sort((left, right) => left.distance - right.distance);
  if (best !== undefined && best.distance <= 2) return best.name;
  return lower.length < 3
    ? undefined
    : known.find((name) => name.toLowerCase().includes(lower) || lower.includes(name.toLowerCase()));
}

/** The number of letters to insert, remove or replace. */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, place) => place);
  for (let line = 1; line <= left.length; line += 1) {
    const next = [line];
    for (let place = 1; place <= right.length; place += 1) {
      const replaced = (row[place - 1] ?? 0) + (left[line - 1] === right[place - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[place] ?? 0) + 1, (next[place - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
