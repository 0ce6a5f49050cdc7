const SERIOUS = ['high', 'critical'];
/** The registry, or a mirror of it, does not know the question. */
const NOT_OFFERED = [404, 405, 501];
/** There was no answer to be had. */
const UNREACHABLE = /E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|HOSTUNREACH|NETUNREACH)/;

/**
 * What `npm audit --json` says of the level high and above.
 *
 * @param {string} text what it printed
 * @param {{ advisory: string, package: string, reason: string, expires: string }[]} accepted
 * @param {Date} now
 * @returns {{ skipped: string } | { problems: string[], notes: string[] }} `skipped`: why there is nothing to judge
 * @throws {Error} when it is no answer of npm's
 */
export function checkAudit(text, accepted, now = new Date()) {
  const report = parse(text);
  if (report.auditReportVersion !== 2 || typeof report.vulnerabilities !== 'object') return explain(report);
  const advisories = new Map(
    Object.values(report.vulnerabilities)
      .flatMap(({ via }) => via)
      // A name is a package whose own entry says more.
      .filter((cause) => typeof cause === 'object' && SERIOUS.includes(cause.severity))
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
export function checkAccepted(accepted) {
  return accepted.flatMap(({ advisory, reason, expires }) => {
    const isWhole =
      /^GHSA(-[0-9a-z]{4}){3}$/.test(advisory ?? '') &&
      typeof reason === 'string' &&
      reason.length > 20 &&
      /^\d{4}-\d\d-\d\d$/.test(expires ?? '');
    return isWhole
      ? []
      : [`${advisory}: an accepted advisory needs its GHSA id, a reason and a day on which it expires`];
  });
}

function parse(text) {
  const start = text.search(/^\{/m);
  try {
    return JSON.parse(text.slice(Math.max(start, 0)));
  } catch (error) {
    throw new Error(`npm audit answered with something else than JSON: ${text.slice(0, 500)}`, {
      cause: error,
    });
  }
}

function explain({ statusCode, message, error }) {
  const said = [message, error?.code, error?.summary].filter(Boolean).join(' ');
  if (NOT_OFFERED.includes(statusCode)) return { skipped: `the registry answers no audit (${statusCode})` };
  if (UNREACHABLE.test(said)) return { skipped: 'the registry could not be reached' };
  throw new Error(`npm audit failed: ${said || 'it gave no reason'}`);
}

function idOf({ url, source }) {
  return /GHSA(-[0-9a-z]{4}){3}/.exec(url ?? '')?.[0] ?? String(source);
}
