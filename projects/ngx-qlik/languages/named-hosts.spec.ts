import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { provideQlikMessages, QLIK_MESSAGES, QlikError } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, qlikErrorOf, settled } from 'ngx-qlik/testing';
import { toOpenError, toSuspensionError } from '../qix/session/session-errors';
import { toRestError } from '../rest/http-failure';
import { TokenClient } from '../src/auth/oauth/tokens';
import { request } from '../src/auth/requests/request';
import { loadQlikLanguage } from './load-qlik-language';

// cspell:ignore Seite rechargez Vuelva cargar

const LANGUAGES = ['de', 'es', 'fr', 'ja'];
const FAR = fakeConnection({ id: 'far', host: 'https://acme.example' });
const NEAR = fakeConnection({ id: 'near', host: 'http://localhost:8999' });

const withoutAnswer = (connection: typeof FAR) => {
  spyOn(window, 'fetch').and.rejectWith(new TypeError('Failed to fetch'));
  return qlikErrorOf(request(connection, { address: `${connection.host}/a`, init: {}, remedy: 'Check.' }));
};
const withoutTokens = (connection: typeof FAR) => {
  spyOn(window, 'fetch').and.rejectWith(new TypeError('Failed to fetch'));
  return qlikErrorOf(new TokenClient(connection, 'page').exchange('access-1', 'websocket'));
};
/** As `MainScript` reports it. */
const withoutScript = (variant: string, host: string) =>
  new QlikError('runtime-unreachable', 'Not loaded.', {
    remedy: 'Check.',
    variant,
    params: { host, reason: 'No.' },
  });
const rest = (connection: typeof FAR) => toRestError(new HttpErrorResponse({ status: 0 }), connection);

/** What did not answer or is not there, and how the text names it. */
const ERRORS: Readonly<
  Record<string, readonly [named: string, error: () => QlikError | Promise<QlikError>]>
> = {
  'a host': ['acme.example', () => withoutAnswer(FAR)],
  'a port of this machine': ['localhost:8999', () => withoutAnswer(NEAR)],
  'a host, to a REST call': ['acme.example', () => rest(FAR)],
  'a port of this machine, to a REST call': ['localhost:8999', () => rest(NEAR)],
  'the OAuth server of a tenant': ['acme.example', () => withoutTokens(FAR)],
  'a port of this machine, as an OAuth server': ['localhost:8999', () => withoutTokens(NEAR)],
  'the host of Qlik’s script': ['acme.example', () => withoutScript('host', 'acme.example')],
  'a port of this machine, with Qlik’s script': [
    'localhost:8999',
    () => withoutScript('loopback', 'localhost:8999'),
  ],
  'an app': ['app-1', () => toOpenError({ code: 1003 }, { connectionId: FAR.id, appId: 'app-1' })],
  'an app, by a close code': [
    'app-1',
    () => toSuspensionError(4204, { connectionId: FAR.id, appId: 'app-1' }),
  ],
};

describe('errors about what does not answer or is not there', () => {
  // Loaded lazily, which takes longer than `settled` waits.
  beforeAll(() => Promise.all(LANGUAGES.map(loadQlikLanguage)));

  for (const language of LANGUAGES) {
    for (const [what, [named, errorOf]] of Object.entries(ERRORS)) {
      it(`${language}: name ${what}`, async () => {
        TestBed.configureTestingModule({
          providers: [
            provideQlikTesting({ connections: [FAR, NEAR] }),
            provideQlikMessages({ locale: language, load: loadQlikLanguage }),
          ],
        });
        await TestBed.inject(QlikTesting).ready();
        const error = await errorOf();
        const messages = TestBed.inject(QLIK_MESSAGES);
        messages.ofError(error);
        await settled();
        const { message, remedy } = messages.ofError(error);
        expect(message).toContain(named);
        expect(message).not.toBe(error.message);
        expect(remedy).not.toBe(error.remedy);
        expect(message + remedy).not.toContain('{');
        if (named.startsWith('localhost')) expect(remedy).toContain('npx qlik-sandbox');
        // All of them can be tried again without a reload.
        expect(remedy).not.toMatch(/Seite neu|rechargez la page|Vuelva a cargar|再読み込み/);
      });
    }
  }
});
