import type { Check, CheckStatus, ConnectionReport } from './report';

const MARKS: Readonly<Record<CheckStatus, string>> = {
  waiting: '·',
  running: '…',
  passed: '✔',
  warning: '!',
  failed: '✖',
  skipped: '–',
};

/** The names of the check states in the UI. */
export const STATUS_NAMES: Readonly<Record<CheckStatus, string>> = {
  waiting: 'Waiting',
  running: 'Running',
  passed: 'Passed',
  warning: 'Note',
  failed: 'Failed',
  skipped: 'Not checked',
};

/** Summarizes a report in one sentence. */
export function summarize({ status, checks, firstCause }: ConnectionReport): string {
  const passed = checks.filter((each) => each.status === 'passed').length;
  if (status === 'running') return `${passed} of ${checks.length} checks passed so far.`;
  if (!firstCause) return `Nothing is wrong: ${passed} checks passed.`;
  const causeText = firstCause.cause ?? `${firstCause.title} did not pass.`;
  return firstCause.status === 'failed' ? `First cause: ${causeText}` : `Not all checks ran: ${causeText}`;
}

/** Formats a report as Markdown. Reports contain no credentials. */
export function toMarkdown(report: ConnectionReport): string {
  const { connection, startedAt, milliseconds, place, checks, firstCause } = report;
  const lines = [
    `# Connection ${connection.label} (${connection.id})`,
    '',
    `- ${connection.platform}, ${connection.authType}, ${connection.host}`,
    `- checked ${new Date(startedAt).toISOString()} from ${place}, ${Math.round(milliseconds)} ms`,
    '',
    `**${summarize(report)}**`,
    ...(firstCause?.remedy === undefined ? [] : ['', `Remedy: ${firstCause.remedy}`]),
    '',
    ...checks.flatMap(describe),
  ];
  return `${lines.join('\n')}\n`;
}

function describe(check: Check): readonly string[] {
  const time = check.milliseconds === undefined ? '' : ` (${Math.round(check.milliseconds)} ms)`;
  const what = `- ${MARKS[check.status]} **${check.title}**: ${STATUS_NAMES[check.status].toLowerCase()}${time}`;
  return [
    what,
    ...check.seen.map((line) => `  - ${line}`),
    ...(check.cause === undefined ? [] : [`  - cause: ${check.cause}`]),
    ...(check.remedy === undefined ? [] : [`  - remedy: ${check.remedy}`]),
  ];
}
