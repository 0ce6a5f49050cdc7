/** Names of calls that a server does not support, with their number. */
export class CallCounter {
  private readonly counts = new Map<string, number>();

  /** @param capacity further names are counted under `…`, so that memory does not grow with what clients invent */
  constructor(private readonly capacity = 500) {}

  add(name: string): void {
    const key = this.counts.has(name) || this.counts.size < this.capacity ? name : '…';
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** Returns the names with their counts, the most frequent first. */
  get all(): readonly { readonly name: string; readonly count: number }[] {
    return [...this.counts]
      .map(([name, count]) => ({ name, count }))
      .sort((left, right) => right.count - left.count || left.name.localeCompare(right.name));
  }

  clear(): void {
    this.counts.clear();
  }
}
