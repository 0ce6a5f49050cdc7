import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { OAuth2Auth } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { ConnectionCardComponent } from './connection-card.component';

const NOTE = 'A reload of the page ends this sign-in: its tokens are in memory only.';

describe('ConnectionCardComponent', () => {
  const show = async (restored: 'signed-in' | 'signed-out', tokenStorage?: OAuth2Auth['tokenStorage']) => {
    const auth = { type: 'oauth2', clientId: 'c', ...(tokenStorage && { tokenStorage }) } as const;
    const connection = fakeConnection({ id: 'acme', label: 'Acme', auth });
    TestBed.configureTestingModule({
      providers: [
        provideExperimentalZonelessChangeDetection(),
        provideRouter([]),
        provideHttpClient(),
        provideHttpClientTesting(),
        provideQlikTesting({ connections: [connection], states: { acme: restored } }),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const fixture = TestBed.createComponent(ConnectionCardComponent);
    fixture.componentRef.setInput('connection', connection);
    await settled();
    await fixture.whenStable();
    return (fixture.nativeElement as HTMLElement).textContent?.replace(/\s+/g, ' ') ?? '';
  };

  for (const [tokenStorage, restored, isShown] of [
    [undefined, 'signed-in', true],
    ['memory', 'signed-in', true],
    ['session', 'signed-in', false],
    ['local', 'signed-in', false],
    ['memory', 'signed-out', false],
  ] as const)
    it(`${isShown ? 'tells' : 'does not tell'} that a reload ends the sign-in: ${restored}, tokens in ${tokenStorage ?? 'the default storage'}`, async () => {
      expect((await show(restored, tokenStorage)).includes(NOTE)).toBe(isShown);
    });
});
