import '@angular/compiler';
import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { getTestBed, TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import {
  ConnectionRegistry,
  provideQlik,
  provideStrategy,
  QlikAuthService,
  qlikInterceptor,
  withConnections,
} from 'ngx-qlik';
import { settled } from 'ngx-qlik/testing';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { ACME, SESSION_HEADER } from './own-type.ts';

const SPACES = 'https://acme.example/api/v1/spaces';

beforeAll(() => getTestBed().initTestEnvironment(BrowserTestingModule, platformBrowserTesting()));
// Vitest has no global `afterEach` that Angular could use: the application of a test would outlive the page.
afterEach(() => TestBed.resetTestingModule());

it('signs in, and calls have its credential; after a refusal the renewed one', async () => {
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideQlik(withConnections([ACME]), provideStrategy(SESSION_HEADER)),
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
    ],
  });
  await TestBed.inject(ConnectionRegistry).settled();
  const auth = TestBed.inject(QlikAuthService);
  await auth.signIn('acme');
  expect(auth.state('acme')().status).toBe('ready');

  const server = TestBed.inject(HttpTestingController);
  const called = firstValueFrom(TestBed.inject(HttpClient).get(SPACES));
  await settled();
  const first = server.expectOne(SPACES);
  expect(first.request.headers.get('X-Session')).toBe('session-1');
  first.flush('', { status: 401, statusText: 'Unauthorized' });
  await settled();
  const second = server.expectOne(SPACES);
  expect(second.request.headers.get('X-Session')).toBe('session-2');
  second.flush({ data: [] });
  expect(await called).toEqual({ data: [] });
  server.verify();
});
