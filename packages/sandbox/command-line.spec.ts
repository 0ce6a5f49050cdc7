import assert from 'node:assert/strict';
import test from 'node:test';
import { readCommandLine } from './command-line.ts';
import { UsageError } from './usage-error.ts';

test('reads every option', () => {
  const args =
    '--app-origin http://localhost:5173/ --app-origin https://x.example --cloud-port 0 --admin-port 9000';
  const more =
    '--client-managed-port 9100 --client-managed-certificates somewhere --access-token-seconds 5 --spaces 100 --reload-seconds 0 --big-app-rows 1000000 --tier1-per-minute 7 --tier2-per-minute 8 --check-answers --json --verbose';
  assert.deepEqual(readCommandLine(`${args} ${more}`.split(' ')), {
    json: true,
    help: false,
    version: false,
    config: {
      appOrigins: ['http://localhost:5173', 'https://x.example'],
      cloudPort: 0,
      adminPort: 9000,
      clientManagedPort: 9100,
      clientManagedCertificates: 'somewhere',
      accessTokenSeconds: 5,
      spaces: 100,
      reloadSeconds: 0,
      bigAppRows: 1_000_000,
      rateLimits: { tier1: 7, tier2: 8 },
      verbose: true,
      checksAnswers: true,
    },
  });
});

test('reads the options of the cloud tenants', () => {
  const args =
    '--cloud2-port 9001 --cloud-keys keys --session-inactivity-seconds 30 --session-lifespan-seconds 90';
  assert.deepEqual(readCommandLine(args.split(' ')).config, {
    appOrigins: [],
    rateLimits: {},
    verbose: false,
    cloud2Port: 9001,
    cloudKeys: 'keys',
    sessionInactivitySeconds: 30,
    sessionLifespanSeconds: 90,
  });
});

test('reads redirect addresses, and refuses those that OAuth forbids', () => {
  const args = '--redirect-uri http://localhost:5173/cb --redirect-uri https://x.example/a?b=c';
  assert.deepEqual(readCommandLine(args.split(' ')).config.redirectUris, [
    'http://localhost:5173/cb',
    'https://x.example/a?b=c',
  ]);
  for (const wrong of [
    '/cb',
    'x.example',
    'https://x.example/#a',
    'javascript:a',
    'https://u:p@x.example/',
  ]) {
    assert.throws(
      () => readCommandLine(['--redirect-uri', wrong]),
      (error) => error instanceof UsageError && error.message.includes('--redirect-uri'),
    );
  }
});

test('uses the defaults for missing options', () => {
  assert.deepEqual(readCommandLine([]), {
    json: false,
    help: false,
    version: false,
    config: { appOrigins: [], rateLimits: {}, verbose: false },
  });
});

test('refuses invalid values and names the option', () => {
  const cases = [
    ['--app-origin', 'localhost:4200'],
    ['--app-origin', 'http://localhost:4200/app'],
    ['--app-origin', 'http://me@localhost:4200'],
    ['--app-origin', 'ftp://localhost'],
    ['--cloud-port', '65536'],
    ['--cloud-port', '-1'],
    ['--admin-port', '80a'],
    ['--cloud2-port', 'next'],
    ['--session-lifespan-seconds', '0'],
    ['--identity-providers', 'there-is-no-such-file.json'],
    ['--client-managed-port', '65533'],
    ['--client-managed-jwt-certificate', 'there-is-no-such-file.pem'],
    ['--client-managed-jwt-certificate', 'package.json'],
    ['--access-token-seconds', '0'],
    ['--spaces', '1'],
    ['--big-app-rows', 'many'],
    ['--reload-seconds', '-1'],
    ['--port', '1'],
  ];
  for (const [option = '', value = ''] of cases) {
    assert.throws(
      () => readCommandLine([`${option}=${value}`]),
      (error: unknown) => error instanceof UsageError && error.message.includes(option),
      `${option} ${value}`,
    );
  }
});

test('reads the former names of options', () => {
  const { config } = readCommandLine(
    '--qap-port 9100 --qap-certificates=somewhere --app-origin http://localhost:1'.split(' '),
  );
  assert.deepEqual(
    [config.clientManagedPort, config.clientManagedCertificates, config.appOrigins],
    [9100, 'somewhere', ['http://localhost:1']],
  );
  assert.equal(readCommandLine(['--no-qap']).config.clientManagedPort, false);
  assert.equal(readCommandLine(['--no-client-managed']).config.clientManagedPort, false);
  assert.throws(
    () => readCommandLine(['--qap-jwt-certificate', 'package.json']),
    /--client-managed-jwt-certificate/,
  );
});

test('reads the options of HTTPS', () => {
  assert.equal(readCommandLine(['--https']).config.https, true);
  assert.equal(readCommandLine([]).config.https, undefined);
  const { https, httpsCertificates } = readCommandLine([
    '--https',
    '--https-certificates',
    'somewhere',
  ]).config;
  assert.deepEqual([https, httpsCertificates], [true, 'somewhere']);
  assert.throws(
    () => readCommandLine(['--https-certificates', 'somewhere']),
    (error) => error instanceof UsageError && error.message.includes('--https'),
  );
});
