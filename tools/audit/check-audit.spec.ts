import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';
import { type AcceptedAdvisory, checkAccepted, checkAudit } from './check-audit.ts';

const ID = 'GHSA-aaaa-bbbb-cccc';
const NOW = new Date('2026-01-15');
const cause = (severity: string, id = ID) => ({
  ...{ source: 1, name: 'leftpad', severity, title: 'It pads too much', range: '<2' },
  url: `https://github.com/advisories/${id}`,
});
const report = (...via: object[]) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: { leftpad: { via }, above: { via: ['leftpad'] } },
    metadata: {},
  });
const accepted = (expires: string): AcceptedAdvisory => ({
  ...{ advisory: ID, package: 'leftpad', reason: 'Used at build time only.' },
  expires,
});
const accept = (expires: string) => [accepted(expires)];

describe('the audit of dependencies', () => {
  it('fails for each advisory of the level high or above, once', () => {
    const { problems } = checkAudit(
      report(cause('high'), cause('critical', 'GHSA-dddd-eeee-ffff'), cause('high')),
      [],
    );
    assert.equal(problems?.length, 2);
    assert.match(problems[0] ?? '', /high: leftpad <2: It pads too much \(GHSA-aaaa-bbbb-cccc\)/);
  });

  it('passes what is below', () => {
    assert.deepEqual(checkAudit(report(cause('moderate')), []), { problems: [], notes: [] });
  });

  it('passes what is accepted, until it expires, and tells of it', () => {
    const { problems, notes } = checkAudit(report(cause('high')), accept('2026-02-01'), NOW);
    assert.deepEqual(problems, []);
    assert.match(notes?.[0] ?? '', /build time only/);
    assert.match(
      checkAudit(report(cause('high')), accept('2026-01-01'), NOW).problems?.[0] ?? '',
      /until 2026-01-01 only/,
    );
    assert.equal(checkAudit(report(cause('high')), accept('soon'), NOW).problems?.length, 1);
  });

  it('is skipped, with the reason, where the registry has no audit or is not there', () => {
    const refused = `npm warn audit 405\n${JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405 }, null, 2)}`;
    assert.deepEqual(checkAudit(refused, []), { skipped: 'the registry answers no audit (405)' });
    const away = JSON.stringify({ message: 'request failed, reason: getaddrinfo ENOTFOUND registry' });
    assert.deepEqual(checkAudit(away, []), { skipped: 'the registry could not be reached' });
  });

  it('fails for every other failure', () => {
    assert.throws(() => checkAudit('Segmentation fault', []), /something else than JSON/);
    assert.throws(
      () => checkAudit(JSON.stringify({ message: '401 Unauthorized', statusCode: 401 }), []),
      /401/,
    );
    assert.throws(() => checkAudit('{}', []), /no reason/);
  });

  it('accepts nothing without a reason and an end', () => {
    assert.deepEqual(checkAccepted(accept('2026-02-01')), []);
    assert.equal(checkAccepted([{ advisory: ID, reason: 'Because.', expires: '2026-02-01' }]).length, 1);
    assert.equal(checkAccepted([{ ...accepted('2026-02-01'), expires: undefined }]).length, 1);
    assert.deepEqual(
      checkAccepted(
        JSON.parse(
          readFileSync(inProject('tools/audit/accepted-advisories.json'), 'utf8'),
        ) as AcceptedAdvisory[],
      ),
      [],
    );
  });
});
