import {
  HttpBackend,
  HttpClient,
  type HttpRequest,
  HttpResponse,
  provideHttpClient,
  withInterceptors,
} from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { of } from 'rxjs';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { QlikAuthService, toConnectionSession } from '../auth/qlik-auth-service';
import { qlikInterceptor } from './qlik-interceptor';

const connection = fakeConnection({ id: 'a' });

/** More microtasks than a call takes from the interceptor to the server. */
const MOMENTS = 24;

async function begin() {
  const sent: HttpRequest<unknown>[] = [];
  const handle = (request: HttpRequest<unknown>) => {
    sent.push(request);
    return of(new HttpResponse({ body: 'of the user before' }));
  };
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: [connection] }),
      provideHttpClient(withInterceptors([qlikInterceptor])),
      { provide: HttpBackend, useValue: { handle } },
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const connectionSession = toConnectionSession(TestBed.inject(QlikAuthService).connectionSession('a'));
  await connectionSession.restore();
  return { connectionSession, sent, http: TestBed.inject(HttpClient) };
}

describe('qlikInterceptor, when the sign-in ends', () => {
  it('sends nothing and hands on no answer after that, whichever moment it ends in', async () => {
    const sentBefore = new Set<number>();
    for (let moment = 0; moment < MOMENTS; moment++) {
      TestBed.resetTestingModule();
      const { connectionSession, sent, http } = await begin();
      const outcomes: string[] = [];
      http.get(`${connection.host}/x`).subscribe({
        next: () => outcomes.push(`answer while ${connectionSession.state().status}`),
        error: ({ code }: { readonly code: string }) => outcomes.push(code),
      });
      for (let turn = 0; turn < moment; turn++) await Promise.resolve();
      const { length } = sent;
      connectionSession.forget();
      await settled();
      sentBefore.add(length);
      expect([moment, sent.length]).toEqual([moment, length]);
      expect([moment, ...outcomes]).toEqual([
        moment,
        length === 1 ? 'answer while ready' : 'sign-in-required',
      ]);
    }
    expect(sentBefore).toEqual(new Set([0, 1]));
  });
});
