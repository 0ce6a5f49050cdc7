/** A defect of the backend, with the smallest input that showed it. */
export interface Finding {
  readonly attack: string;
  readonly index: number;
  readonly message: string;
  readonly input: string;
  readonly times: number;
}

const SHOWN_INPUT = 4_000;

/** Collects findings, one for each kind of attack and message. */
export class Findings {
  readonly #byKind = new Map<string, Finding>();

  get all(): readonly Finding[] {
    return [...this.#byKind.values()];
  }

  /** @returns whether it is the first of its kind */
  add({ attack, index, message, input }: Omit<Finding, 'times'>): boolean {
    // Numbers and quoted texts differ each time.
    const kind = `${attack}: ${message
      .replace(/\d+/g, '#')
      .replace(/"[^"]*"/g, '""')
      .slice(0, 60)}`;
    const known = this.#byKind.get(kind);
    const times = (known?.times ?? 0) + 1;
    const isSmaller = known === undefined || input.length < known.input.length;
    this.#byKind.set(kind, isSmaller ? { attack, index, message, input, times } : { ...known, times });
    return known === undefined;
  }

  /** @param seed of the run */
  report(seed: number): string {
    return this.all
      .map(({ attack, index, message, input, times }) =>
        [
          `FAILED  ${attack}, ${times} ×: ${message}`,
          ...(index < 0
            ? []
            : [
                `  smallest input (${input.length} characters): ${input.slice(0, SHOWN_INPUT)}`,
                `  again: npm run fuzz -- --seed ${seed} --only "${attack}" --index ${index}`,
              ]),
          ...(index < 0 && input !== '' ? [`  under way: ${input.slice(0, SHOWN_INPUT)}`] : []),
        ].join('\n'),
      )
      .join('\n\n');
  }
}
