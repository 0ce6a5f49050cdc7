import { provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { qlikInterceptor } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';

/** The API of the connection `tenant` of {@link useTenant}. */
export const API = 'https://tenant.example/vp/api/v1';

const CONNECTIONS = [
  fakeConnection({ id: 'tenant', label: 'Tenant', host: 'https://tenant.example/vp' }),
  fakeConnection({ id: 'other', host: 'https://other.example' }),
  fakeConnection({ id: 'server', label: 'Server', platform: 'client-managed', auth: { type: 'windows' } }),
];

/** Provides two tenants and a client-managed server to a test, and a fake of their REST APIs. */
export async function useTenant({ connections = CONNECTIONS } = {}) {
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections }),
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const server = TestBed.inject(HttpTestingController);
  /** The requests that were sent since, once they have their credential. */
  const sent = async (): Promise<readonly TestRequest[]> => {
    await settled();
    return server.match(() => true);
  };
  /** The only request that was sent since. */
  const onlySent = async (): Promise<TestRequest> => {
    const [only, another] = await sent();
    if (only && !another) return only;
    throw new Error(only ? 'More than one request was sent.' : 'No request was sent.');
  };
  return { server, sent, onlySent };
}

/** A space of Qlik's. */
export const space = (id: string) => ({ id, name: `Space ${id}` });

describe('useTenant', () => {
  it('has nothing sent before a call', async () => {
    const { sent } = await useTenant();
    expect(await sent()).toEqual([]);
  });
});
