import type { Verdict } from './report';

/** The shortest text that is looked for as a secret; shorter ones are found in innocent words too. */
const SHORTEST_SECRET = 8;

/**
 * Takes credentials out of everything that a report says: by their shape, and those that the examination itself has held by their value,
 * as CSRF tokens and session cookies have no shape.
 */
export class SafeText {
  private readonly secrets = new Set<string>();

  /** @param byShape takes out what looks like a credential */
  constructor(private readonly byShape: (text: string) => string) {}

  /** These values are in no text from now on. */
  hide(...values: readonly (string | undefined)[]): void {
    for (const value of values) {
      if (value === undefined || value.length < SHORTEST_SECRET) continue;
      this.secrets.add(value);
      this.secrets.add(encodeURIComponent(value));
    }
  }

  of(text: string): string {
    let safe = text;
    for (const secret of this.secrets) safe = safe.replaceAll(secret, '[redacted]');
    return this.byShape(safe);
  }

  ofVerdict(verdict: Verdict): Verdict {
    const { seen, cause, remedy } = verdict;
    return {
      ...verdict,
      seen: seen.map((line) => this.of(line)),
      ...(cause === undefined ? {} : { cause: this.of(cause) }),
      ...(remedy === undefined ? {} : { remedy: this.of(remedy) }),
    };
  }
}
