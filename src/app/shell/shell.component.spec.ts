import { ChangeDetectionStrategy, Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, TitleStrategy } from '@angular/router';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { PageTitle } from '../page/page-title';
import { Announcer } from '../ui/announcer';
import { ConnectionSwitcherComponent } from './connection-switcher.component';
import { ShellComponent, toPageError } from './shell.component';

@Component({ changeDetection: ChangeDetectionStrategy.OnPush, template: '<h1>Loaded page</h1>' })
class LoadedPageComponent {}

describe('ShellComponent', () => {
  let isOnline = true;
  let loads = 0;

  const show = async () => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme', label: 'Acme' })] }),
        { provide: TitleStrategy, useExisting: PageTitle },
        provideRouter([
          { path: '', pathMatch: 'full', title: 'Overview', children: [] },
          { path: 'other', title: 'Other page', component: LoadedPageComponent },
          {
            path: 'lazy',
            title: 'Lazy page',
            loadComponent: () => {
              loads += 1;
              return isOnline
                ? Promise.resolve(LoadedPageComponent)
                : Promise.reject(new TypeError('Failed to fetch dynamically imported module: /chunk.js'));
            },
          },
        ]),
      ],
    });
    TestBed.overrideComponent(ShellComponent, {
      remove: { imports: [ConnectionSwitcherComponent] },
      add: { schemas: [CUSTOM_ELEMENTS_SCHEMA] },
    });
    await TestBed.inject(QlikTesting).ready();
    const fixture = TestBed.createComponent(ShellComponent);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const settle = async () => {
      for (let turn = 0; turn < 5; turn += 1) {
        await fixture.whenStable();
        await new Promise((resolve) => setTimeout(resolve));
      }
    };
    const go = async (online: boolean) => {
      isOnline = online;
      window.dispatchEvent(new Event(online ? 'online' : 'offline'));
      await settle();
    };
    const open = async (path = '/lazy') => {
      await TestBed.inject(Router)
        .navigateByUrl(path)
        .catch(() => false);
      await settle();
    };
    return { element, go, open };
  };

  beforeEach(() => {
    isOnline = true;
    loads = 0;
    spyOnProperty(navigator, 'onLine').and.callFake(() => isOnline);
  });

  it('opens a page that could not be loaded without a network when the network is back', async () => {
    const { element, go, open } = await show();
    await go(false);
    await open();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('could not be loaded');
    await go(true);
    expect(element.querySelector('[role=alert]')).toBeNull();
    expect(element.textContent).toContain('Loaded page');
    expect(loads).toBe(2);
  });

  it('loads nothing when the network is back and no page has failed', async () => {
    const { element, go, open } = await show();
    await open();
    await go(false);
    await go(true);
    expect(loads).toBe(1);
    expect(element.textContent).toContain('Loaded page');
  });

  it('announces the title of the page that opens, not of the one before', async () => {
    const { element, open } = await show();
    await open('/');
    await open('/lazy');
    expect(element.querySelector('[aria-live]')?.textContent).toBe('Lazy page');
    await open('/other');
    expect(element.querySelector('[aria-live]')?.textContent).toBe('Other page');
  });

  it('announces the title after the message of the moment before', async () => {
    const { element, open } = await show();
    await open('/');
    TestBed.inject(Announcer).announce('Signed out of Acme', 'acme');
    await open('/other');
    expect(element.querySelector('[aria-live]')?.textContent).toBe('Signed out of Acme');
  });
});

describe('toPageError', () => {
  for (const message of [
    'Failed to fetch dynamically imported module: https://app.example/chunk-1.js',
    'error loading dynamically imported module: https://app.example/chunk-1.js',
    'Importing a module script failed.',
  ]) {
    it(`has a remedy for: ${message}`, () => {
      const error = toPageError(new TypeError(message));
      expect(error.code).toBe('http-unreachable');
      expect(error.message).not.toContain('chunk');
      expect(error.remedy).toContain('try again');
    });
  }

  it('does not change other errors', () => {
    expect(toPageError(new TypeError('x is undefined')).code).toBe('unexpected');
    expect(toPageError('a text').code).toBe('unexpected');
  });
});
