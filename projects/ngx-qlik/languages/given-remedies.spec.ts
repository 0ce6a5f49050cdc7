import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { provideQlikMessages, QLIK_MESSAGES, type QlikError, type QlikText } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, qlikErrorOf, settled } from 'ngx-qlik/testing';
import { toRestError } from '../rest/http-failure';
import { BackendClient } from '../src/auth/backend/backend-client';
import { DE } from './de';
import { ES } from './es';
import { FR } from './fr';
import { JA } from './ja';

const CONNECTION = fakeConnection({ id: 'acme', label: 'Acme', host: 'https://acme.example' });
const STATUSES = [400, 401, 403, 404, 408, 409, 413, 418, 429, 500, 502, 503, 504];
const REMEDY = 'Ask Bob in room 7.';
const PROBLEM = { title: 'Not here', detail: 'The connection does not let it through.', remedy: REMEDY };
const HEADERS = { 'Content-Type': 'application/problem+json' };
const WAITING = [{}, { 'Retry-After': '7' }];

const restErrors = (problem: object) =>
  STATUSES.flatMap((status) =>
    WAITING.map((wait) => {
      const headers = new HttpHeaders({ ...HEADERS, ...wait });
      return toRestError(new HttpErrorResponse({ status, headers, error: problem }), CONNECTION);
    }),
  );

function backendErrors(problem: object): Promise<readonly QlikError[]> {
  const client = new BackendClient(CONNECTION, 'https://app.example/api/qlik/acme');
  const answers = STATUSES.flatMap((status) =>
    WAITING.map(
      (wait) => new Response(JSON.stringify(problem), { status, headers: { ...HEADERS, ...wait } }),
    ),
  );
  const fetched = spyOn(window, 'fetch').and.returnValues(...answers.map((each) => Promise.resolve(each)));
  const errors = Promise.all(answers.map(() => qlikErrorOf(client.post('jwt'))));
  return errors.finally(() => expect(fetched).toHaveBeenCalledTimes(answers.length));
}

async function messagesIn(pack: typeof DE, translate: (text: QlikText) => string | undefined) {
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: [CONNECTION] }),
      provideQlikMessages({ locale: 'xx', load: () => Promise.resolve(pack), translate }),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const messages = TestBed.inject(QLIK_MESSAGES);
  messages.text('embed.retry', '');
  await settled();
  return messages;
}

describe('the remedy that a server gives', () => {
  for (const [language, pack] of Object.entries({ DE, ES, FR, JA })) {
    it(`${language}: is shown in place of the general one`, async () => {
      const messages = await messagesIn(pack, () => undefined);
      const errors = [...restErrors(PROBLEM), ...(await backendErrors(PROBLEM))];
      for (const error of errors) {
        expect(error.remedy).toBe(REMEDY);
        expect(messages.ofError(error).remedy).withContext(error.code).toBe(REMEDY);
        expect(messages.ofError(error.for(fakeConnection({ id: 'other' }).id)).remedy).toBe(REMEDY);
      }
    });

    it(`${language}: is the general one where the server gives none`, async () => {
      const messages = await messagesIn(pack, () => undefined);
      for (const problem of [{ title: 'Not here' }, { ...PROBLEM, remedy: 7 }, { ...PROBLEM, remedy: ' ' }])
        for (const error of restErrors(problem))
          if (`${error.code}.remedy` in pack)
            expect(messages.ofError(error).remedy).withContext(error.code).not.toBe(error.remedy);
    });
  }

  for (const [language, pack] of Object.entries({ DE, ES, FR, JA })) {
    it(`${language}: is not looked for where no backend answers`, async () => {
      const messages = await messagesIn(pack, () => undefined);
      const client = new BackendClient(CONNECTION, 'https://app.example/api/qlik/acme');
      const page = { headers: { 'Content-Type': 'text/html' } };
      const fetched = spyOn(window, 'fetch').and.returnValues(
        ...[200, 404, 502].map((status) => Promise.resolve(new Response('<p>', { ...page, status }))),
      );
      fetched
        .withArgs('https://app.example/api/qlik/acme/ticket', jasmine.anything())
        .and.rejectWith(new TypeError());
      const errors = [];
      for (const action of ['jwt', 'jwt', 'jwt', 'ticket'] as const)
        errors.push(await qlikErrorOf(client.post(action)));
      expect(errors.map(({ code }) => code)).toEqual([
        'http-unexpected-answer',
        'sign-in-refused',
        'http-server-error',
        'http-unreachable',
      ]);
      for (const error of errors) {
        expect(error.remedy).toContain('npx ngx-qlik-backend');
        expect(messages.ofError(error).remedy).withContext(error.code).toBe(pack['backend.remedy']);
      }
      expect(messages.ofError(errors[3] as QlikError).message).toContain('app.example');
    });
  }

  it('can be translated by the application', async () => {
    const asked: QlikText[] = [];
    const messages = await messagesIn(DE, (text) => {
      asked.push(text);
      return text.key.endsWith('.given.remedy') ? 'Fragen Sie Bob: {remedy}' : undefined;
    });
    for (const error of [...restErrors(PROBLEM), ...(await backendErrors(PROBLEM))]) {
      asked.length = 0;
      expect(messages.ofError(error).remedy).toBe(`Fragen Sie Bob: ${REMEDY}`);
      const remedies = asked.filter(({ key }) => key.endsWith('.remedy'));
      expect(remedies).toEqual([
        jasmine.objectContaining({ key: `${error.code}.given.remedy`, english: REMEDY }),
      ]);
    }
  });
});
