import { fakeConnection } from 'ngx-qlik/testing';
import { answer, expectResult, page } from './observations.spec';
import { checkBackend } from './backend';
import { checkConfiguration, checkFields } from './configuration';
import { checkCrossOrigin } from './cross-origin';
import { checkCrossOriginHeaders } from './cross-origin-headers';
import type { Observation } from './observation';
import { checkPlatform } from './platform';
import { checkHost, checkOnline } from './reachability';
import { checkCertificate, checkName } from './dns-and-certificate';

const SITE = 'https://app.example';
const cloud = fakeConnection({ id: 'acme', auth: { type: 'oauth2', clientId: 'spa' } });
const server = fakeConnection({
  id: 'server',
  platform: 'client-managed',
  host: 'https://server.example/vp',
  auth: { type: 'ticket' },
});
const unseen: Observation = { failure: 'network' };

describe('the configuration', () => {
  const known = ['acme'];

  it('passes when it can work', () => {
    expectResult(checkConfiguration({ connection: cloud, site: SITE, known }), 'passed', undefined);
  });

  it('fails when its auth type is not provided', () => {
    const facts = { connection: cloud, known, strategyProblem: 'not there.' };
    expectResult(checkConfiguration(facts), 'failed', 'strategy-missing', /provideQlik/);
  });

  it('fails when an https page calls an http host, except loopback', () => {
    const facts = { site: SITE, known };
    const at = (host: string) => checkConfiguration({ ...facts, connection: { ...cloud, host } });
    expectResult(at('http://tenant.example'), 'failed', 'page-insecure');
    expectResult(at('http://localhost:8181'), 'passed', undefined);
  });

  it('fails when the sign-in returns to another origin', () => {
    const auth = { type: 'oauth2', clientId: 'spa', redirectUri: 'https://other.example/callback' } as const;
    const connection = { ...cloud, auth };
    expectResult(
      checkConfiguration({ connection, site: SITE, known }),
      'failed',
      'redirect-elsewhere',
      /redirect URL/,
    );
    const relative = { ...cloud, auth: { ...auth, redirectUri: '//other.example/callback' } };
    expectResult(
      checkConfiguration({ connection: relative, site: SITE, known }),
      'failed',
      'redirect-elsewhere',
    );
    const own = { ...cloud, auth: { ...auth, redirectUri: '/callback' } };
    expectResult(checkConfiguration({ connection: own, site: SITE, known }), 'passed', undefined);
  });

  it('fails for invalid fields and for secrets, and names the fields', () => {
    const facts = { summary: 'cloud, none, x', problems: [], secret: undefined };
    expect(checkFields(facts)).toBeUndefined();
    const problems = [
      { path: 'host', problem: 'is "x"; expected an address' },
      { path: 'auth.type', problem: 'is missing' },
    ];
    const result = checkFields({ ...facts, problems });
    expect(result?.causeId).toBe('configuration-unusable');
    expect(result?.cause).toBe(
      'The field "host" is "x"; expected an address. The field "auth.type" is missing.',
    );
    expect(checkFields({ ...facts, problems, secret: 'auth.apiKey' })?.cause).toContain(
      '"auth.apiKey" is a secret',
    );
    expect(checkFields({ ...facts, problems: [{ path: '', problem: 'is no object' }] })?.cause).toBe(
      'It is no object.',
    );
  });

  it('warns about a reference to an unknown connection', () => {
    const connection = fakeConnection({ id: 'r', auth: { type: 'reference', reference: 'unknown' } });
    expectResult(checkConfiguration({ connection, known }), 'warning', 'reference-unknown');
  });
});

