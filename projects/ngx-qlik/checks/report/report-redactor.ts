import { redactText } from 'ngx-qlik/redaction';
import type { CheckResult } from './report';

/** Shorter values are not redacted: they occur in ordinary words too. */
const MIN_SECRET_LENGTH = 8;

/**
 * Removes credentials from the texts of a report: by their shape, and by value for those that the checks have used, as CSRF tokens and
 * session cookies have no recognizable shape.
 */
export class ReportRedactor {
  private readonly secrets = new Set<string>();

  /** Adds values to remove from all texts. */
  addSecrets(...values: readonly (string | undefined)[]): void {
    for (const value of values) {
      if (value === undefined || value.length < MIN_SECRET_LENGTH) continue;
      this.secrets.add(value);
      this.secrets.add(encodeURIComponent(value));
    }
  }

  /** Returns a text without credentials. */
  redact(text: string): string {
    let safe = text;
    for (const secret of this.secrets) safe = safe.replaceAll(secret, '[redacted]');
    return redactText(safe);
  }

  /** Returns a result whose texts have no credentials. */
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
