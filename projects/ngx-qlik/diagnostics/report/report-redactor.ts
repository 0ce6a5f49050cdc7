import type { CheckResult } from './report';

/** The shortest text that is looked for as a secret; shorter ones are found in innocent words too. */
const MIN_SECRET_LENGTH = 8;

/**
 * Takes credentials out of everything that a report says: by their shape, and those that the examination itself has held by their value,
 * as CSRF tokens and session cookies have no shape.
 */
export class ReportRedactor {
  private readonly secrets = new Set<string>();

  /** @param byShape takes out what looks like a credential */
  constructor(private readonly byShape: (text: string) => string) {}

  /** These values are in no text from now on. */
  addSecrets(...values: readonly (string | undefined)[]): void {
    for (const value of values) {
      if (value === undefined || value.length < MIN_SECRET_LENGTH) continue;
      this.secrets.add(value);
      this.secrets.add(encodeURIComponent(value));
    }
  }

  redact(text: string): string {
    let safe = text;
    for (const secret of this.secrets) safe = safe.replaceAll(secret, '[redacted]');
    return this.byShape(safe);
  }

  redactResult(result: CheckResult): CheckResult {
    const { seen, cause, remedy } = result;
    return {
      ...result,
      seen: seen.map((line) => this.redact(line)),
      ...(cause === undefined ? {} : { cause: this.redact(cause) }),
      ...(remedy === undefined ? {} : { remedy: this.redact(remedy) }),
    };
  }
}
