import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { QlikAuthService } from 'ngx-qlik';
import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import { generatedCases } from '../generated-cases.spec';
import type { ConnectionChoice } from './api-calls';
import { injectQlikApi } from './inject-qlik-api';
import { API, space, useTenant } from './test-calls.spec';

const apiOf = (id: ConnectionChoice) => TestBed.runInInjectionContext(() => injectQlikApi(id));

const page = (id: string, next?: string) => ({
  data: [space(id)],
  links: next === undefined ? {} : { next: { href: next } },
});

/** Reads the first page of a list, which has a second one. */
async function begin(connectionId: ConnectionChoice = 'tenant', setup?: Parameters<typeof useTenant>[0]) {
  const parts = await useTenant(setup);
  const api = apiOf(connectionId);
  const pages = api.pages(api.getSpaces());
  const first = pages.next();
  (await parts.onlySent()).flush(page('1', '?next=x'));
  await first;
  return { ...parts, pages, auth: TestBed.inject(QlikAuthService) };
}

describe('the pages of a list', () => {
  it('are those of one user: the next one gets none of them', async () => {
    const { auth, pages, sent } = await begin();
    await auth.signOut('tenant');
    await auth.signIn('tenant');
    expect((await qlikErrorOf(pages.next())).code).toBe('sign-in-required');
    expect(await sent()).toEqual([]);
  });

  it('are those of one connection, whatever is chosen meanwhile', async () => {
    const chosen = signal('one');
    // Two users of one tenant.
    const connections = ['one', 'two'].map((id) => fakeConnection({ id, host: 'https://tenant.example/vp' }));
    const { pages, onlySent, auth } = await begin(chosen, { connections });
    chosen.set('two');
    await auth.signOut('two');
    const next = pages.next();
    (await onlySent()).flush(page('2'));
    expect((await next).value?.data?.[0]?.id).toBe('2');
  });

  it('end where they would go round to the first', async () => {
    const { onlySent, sent } = await useTenant();
    const api = apiOf('tenant');
    const pages = api.pages(api.getSpaces({ limit: 1 }));
    const first = pages.next();
    (await onlySent()).flush(page('1', `${API}/spaces?limit=1`));
    await first;
    expect((await qlikErrorOf(pages.next())).code).toBe('http-unexpected-answer');
    expect(await sent()).toEqual([]);
  });

  it('end when they are canceled before there is one', async () => {
    const { onlySent } = await useTenant();
    const api = apiOf('tenant');
    const canceling = new AbortController();
    const failing = qlikErrorOf(api.pages(api.getSpaces(), { signal: canceling.signal }).next());
    await onlySent();
    canceling.abort();
    expect((await failing).code).toBe('call-canceled');
  });

  it('fail once for a signal that was aborted before', async () => {
    await useTenant();
    const api = apiOf('tenant');
    const options = { signal: AbortSignal.abort() };
    // Of the call of the first page no rejection is left unhandled: Jasmine would report it.
    expect((await qlikErrorOf(api.pages(api.getSpaces({}, options), options).next())).code).toBe(
      'call-canceled',
    );
  });

  for (const data of [{}, 'text', 5]) {
    it(`have no entries where the list is ${JSON.stringify(data)}`, async () => {
      const { onlySent } = await useTenant();
      const api = apiOf('tenant');
      const failing = qlikErrorOf(api.entries(api.getSpaces()).next());
      (await onlySent()).flush({ data });
      expect((await failing).code).toBe('http-unexpected-answer');
    });
  }

  it('are asked for within the connection only, whatever the link', async () => {
    const { onlySent, sent } = await useTenant();
    const api = apiOf('tenant');
    const written = fc.constantFrom(
      '//evil.example/vp/api',
      '\\\\evil.example\\vp',
      'http://tenant.example/vp/api',
      'https://tenant.example:444/vp/api',
      'https://a@tenant.example/vp/api',
      'https://tenant.example/vp-evil/api',
      'https://tenant.example/vp/..%2f..',
      '/vp/.%2e;a/x',
      'blob:https://tenant.example/vp/api',
      'https:tenant.example',
    );
    const parts = [
      'https:',
      'http:',
      '/',
      '\\',
      'tenant.example',
      'evil.example',
      '/vp',
      '@',
      ':',
      '..',
      '%2e',
      '?',
      '#',
      ';',
      '\t',
    ];
    const generated = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 });
    const links = fc.oneof(
      written,
      generated.map((each) => each.join('')),
    );
    await fc.assert(
      fc.asyncProperty(links, async (href) => {
        const pages = api.pages(api.getSpaces());
        const first = pages.next();
        (await onlySent()).flush({ data: [], links: { next: { href } } });
        await first;
        let isOver = false;
        const next = pages
          .next()
          .catch((error: unknown) => error)
          .finally(() => (isOver = true));
        let requests = await sent();
        while (requests.length === 0 && !isOver) requests = await sent();
        for (const each of requests) {
          const { origin, pathname } = new URL(each.request.urlWithParams);
          expect([origin, /^\/vp(\/|$)/.test(pathname)])
            .withContext(href)
            .toEqual(['https://tenant.example', true]);
          each.flush({ data: [] });
        }
        await next;
      }),
      { numRuns: generatedCases(100) },
    );
    expect(await sent()).toEqual([]);
  });
});