describe('the host', () => {
  const facts = { host: 'https://acme.example', milliseconds: 5, isOwnOrigin: false };

  it('passes when it responds, readable or not', () => {
    expectResult(checkHost(facts), 'passed', undefined);
    expectResult(checkOnline(true), 'passed', undefined);
  });

  for (const [what, given, cause, remedy] of [
    ['a policy', { failure: 'policy' }, 'policy-connect', /connect-src/],
    ['silence', { failure: 'time', isSiteReachable: true }, 'host-silent', /firewall/],
    ['nothing there', { failure: 'network', isSiteReachable: true }, 'host-unreachable', /certificate/],
    ['no network at all', { failure: 'network', isSiteReachable: false }, 'offline', /VPN/],
    ['the own backend away', { failure: 'network', isOwnOrigin: true }, 'backend-unreachable', /qlik/],
  ] as const) {
    it(`distinguishes ${what} from the rest`, () => {
      expectResult(checkHost({ ...facts, ...given }), 'failed', cause, remedy);
    });
  }

  it('fails when the device is offline', () => expectResult(checkOnline(false), 'failed', 'offline'));
});

describe('name and certificate', () => {
  const facts = {
    name: 'acme.example',
    subject: 'acme.example',
    issuer: 'CA',
    now: 0,
    validTo: 90 * 86_400_000,
  };

  it('pass when they are valid', () => {
    expectResult(checkName({ name: 'a', addresses: ['::1'] }), 'passed', undefined);
    expectResult(checkCertificate(facts), 'passed', undefined);
  });

  it('fails for an unknown name', () => {
    expectResult(
      checkName({ name: 'a', addresses: [], problem: 'ENOTFOUND' }),
      'failed',
      'dns-unknown',
      /VPN/,
    );
  });

  for (const [distrust, cause] of [
    ['CERT_HAS_EXPIRED', 'certificate-expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-name'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-untrusted'],
  ] as const) {
    it(`fails for ${distrust}`, () =>
      expectResult(checkCertificate({ ...facts, distrust }), 'failed', cause));
  }

  it('fails without TLS, and warns before the certificate expires', () => {
    expectResult(checkCertificate({ name: 'a', now: 0, problem: 'ECONNREFUSED' }), 'failed', 'tls-failed');
    expectResult(checkCertificate({ ...facts, validTo: 86_400_000 }), 'warning', 'certificate-expired');
  });
});

describe('the platform', () => {
  const facts = { configured: 'cloud' as const, isOwnOrigin: false };
  const info = (deploymentType: string) => answer({ json: { composition: { deploymentType } } });

  it('passes when it is the configured one', () => {
    expectResult(checkPlatform({ ...facts, observation: info('QlikCloudServices') }), 'passed', undefined);
    const configured = 'client-managed' as const;
    expectResult(
      checkPlatform({ ...facts, configured, observation: info('QlikSenseServer') }),
      'passed',
      undefined,
    );
  });

  it('fails when it is the other one', () => {
    const result = checkPlatform({ ...facts, observation: info('QlikSenseServer') });
    expectResult(result, 'failed', 'platform-other', /"platform": "client-managed"/);
  });

  it('fails when a page answers instead of Qlik or of the backend', () => {
    expectResult(checkPlatform({ ...facts, observation: page }), 'failed', 'not-qlik');
    expectResult(
      checkPlatform({ ...facts, isOwnOrigin: true, observation: page }),
      'failed',
      'backend-absent',
    );
  });

  it('is skipped when the host does not provide product information', () => {
    for (const observation of [
      unseen,
      answer({ isRedirect: true, status: 0 }),
      answer({ status: 404 }),
      answer({ json: {} }),
    ]) {
      expectResult(checkPlatform({ ...facts, observation }), 'skipped', undefined);
    }
  });
});

describe('reading across origins', () => {
  const facts = { connection: cloud, site: SITE, isOwnOrigin: false, asMade: unseen };

  it('passes when a response is readable, including a refusal, and for the own origin', () => {
    expectResult(checkCrossOrigin({ ...facts, asMade: answer({ status: 401 }) }), 'passed', undefined);
    expectResult(checkCrossOrigin({ ...facts, isOwnOrigin: true }), 'passed', undefined);
  });

  it('names where to allow an origin on each platform and for each type', () => {
    const cookie = fakeConnection({ id: 'c', auth: { type: 'cookie', webIntegrationId: 'w' } });
    for (const [connection, remedy] of [
      [cloud, /OAuth: add https:\/\/app\.example/],
      [cookie, /Web: add https:\/\/app\.example/],
      [server, /Additional response headers: add “Access-Control-Allow-Origin: https:\/\/app\.example”/],
    ] as const) {
      expectResult(checkCrossOrigin({ ...facts, connection }), 'failed', 'origin-refused', remedy);
    }
  });

  it('distinguishes missing cookies and a refused preflight from a refused origin', () => {
    const readable = answer({ status: 401 });
    const withoutCookies = { ...facts, connection: server, withoutCookies: readable };
    expectResult(checkCrossOrigin(withoutCookies), 'failed', 'credentials-refused', /Allow-Credentials/);
    expectResult(
      checkCrossOrigin({ ...facts, withoutCookies: unseen, plain: readable }),
      'failed',
      'preflight-refused',
      /OPTIONS/,
    );
  });

  it('distinguishes a policy and a timeout from CORS', () => {
    expectResult(checkCrossOrigin({ ...facts, asMade: { failure: 'policy' } }), 'failed', 'policy-connect');
    expectResult(checkCrossOrigin({ ...facts, asMade: { failure: 'time' } }), 'failed', 'answer-silent');
  });

  it('names the missing header on the command line', () => {
    const allowed = { 'access-control-allow-origin': SITE, 'access-control-allow-credentials': 'true' };
    const fine = answer({ headers: allowed });
    const wanted = { connection: server, site: SITE, usesCookies: true, call: fine, preflight: fine };
    const check = (change: object) => checkCrossOriginHeaders({ ...wanted, ...change });
    expectResult(check({}), 'passed', undefined);
    expectResult(check({ call: answer() }), 'failed', 'origin-refused');
    expectResult(
      check({ call: answer({ headers: { 'access-control-allow-origin': '*' } }) }),
      'failed',
      'origin-refused',
    );
    expectResult(
      check({ preflight: answer({ status: 302, headers: allowed }) }),
      'failed',
      'preflight-refused',
    );
    expectResult(
      check({ call: answer({ headers: { 'access-control-allow-origin': SITE } }) }),
      'failed',
      'credentials-refused',
    );
  });
});

describe('the backend', () => {
  const connection = fakeConnection({ id: 'acme', auth: { type: 'm2m' } });
  const check = (observation: Observation) => checkBackend({ connection, observation });

  it('passes when a user is signed in', () => {
    const result = check(answer({ json: { hostUser: { id: 'ada', name: 'Ada' }, isSignedIn: true } }));
    expectResult(result, 'passed', undefined);
    expect(result.seen.join()).toContain('Ada');
  });

  it('warns about a missing sign-in to the application', () => {
    expectResult(check(answer({ status: 401 })), 'warning', 'application-sign-in-required');
    expect(check(answer({ status: 401 })).isBlocking).toBeTrue();
  });

  for (const [what, observation, cause] of [
    ['is away', unseen, 'backend-unreachable'],
    ['is silent', { failure: 'time' }, 'backend-silent'],
    ['is not there', answer({ status: 404 }), 'backend-absent'],
    ['is a site of pages', page, 'backend-absent'],
    [
      'has no such connection',
      answer({ status: 404, json: { code: 'connection-unknown' } }),
      'backend-connection-unknown',
    ],
    [
      'has it with another type',
      answer({ status: 404, json: { code: 'connection-type' } }),
      'backend-connection-unknown',
    ],
    ['does not let the user in', answer({ status: 403 }), 'backend-forbidden'],
    ['has a problem', answer({ status: 502 }), 'backend-failed'],
  ] as const) {
    it(`fails where it ${what}`, () => expectResult(check(observation), 'failed', cause));
  }

  it('passes on the backend’s own remedy', () => {
    expectResult(
      check(answer({ status: 502, json: { remedy: 'Do this.' } })),
      'failed',
      'backend-failed',
      /^Do this\.$/,
    );
  });
});
