interface Count {
  times: number;
  failures: number;
  ms: number;
  slowestMs: number;
}

/** Counts attacks by kind, and responses by the class of their status. */
export class Tally {
  readonly #attacks = new Map<string, Count>();
  readonly #classes = new Map<string, number>();
  #answers = 0;

  get responses(): number {
    return this.#answers;
  }

  get attacks(): number {
    return [...this.#attacks.values()].reduce((sum, { times }) => sum + times, 0);
  }

  /** @param status 0 for a connection that ended without a response */
  countAnswer(status: number): void {
    this.#answers += 1;
    const name = status === 0 ? 'none' : `${Math.floor(status / 100)}xx`;
    this.#classes.set(name, (this.#classes.get(name) ?? 0) + 1);
  }

  countAttack(name: string, { ms, isFailed }: { readonly ms: number; readonly isFailed: boolean }): void {
    const count = this.#attacks.get(name) ?? { times: 0, failures: 0, ms: 0, slowestMs: 0 };
    count.times += 1;
    count.failures += isFailed ? 1 : 0;
    count.ms += ms;
    count.slowestMs = Math.max(count.slowestMs, ms);
    this.#attacks.set(name, count);
  }

  byClass(): string {
    return [...this.#classes]
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  }

  table(): string {
    const row = (...cells: readonly string[]): string =>
      cells.map((cell, at) => (at === 0 ? cell.padEnd(28) : cell.padStart(10))).join('');
    const rows = [...this.#attacks].map(([name, { times, failures, ms, slowestMs }]) =>
      row(name, String(times), String(failures), String(Math.round(ms / times)), String(slowestMs)),
    );
    return [row('attack', 'times', 'failed', 'mean ms', 'most ms'), ...rows.sort()].join('\n');
  }
}
