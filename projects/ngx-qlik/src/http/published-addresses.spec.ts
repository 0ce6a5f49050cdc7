import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { findAddressed } from './credential-scope';
import published from './published-addresses.json';
import { qlikInterceptor } from './qlik-interceptor';
import { referenceScope } from './reference-scope.spec';

const CONNECTIONS = Object.entries(published.connections).map(([id, host]) => fakeConnection({ id, host }));

describe('the published list of addresses', () => {
  for (const { name, addresses } of published.groups) {
    describe(name, () => {
      for (const { address, connection } of addresses) {
        it(`${JSON.stringify(address)} is ${connection ?? 'no connection'}`, () => {
          const found = findAddressed(address, CONNECTIONS, published.base).map(({ id }) => String(id));
          expect(found).toEqual(connection === null ? [] : [connection]);
          expect(referenceScope(address, published.connections, published.base)).toBe(
            connection ?? undefined,
          );
        });
      }
    });
  }

  it('has each address once', () => {
    const all = published.groups.flatMap(({ addresses }) => addresses.map(({ address }) => address));
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(120);
  });

  it('is what the interceptor goes by', async () => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: CONNECTIONS }),
        provideHttpClient(withInterceptors([qlikInterceptor])),
        provideHttpClientTesting(),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const list = published.groups.flatMap(({ addresses }) => addresses);
    for (const { address } of list) TestBed.inject(HttpClient).get(address).subscribe();
    await settled();
    const sent = TestBed.inject(HttpTestingController).match(() => true);
    const withToken = sent.filter(({ request }) => request.headers.has('Authorization'));
    expect(sent.length).toBe(list.length);
    expect(withToken.map(({ request }) => request.url).sort()).toEqual(
      list
        .map(({ address }) => address)
        // What is relative is so to the test's own page here.
        .filter((address) => referenceScope(address, published.connections, document.baseURI) !== undefined)
        .sort(),
    );
    expect(withToken.length).toBeGreaterThan(20);
  });
});
