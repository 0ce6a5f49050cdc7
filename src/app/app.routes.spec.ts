import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { TestBed } from '@angular/core/testing';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { routes } from './app.routes';

describe('the pages of the application', () => {
  // Loaded lazily, which in the first spec takes longer than `whenStable` waits.
  beforeAll(() => import('./features/app-viewer/open-early'));

  const go = async (address: string) => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({
          connections: [fakeConnection({ id: 'acme' })],
          apps: { sales: { rows: [{ Region: 'North' }] } },
        }),
        // The page of an app is a stub: the app is opened before it.
        provideRouter(
          routes.flatMap((route) =>
            route.path === 'connections/:connectionId'
              ? [{ ...route, children: [{ path: 'apps/:appId', children: [] }] }]
              : route.path === '**'
                ? [route]
                : [],
          ),
        ),
      ],
    });
    const testing = TestBed.inject(QlikTesting);
    await testing.ready();
    const harness = await RouterTestingHarness.create(address);
    await testing.whenStable();
    return { testing, harness };
  };

  for (const below of ['nonsense', 'sheets/one', 'new'])
    it(`open no app for an address that has no page: apps/sales/${below}`, async () => {
      const { testing, harness } = await go(`/connections/acme/apps/sales/${below}`);
      expect(harness.routeNativeElement?.textContent).toContain('Page not found');
      expect(TestBed.inject(Router).url).toBe(`/connections/acme/apps/sales/${below}`);
      expect(testing.app('sales').countOf('open')).toBe(0);
    });

  it('open the app of their address', async () => {
    const { testing } = await go('/connections/acme/apps/sales');
    expect(testing.app('sales').countOf('open')).toBe(1);
  });
});
