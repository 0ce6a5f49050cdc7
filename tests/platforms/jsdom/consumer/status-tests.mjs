import '@angular/compiler';
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { provideExperimentalZonelessChangeDetection, Component, inject } from '@angular/core';
import { getTestBed, TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import {
  createSignedInGuard,
  provideQlik,
  QLIK_CONNECTION,
  QlikAuthService,
  QlikRuntime,
  qlikInterceptor,
  withAnonymous,
  withConnections,
  withOAuth2,
} from 'ngx-qlik';
import { QlikChartComponent } from 'ngx-qlik/embed';
import { QixSessions } from 'ngx-qlik/qix';
import {
  FakeAuthStrategy,
  fakeConnection,
  fakeQlikMain,
  postFromOtherPage,
  provideQlikTesting,
  QlikTesting,
  settled,
} from 'ngx-qlik/testing';

/** What a project that uses the library might have: shows how a connection stands, and signs in. */
const StatusComponent = Component({
  selector: 'app-status',
  template: `
    <p>{{ auth.state('acme')().status }}</p>
    <button type="button" (click)="auth.signIn('acme')">Sign in</button>
  `,
})(
  class {
    auth = inject(QlikAuthService);
  },
);

/** The tests of that project: the same under Jest and Vitest. */
export function defineTests({ describe, it, expect, beforeAll, mockedClock }) {
  beforeAll(() => getTestBed().initTestEnvironment(BrowserTestingModule, platformBrowserTesting()));

  const begin = async (states) => {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [
        provideExperimentalZonelessChangeDetection(),
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })], states }),
        provideHttpClient(withInterceptors([qlikInterceptor])),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
  };

  describe('a component that shows a connection', () => {
    it('signs in, out, and in again', async () => {
      await begin({ acme: 'signed-out' });
      const fixture = TestBed.createComponent(StatusComponent);
      const text = async () => {
        await settled();
        await fixture.whenStable();
        return fixture.nativeElement.querySelector('p').textContent;
      };
      expect(await text()).toBe('signed-out');
      fixture.nativeElement.querySelector('button').click();
      expect(await text()).toBe('ready');
      await TestBed.inject(QlikAuthService).signOut('acme');
      expect(await text()).toBe('signed-out');
    });

    it('takes up a sign-in, and renews it in time', async () => {
      const strategy = new FakeAuthStrategy({ lifeMs: 3_600_000 });
      await mockedClock(async (pass) => {
        await begin({ acme: strategy });
        const auth = TestBed.inject(QlikAuthService);
        auth.state('acme');
        await settled();
        expect(auth.state('acme')().status).toBe('ready');
        await pass(3_590_000);
        await settled();
        expect(strategy.countOf('renew')).toBe(1);
      });
    });
  });

  describe('what the library exports', () => {
    it('can be made without a browser’s channels', async () => {
      await begin({});
      for (const token of [QlikAuthService, QlikRuntime, QixSessions])
        expect(TestBed.inject(token)).toBeDefined();
      for (const each of [createSignedInGuard, provideQlik, withConnections, withOAuth2, withAnonymous])
        expect(typeof each).toBe('function');
      expect(QLIK_CONNECTION).toBeDefined();
      const install = fakeQlikMain().install();
      expect(window.QlikMain).toBeDefined();
      install();
      TestBed.resetTestingModule();
    });

    it('has an embed that a page can hold', async () => {
      await begin({ acme: 'signed-out' });
      const fixture = TestBed.createComponent(QlikChartComponent);
      fixture.componentRef.setInput('connectionId', 'acme');
      fixture.componentRef.setInput('appId', 'sales');
      fixture.componentRef.setInput('objectId', 'chart');
      // The code of embeds is loaded with the first one.
      for (let turn = 0; turn < 500 && fixture.componentInstance.state().status === 'loading'; turn++) {
        await fixture.whenStable();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(fixture.componentInstance.state().status).toBe('failed');
      expect(fixture.componentInstance.state().error.code).toBe('sign-in-required');
      fixture.destroy();
    });

    it('says so where pages cannot hear of each other', async () => {
      if (typeof BroadcastChannel === 'undefined')
        await expect(postFromOtherPage('x', 1)).rejects.toThrow(/BroadcastChannel/);
      else await postFromOtherPage('x', 1);
    });
  });
}
