import { Location } from '@angular/common';
import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { CurrentConnection } from '../../connections/current-connection';
import { DemoPageComponent, showConfiguration } from './demo-page.component';
import { AUTH_DEMOS } from './demos';
import { OAUTH2_DEMO } from './oauth2.demo';

const CONNECTIONS = ['redirect', 'popup'].map((interaction) =>
  fakeConnection({
    id: interaction,
    label: `By ${interaction}`,
    auth: { type: 'oauth2', clientId: 'c', ...(interaction === 'popup' && { interaction }) },
  }),
);

async function open(address: string) {
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter(
        [
          { path: 'elsewhere', children: [] },
          { path: 'auth-demos/:type', component: DemoPageComponent },
        ],
        withComponentInputBinding(),
      ),
      provideQlikTesting({
        connections: CONNECTIONS,
        states: Object.fromEntries(
          CONNECTIONS.map(({ id }) => [id, new FakeAuthStrategy({ restored: 'signed-out' })]),
        ),
      }),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const harness = await RouterTestingHarness.create(address);
  const element = () => {
    const page = harness.routeNativeElement;
    if (!page) throw new Error('There is no page.');
    return page;
  };
  const select = () => {
    const found = element().querySelector('select');
    if (!found) throw new Error('There is no choice.');
    return found;
  };
  return {
    harness,
    address: () => TestBed.inject(Location).path(),
    shown: () => [select().value, TestBed.inject(CurrentConnection).connection()?.id],
    configuration: () => element().querySelector('pre[aria-label="connections.json"]')?.textContent,
    choose: async (id: string) => {
      select().value = id;
      select().dispatchEvent(new Event('change'));
      await harness.fixture.whenStable();
    },
  };
}

describe('the page of a sign-in demo', () => {
  it('keeps the chosen connection in its address', async () => {
    const { address, choose, shown } = await open('/auth-demos/oauth2');
    expect(shown()).toEqual(['redirect', 'redirect']);
    await choose('popup');
    expect([address(), ...shown()]).toEqual(['/auth-demos/oauth2?connection=popup', 'popup', 'popup']);
  });

  it('shows the connection that the address names', async () => {
    const { shown } = await open('/auth-demos/oauth2?connection=popup');
    expect(shown()).toEqual(['popup', 'popup']);
  });

  it('shows the first where the address names none of its type', async () => {
    const { shown } = await open('/auth-demos/oauth2?connection=unknown');
    expect(shown()).toEqual(['redirect', 'redirect']);
  });

  it('shows it again after another page, with the address and without', async () => {
    const { choose, harness, shown } = await open('/auth-demos/oauth2');
    await choose('popup');
    for (const way of ['?connection=popup', '']) {
      await harness.navigateByUrl('/elsewhere');
      await harness.navigateByUrl(`/auth-demos/oauth2${way}`);
      expect(shown()).withContext(way).toEqual(['popup', 'popup']);
    }
  });

  it('shows the configuration that the connection uses', async () => {
    const { choose, configuration } = await open('/auth-demos/oauth2');
    expect(configuration()).toContain('"interaction": "redirect"');
    await choose('popup');
    expect(configuration()).toContain('"interaction": "popup"');
  });
});

describe('the configuration that a demo shows', () => {
  for (const interaction of [undefined, 'redirect', 'popup'] as const)
    for (const tokenStorage of [undefined, 'memory', 'session', 'local'] as const)
      for (const scope of [undefined, 'user_default', 'user_default offline_access'])
        it(`has what is used: ${interaction}, ${tokenStorage}, ${scope}`, () => {
          const settings = {
            ...(interaction && { interaction }),
            ...(tokenStorage && { tokenStorage }),
            ...(scope && { scope }),
          };
          const used = fakeConnection({
            id: 'acme',
            host: 'https://acme.example',
            auth: { type: 'oauth2', clientId: 'acme-client', ...settings },
          });
          const shown = showConfiguration(OAUTH2_DEMO.configuration, used);
          expect(shown.auth).toEqual({
            type: 'oauth2',
            clientId: 'the client ID',
            scope: scope ?? 'user_default',
            interaction: interaction ?? 'redirect',
            tokenStorage: tokenStorage ?? 'memory',
          });
          expect([shown.id, shown.host]).toEqual(['my-tenant', 'https://your-tenant.eu.qlikcloud.com']);
        });

  it('is the demo’s own where no connection is of its type', () => {
    for (const { configuration } of AUTH_DEMOS)
      expect(showConfiguration(configuration, undefined)).toBe(configuration);
  });
});
