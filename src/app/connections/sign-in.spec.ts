import { LocationStrategy } from '@angular/common';
import { MockLocationStrategy } from '@angular/common/testing';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { QlikError, type QlikErrorCode } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { canRetryRestore, SignIn } from './sign-in';

@Component({ template: '' })
class BlankComponent {}

const SILENT = fakeConnection({ id: 'silent', auth: { type: 'jwt', webIntegrationId: 'w' } });
const INTERACTIVE = fakeConnection({ id: 'interactive', auth: { type: 'oauth2', clientId: 'c' } });

const errorOf = (code: QlikErrorCode, isRetryable = true) =>
  new QlikError(code, 'It failed.', { remedy: 'Do this.', isRetryable });

describe('whether another restore can help', () => {
  for (const [code, isRetryable, silent, interactive] of [
    ['http-unreachable', true, true, true],
    ['http-server-error', true, true, true],
    ['http-rate-limited', true, true, true],
    // Only a reload of the page helps.
    ['http-unreachable', false, false, false],
    ['sign-in-refused', true, true, false],
    ['sign-in-failed', true, true, false],
    ['sign-in-timeout', true, true, false],
    ['sign-in-required', false, false, false],
  ] as const)
    it(`after ${code}, ${isRetryable ? '' : 'not '}retryable`, () => {
      const state = { status: 'failed', error: errorOf(code, isRetryable) } as const;
      expect([canRetryRestore(state, SILENT), canRetryRestore(state, INTERACTIVE)]).toEqual([
        silent,
        interactive,
      ]);
    });

  it('not after a sign-in that the user started, unless it needs no interaction', () => {
    const error = errorOf('http-unreachable');
    const state = { status: 'failed', error } as const;
    expect([canRetryRestore(state, SILENT, error), canRetryRestore(state, INTERACTIVE, error)]).toEqual([
      true,
      false,
    ]);
    expect(canRetryRestore(state, INTERACTIVE, errorOf('http-unreachable'))).toBeTrue();
  });

  it('in no other state', () => {
    const reason = errorOf('http-unreachable');
    for (const state of [
      { status: 'signed-out', reason },
      { status: 'ready' },
      { status: 'signing-in' },
    ] as const)
      expect(canRetryRestore(state, SILENT)).toBeFalse();
  });
});

describe('the page after a sign-in', () => {
  it('is a path of the application, in one that is served below a path', async () => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [INTERACTIVE], states: { interactive: 'signed-out' } }),
        provideRouter([{ path: 'apps', component: BlankComponent }]),
        { provide: LocationStrategy, useClass: MockLocationStrategy },
      ],
    });
    (TestBed.inject(LocationStrategy) as MockLocationStrategy).internalBaseHref = '/below';
    await TestBed.inject(QlikTesting).ready();
    await TestBed.inject(SignIn).start('interactive', { returnTo: '/apps?x=1' });
    // The library adds the base.
    expect(TestBed.inject(QlikTesting).strategy('interactive').calls).toContain('signIn for /apps?x=1');
    expect(TestBed.inject(Router).url).toBe('/apps?x=1');
  });
});
