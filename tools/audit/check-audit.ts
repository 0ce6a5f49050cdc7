const SERIOUS = ['high', 'critical'];
/** The registry, or a mirror of it, does not know the question. */
const NOT_OFFERED = [404, 405, 501];
/** There was no answer to be had. */
const UNREACHABLE = /E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|HOSTUNREACH|NETUNREACH)/;

/** An advisory that is known and does no harm here, until a day. */
export interface AcceptedAdvisory {
  advisory: string;
  package: string;
  reason: string;
  expires: string;
}

/** Why there is nothing to check, or what is wrong and what is accepted. */
export type AuditResult =
  | { skipped: string; problems?: undefined; notes?: undefined }
  | { skipped?: undefined; problems: string[]; notes: string[] };

interface Advisory {
  source: number;
  name: string;
  severity: string;
  title: string;
  range: string;
  url?: string;
}

interface AuditReport {
  auditReportVersion?: number;
  vulnerabilities?: Record<string, { via: (Advisory | string)[] }>;
  statusCode?: number;
  message?: string;
  error?: { code?: string; summary?: string };
}

/**
 * What `npm audit --json` finds of the level high and above.
 *
 * @param text what it printed
 * @throws {Error} when it is no answer of npm's
 */
export function checkAudit(
  text: string,
  accepted: readonly AcceptedAdvisory[],
  now = new Date(),
): AuditResult {
  const report = parse(text);
  if (report.auditReportVersion !== 2 || report.vulnerabilities === undefined) return explain(report);
  const advisories = new Map(
    Object.values(report.vulnerabilities)
      .flatMap(({ via }) => via)
      // A name is a package whose own entry has the details.
      .filter((cause) => typeof cause === 'object')
      .filter(({ severity }) => SERIOUS.includes(severity))
      .map((cause) => [idOf(cause), cause]),
  );
  const problems = [];
  const notes = [];
  for (const [id, { name, severity, title, range }] of advisories) {
    const entry = accepted.find(({ advisory }) => advisory === id);
    const finding = `${severity}: ${name} ${range}: ${title} (${id})`;
    if (entry === undefined) problems.push(finding);
    else if (!(new Date(entry.expires) > now))
      problems.push(`${finding}; accepted until ${entry.expires} only`);
    else notes.push(`${finding}; accepted until ${entry.expires}: ${entry.reason}`);
  }
  return { problems, notes };
}

/** What is wrong with the list of what is accepted; each entry needs a reason and an end. */
export function checkAccepted(accepted: readonly { [K in keyof AcceptedAdvisory]?: unknown }[]): string[] {
  return accepted.flatMap(({ advisory, reason, expires }) => {
    const isWhole =
      /^GHSA(-[0-9a-z]{4}){3}$/.test(textOf(advisory)) &&
      textOf(reason).length > 20 &&
      /^\d{4}-\d\d-\d\d$/.test(textOf(expires));
    return isWhole
      ? []
      : [
          `${textOf(advisory)}: an accepted advisory needs its GHSA id, a reason and a day on which it expires`,
        ];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parse(text: string): AuditReport {
  const start = text.search(/^\{/m);
  try {
    return JSON.parse(text.slice(Math.max(start, 0))) as AuditReport;
  } catch (error) {
    throw new Error(`npm audit answered with something else than JSON: ${text.slice(0, 500)}`, {
      cause: error,
    });
  }
}

function explain({ statusCode, message, error }: AuditReport): AuditResult {
  const details = [message, error?.code, error?.summary].filter(Boolean).join(' ');
  if (statusCode !== undefined && NOT_OFFERED.includes(statusCode))
    return { skipped: `the registry answers no audit (${statusCode})` };
  if (UNREACHABLE.test(details)) return { skipped: 'the registry could not be reached' };
  throw new Error(`npm audit failed: ${details || 'it gave no reason'}`);
}

function idOf({ url, source }: Advisory): string {
  return /GHSA(-[0-9a-z]{4}){3}/.exec(url ?? '')?.[0] ?? String(source);
}
