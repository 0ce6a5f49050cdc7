import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { z } from 'zod';
import { type FakeProvider, startFakeProvider } from '../testing/fake-provider.ts';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';
import { problemAnswer } from './answers.ts';
import { openapiDocument } from './openapi.ts';
import { OPERATIONS } from './operations.ts';

const written: unknown = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'));

/** Addresses that are no part of the contract: the relay has a description of its own, `HEAD` comes with each `GET`. */
const OTHERS = /^(?:HEAD .*|[A-Z]+ \/qlik\/.*)$/;

describe('the description of the backend (OpenAPI)', () => {
  it('is valid, and written as the routes are', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    const document = openapiDocument(version);
    assert.deepEqual(
      written,
      JSON.parse(JSON.stringify(document)),
      'write it again: node --import tsx packages/backend/contract/main.ts',
    );
    const { valid, errors } = await new Validator().validate(document);
    assert.ok(valid, JSON.stringify(errors));
  });

  it('has each address of the backend, and no other', async () => {
    const found = new Set<string>();
    const provider: FakeProvider = await startFakeProvider();
    for (const settings of [{}, { signIn: provider.settings, operatorToken: 'o'.repeat(32) }]) {
      const backend = await startTestBackend({
        settings,
        connections: {
          web: { type: 'oauth2-web', host: 'http://localhost:1', clientId: 'c', clientSecret: 's' },
        },
        onRoute: (method, url) => void found.add(`${method} ${url}`),
      });
      await backend.close();
    }
    await provider.close();
    const routes = [...found]
      .filter((route) => !OTHERS.test(route))
      // The choice of a demo user is for a page of the backend's own.
      .filter((route) => route !== 'POST /app/sign-in')
      .map((route) => route.replace(/:(\w+)/g, '{$1}').replace('/api/qlik/web/', '/api/qlik/{connection}/'));
    const described = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    assert.deepEqual([...new Set(routes)].sort(), described.sort());
  });
});

describe('the answers of the backend', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  before(async () => {
    tenant = await startFakeTenant();
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    backend = await startTestBackend({
      settings: { operatorToken: 'o'.repeat(32) },
      connections: {
        impersonated: { ...client, type: 'oauth2-impersonation' },
        web: { ...client, type: 'oauth2-web' },
      },
    });
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });

  const check = async (id: string, response: Response): Promise<void> => {
    const operation = OPERATIONS.find((each) => each.id === id);
    assert.ok(operation !== undefined, id);
    const { status } = response;
    const text = await response.text();
    const answer: z.ZodType | null | undefined =
      status in operation.answers
        ? operation.answers[status]
        : operation.refusals.includes(status)
          ? problemAnswer
          : undefined;
    assert.notEqual(answer, undefined, `${id}: ${status} is not described: ${text}`);
    if (answer === null) assert.equal(text, '', id);
    else assert.deepEqual(answer?.safeParse(JSON.parse(text)).error, undefined, `${id} ${status}: ${text}`);
  };

  it('are as described, signed out and signed in', async () => {
    const signedOut = new TestBrowser(backend.origin);
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    for (const browser of [signedOut, ada]) {
      for (const { method, path, id, caller = 'page' } of OPERATIONS) {
        if (caller === 'identity-provider' || id === 'finishSignIn' || id === 'signOut') continue;
        if (caller === 'navigation' && id === 'signIn') continue;
        for (const connection of path.includes('{connection}') ? ['impersonated', 'web', 'nothing'] : ['']) {
          const address = path.replace('{connection}', connection).replace('{user}', 'eve');
          await check(id, await (method === 'get' ? browser.get(address) : browser.post(address, {})));
          if (method === 'post' && caller === 'page')
            await check(id, await browser.post(address, { unknown: 1 }));
        }
      }
    }
    const authorization = `Bearer ${'o'.repeat(32)}`;
    const operated = await fetch(`${backend.origin}/app/users/eve/end-sessions`, {
      method: 'POST',
      headers: { authorization },
    });
    await check('endSessions', operated);
    await check('signIn', await signedOut.get('/app/sign-in?returnTo=//evil.example'));
    await check('signOut', await ada.post('/app/sign-out', { everywhere: 'yes' }));
    await check('signOut', await ada.post('/app/sign-out'));
    await check('getSession', await ada.get('/app/session'));
  });
});
