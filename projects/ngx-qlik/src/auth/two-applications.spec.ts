import { APP_BASE_HREF } from '@angular/common';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { generatedCases } from '../../generated-cases.spec';
import type { OAuth2Auth } from '../connections/connection-auth';
import type { QlikConnection } from '../connections/connection';
import { ConnectionRegistry } from './connection-registry';
import {
  SignedOutFlag,
  UserHash,
  scopedId,
  setBaseHref,
  sharedName,
  type SharedPurpose,
} from './browser-storage';
import { rememberPending, takeAnswer } from './oauth/callback-page';
import { countRedirect, redirectPending } from './requests/redirect-for-sign-in';
import { TokenStore } from './oauth/token-store';
import { trackingCode } from './strategies/cloud/silent-tokens';
import { TicketSessionOwner } from './strategies/client-managed/virtual-proxy';

const CONNECTION = fakeConnection({ id: 'acme', auth: { type: 'oauth2', clientId: 'client-1' } });
const PURPOSES: readonly SharedPurpose[] = [
  ...(['anonymous', 'redirect-pending', 'oauth2:answer', 'oauth2:tokens'] as const),
  ...(['redirects', 'renew', 'signed-out', 'ticket', 'user'] as const),
];

/** What distinguishes the connections of two applications. */
interface Place {
  readonly baseHref: string;
  readonly id: string;
  readonly host: string;
  readonly clientId: string;
}

const segment = fc.stringMatching(/^[a-z0-9-]{1,6}$/);
const place = fc.record<Place>({
  baseHref: fc.oneof(
    fc.constantFrom('/', '/app-a/', '/app-b/', '/app-a', '/app-a/b/', 'https://cdn.example/app-a/'),
    fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join('/')}`),
  ),
  id: fc.constantFrom('acme', 'acme-2', 'a'),
  host: fc.oneof(
    fc.constantFrom('https://acme.example', 'https://acme.example/vp', 'https://acme.example/vp2'),
    fc.tuple(segment, segment).map(([name, path]) => `https://h${name}.example/${path}`),
  ),
  clientId: fc.oneof(
    fc.constantFrom('client-1', 'client-12', '2', 'https://acme.example 1'),
    fc.string({ minLength: 1 }),
  ),
});

function connectionAt({ baseHref, id, host, clientId }: Place): QlikConnection {
  const auth: OAuth2Auth = { type: 'oauth2', clientId };
  const connection = { ...fakeConnection({ id, host }), auth };
  setBaseHref([connection], baseHref);
  return connection;
}

/** Everything that a sign-in leaves in the browser; the names under which it does. */
function pendingKeys(): readonly string[] {
  localStorage.clear();
  sessionStorage.clear();
  redirectPending(CONNECTION).write('1');
  countRedirect(CONNECTION);
  trackingCode(CONNECTION);
  new TokenStore(CONNECTION, 'client-1', 'local').write({ accessToken: 'a' });
  new TokenStore(CONNECTION, 'client-1', 'session').write({ accessToken: 'a' });
  new SignedOutFlag(CONNECTION).set();
  new UserHash(CONNECTION).set('ada');
  new TicketSessionOwner(CONNECTION).remember('ada', 'ada');
  return [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
}

describe('Two applications of one origin', () => {
  const found = document.querySelector('base');
  const base = found ?? document.createElement('base');
  const before = base.getAttribute('href') ?? '/';
  beforeEach(() => document.head.prepend(base));
  afterEach(() => {
    base.setAttribute('href', before);
    if (!found) base.remove();
    localStorage.clear();
    sessionStorage.clear();
  });

  it('share no name where base address, host, client or id differ, and all where none does', () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const isSame =
          new URL(one.baseHref, location.origin).href === new URL(other.baseHref, location.origin).href &&
          one.id === other.id &&
          one.host === other.host &&
          one.clientId === other.clientId;
        const [names, others] = [one, other].map((each) => {
          const connection = connectionAt(each);
          return [scopedId(connection), ...PURPOSES.map((purpose) => sharedName(purpose, connection))];
        });
        const shared = names?.filter((name) => others?.includes(name)).length;
        expect(shared).toBe(isSame ? PURPOSES.length + 1 : 0);
      }),
      { numRuns: generatedCases(2_000) },
    );
  });

  it('share nothing that a sign-in leaves in the browser; two tabs of one share all', () => {
    base.href = '/app-a/';
    const ofA = pendingKeys();
    base.href = '/app-b/';
    const ofB = pendingKeys();
    expect(ofA.length).toBe(8);
    expect(ofA.filter((name) => ofB.includes(name))).toEqual([]);
    base.href = '/app-a/';
    const { href } = location;
    history.replaceState(null, '', '#another-route');
    expect(pendingKeys()).toEqual(ofA);
    history.replaceState(null, '', href);
  });

  it('answer their own redirects only', () => {
    base.href = '/app-a/';
    rememberPending(CONNECTION, {
      state: 's1',
      codeVerifier: 'v',
      redirectUri: 'https://app.example/oauth-callback.html',
      returnTo: 'https://app.example/app-a/',
      startedAt: 0,
    });
    // What the callback page does, of whichever application it is.
    const { connectionId } = JSON.parse(sessionStorage.getItem('ngx-qlik:oauth2:pending:s1') ?? '{}') as {
      connectionId: string;
    };
    sessionStorage.setItem(`ngx-qlik:oauth2:answer:${connectionId}`, 'code=c1&state=s1');
    base.href = '/app-b/';
    expect(takeAnswer(CONNECTION)).toBeUndefined();
    base.href = '/app-a/';
    expect(takeAnswer(CONNECTION)?.pending?.codeVerifier).toBe('v');
  });

  it('are distinguished by APP_BASE_HREF, where it sets their base address', async () => {
    const names: string[] = [];
    for (const baseHref of ['/app-a/', '/app-b/', '/app-a/', undefined]) {
      TestBed.resetTestingModule();
      TestBed.configureTestingModule({
        providers: [
          provideQlikTesting({ connections: [CONNECTION] }),
          baseHref === undefined ? [] : { provide: APP_BASE_HREF, useValue: baseHref },
        ],
      });
      await TestBed.inject(QlikTesting).ready();
      names.push(sharedName('user', TestBed.inject(ConnectionRegistry).get('acme')));
    }
    const [a, b, again, none] = names;
    expect(again).toBe(a);
    expect(new Set([a, b, none]).size).toBe(3);
  });

  it('are distinguished by the folder of a base address, without its file and query', () => {
    const nameAt = (href: string) => {
      base.href = href;
      return sharedName('user', CONNECTION);
    };
    expect(nameAt('/app-a/index.html?x=1')).toBe(nameAt('/app-a/'));
  });

  it('are the root of the origin where they have no base address, whatever the route is', () => {
    base.remove();
    const name = sharedName('user', CONNECTION);
    const { href } = location;
    history.replaceState(null, '', '/somewhere/else');
    expect(sharedName('user', CONNECTION)).toBe(name);
    history.replaceState(null, '', href);
    expect(name).toContain(` ${location.origin}/ `);
  });

  it('leave no name of a user', () => {
    new TicketSessionOwner(CONNECTION).remember({ id: 'ada' }, 'lovelace');
    const stored = JSON.stringify(Object.entries(localStorage));
    expect(stored).not.toContain('ada');
    expect(stored).not.toContain('lovelace');
  });
});
