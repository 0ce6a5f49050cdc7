import type { ConnectionReport } from './report';
import { summarize, toMarkdown } from './report-text';
import { ReportRedactor } from './report-redactor';

const REPORT: ConnectionReport = {
  connection: {
    id: 'acme',
    label: 'Acme',
    platform: 'cloud',
    host: 'https://acme.example',
    authType: 'oauth2',
  },
  status: 'done',
  startedAt: 0,
  milliseconds: 12.4,
  place: 'https://app.example',
  checks: [
    { id: 'host', title: 'Host', status: 'passed', milliseconds: 3, seen: ['answered'], dependsOn: [] },
    {
      id: 'cors',
      title: 'CORS',
      status: 'failed',
      seen: [],
      cause: 'No header.',
      remedy: 'Add it.',
      dependsOn: ['host'],
    },
  ],
};

describe('a report as a text', () => {
  it('summarizes a report in one sentence', () => {
    const [, cors] = REPORT.checks;
    expect(summarize(REPORT)).toBe('Nothing is wrong: 1 checks passed.');
    expect(summarize({ ...REPORT, status: 'running' })).toBe('1 of 2 checks passed so far.');
    if (!cors) throw new Error('There is a second check.');
    expect(summarize({ ...REPORT, firstCause: cors })).toBe('First cause: No header.');
    const waiting = { ...cors, status: 'warning' as const };
    expect(summarize({ ...REPORT, firstCause: waiting })).toBe('Not all checks ran: No header.');
  });

  it('has every check with details, cause and remedy', () => {
    const text = toMarkdown(REPORT);
    expect(text).toContain('# Connection Acme (acme)');
    expect(text).toContain('checked 1970-01-01T00:00:00.000Z from https://app.example');
    expect(text).toContain('- ✔ **Host**: passed (3 ms)\n  - answered');
    expect(text).toContain('- ✖ **CORS**: failed\n  - cause: No header.\n  - remedy: Add it.');
  });
});

describe('ReportRedactor', () => {
  it('removes what looks like a credential and what was used as one', () => {
    const redactor = new ReportRedactor();
    redactor.addSecrets('s3cret/session', undefined, 'short');
    const text = 'Bearer abc, s3cret/session, s3cret%2Fsession, short';
    expect(redactor.redact(text)).toBe('[redacted], [redacted], [redacted], short');
    const result = redactor.redactResult({ status: 'failed', seen: [text], cause: text, remedy: text });
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });
});
