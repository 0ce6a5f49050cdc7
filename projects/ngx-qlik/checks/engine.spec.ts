import { fakeConnection } from 'ngx-qlik/testing';
import { answer, expectResult, page } from './observations.spec';
import { checkApp, checkEngine, checkHypercube } from './engine';
import { checkRuntime } from './runtime';
import { checkSocket, type SocketOutcome } from './socket';

const SITE = 'https://app.example';
const cloud = fakeConnection({ id: 'acme', auth: { type: 'oauth2', clientId: 'spa' } });
const cookie = fakeConnection({ id: 'c', auth: { type: 'cookie', webIntegrationId: 'w' } });
const server = fakeConnection({ id: 's', platform: 'client-managed', auth: { type: 'ticket' } });

describe('the script', () => {
  const address = 'https://acme.example/qlik-embed/main.js';
  const script = answer({ headers: { 'content-type': 'text/javascript' }, body: 'window.QlikMain={}' });
  const check = (observation = script, mayRun?: boolean, connection = cloud) =>
    checkRuntime({ connection, address, observation, mayRun });

  it('passes when it is served, or bundled with the application', () => {
    expectResult(check(script, true), 'passed', undefined);
    expectResult(checkRuntime({ connection: cloud, address }), 'passed', undefined);
    expectResult(check({ failure: 'policy' }, true), 'passed', undefined);
  });

  for (const [what, observation, mayRun, cause, remedy] of [
    ['it is not there', answer({ status: 404 }), undefined, 'runtime-missing', /host/],
    ['it is for users', answer({ status: 302, isRedirect: true }), undefined, 'runtime-missing', /Sign in/],
    ['the host fails', answer({ status: 503 }), undefined, 'server-failed', /log/],
    ['a page comes', page, undefined, 'runtime-wrong', /proxy/],
    ['another script comes', answer({ body: 'alert(1)' }), undefined, 'runtime-wrong', /proxy/],
    ['it never comes', { failure: 'time' }, undefined, 'runtime-silent', /bundled/],
    ['it breaks off', { failure: 'cut' }, undefined, 'runtime-silent', /ends connections/],
    ['it may not be read', { failure: 'network' }, undefined, 'runtime-unreadable', /main\.js/],
    ['it may not run', script, false, 'policy-script', /script-src/],
    ['it may not be fetched', { failure: 'policy' }, undefined, 'policy-script', /script-src/],
  ] as const) {
    it(`fails when ${what}, without blocking other checks`, () => {
      expectResult(check(observation, mayRun), 'failed', cause, remedy);
      expect(check(observation, mayRun).isBlocking).toBeFalse();
    });
  }

  it('recommends the bundled one for client-managed servers', () => {
    expectResult(check(answer({ status: 404 }), undefined, server), 'failed', 'runtime-missing', /bundled/);
  });
});

describe('the WebSocket', () => {
  const check = (outcome: SocketOutcome, connection = cloud, isOwnOrigin = false) =>
    checkSocket({ connection, outcome, site: SITE, isOwnOrigin });
  const refused: SocketOutcome = { result: 'refused', closeCode: 1006 };

  it('passes when it opens', () => {
    expectResult(check({ result: 'open', milliseconds: 3 }), 'passed', undefined);
  });

  for (const [what, outcome, connection, isOwn, cause, remedy] of [
    [
      'a tenant by OAuth refuses it',
      refused,
      cloud,
      false,
      'socket-refused',
      /OAuth: add https:\/\/app\.example/,
    ],
    ['a tenant by cookies refuses it', refused, cookie, false, 'socket-refused', /Web: the web integration/],
    ['a server refuses it', refused, server, false, 'socket-refused', /Host allow list: add app\.example/],
    ['the own origin refuses it', refused, cloud, true, 'socket-refused', /Upgrade/],
    ['a policy forbids it', { result: 'policy' }, cloud, false, 'policy-connect', /wss:\/\/acme\.example/],
    ['nothing comes', { result: 'time' }, cloud, false, 'socket-silent', /Upgrade/],
    [
      'no token is had',
      { result: 'no-credential', message: 'No.', remedy: 'Do this.' },
      cloud,
      false,
      'socket-token-refused',
      /^Do this/,
    ],
    [
      'it is closed with a reason',
      { result: 'refused', closeCode: 4240 },
      cloud,
      false,
      'socket-closed',
      /capacity/,
    ],
  ] as const) {
    it(`fails where ${what}`, () => expectResult(check(outcome, connection, isOwn), 'failed', cause, remedy));
  }

  it('reports the status when it is known', () => {
    expect(check({ result: 'refused', status: 403 }, server).cause).toContain('403');
  });
});

describe('the engine', () => {
  it('passes when it responds, opens the app and calculates', () => {
    expectResult(checkEngine(cloud, { value: '12.1' }), 'passed', undefined);
    expectResult(checkApp(cloud, { id: 'a' }, { value: 1 }), 'passed', undefined);
    expectResult(checkHypercube(cloud, { value: 1 }), 'passed', undefined);
  });

  it('opens no app when there is none, and calculates nothing', () => {
    expectResult(checkApp(cloud, undefined, undefined), 'warning', 'no-app');
    expect(checkApp(cloud, undefined, undefined).isBlocking).toBeTrue();
  });

  for (const [what, failure, cause, remedy] of [
    ['it is silent', { kind: 'time' }, 'app-silent', /large/],
    ['the app is not there', { kind: 'closed', code: 4204, reason: '' }, 'app-refused', /id/],
    [
      'there are too many sessions',
      { kind: 'closed', code: 4005, reason: '' },
      'socket-closed',
      /Close other/,
    ],
    ['no engine is free', { kind: 'closed', code: 4240, reason: '' }, 'socket-closed', /capacity/],
    ['the socket breaks', { kind: 'closed', code: 1006, reason: '' }, 'socket-closed', /proxies/],
    ['the server closes it', { kind: 'closed', code: 1000, reason: 'Bye' }, 'socket-closed', /license/],
    ['the user may not', { kind: 'error', code: 5, message: 'Access denied' }, 'app-refused', /access/],
    [
      'the engine knows no such app',
      { kind: 'error', code: 1003, message: 'App not found' },
      'app-refused',
      /deleted.*access/,
    ],
    ['the engine says something else', { kind: 'error', code: -1, message: 'Hm' }, 'app-refused', /hub/],
    [
      'there is no license',
      { kind: 'notice', name: 'OnLicenseAccessDenied' },
      'engine-refused',
      /License management/,
    ],
    [
      'there are five sessions',
      { kind: 'notice', name: 'OnMaxParallelSessionsExceeded' },
      'socket-closed',
      /Sign out/,
    ],
    ['it asks to sign in', { kind: 'must-sign-in' }, 'engine-asks-to-sign-in', /Sign in again/],
    [
      'it gives no session',
      { kind: 'session-refused', state: 'SESSION_ERROR_NO_LICENSE' },
      'engine-refused',
      /license/,
    ],
  ] as const) {
    it(`fails where ${what}`, () => {
      expectResult(checkApp(server, { id: 'a', name: 'App' }, { failure }), 'failed', cause, remedy);
    });
  }

  it('distinguishes a silent engine from a silent app, and a wrong number from none', () => {
    expectResult(checkEngine(cloud, { failure: { kind: 'time' } }), 'failed', 'engine-silent');
    expectResult(checkHypercube(cloud, { value: undefined }), 'failed', 'hypercube-failed');
    expectResult(checkHypercube(cloud, { failure: { kind: 'time' } }), 'failed', 'hypercube-failed');
  });
});
