import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { QlikError, toQlikError } from 'ngx-qlik';
import { fakeConnection } from 'ngx-qlik/testing';
import { toReloadState } from '../api/reloads/reload-state';
import { refusedSelection, toCallError, toEngineError, toLayoutError } from '../qix/objects/engine-errors';
import type { AppSession } from '../qix/session/app-session';
import { toOpenError } from '../qix/session/session-errors';
import { readStatus } from '../reports/cloud/report-status';
import { toRestError } from '../rest/http-failure';
import { unexpectedResponse, describeProblem } from '../src/auth/requests/request';
import { fileError } from '../src/connections/file-error';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
const FOREIGN = `Bad \r\n\u001b[31m\u202e${JWT} ${'😀'.repeat(100_000)}`;

const acme = fakeConnection({ id: 'acme', label: 'Acme' });
const app = { connectionId: acme.id, appId: 'sales' };
const appSession = { ...app, state: () => ({ status: 'open' }) } as unknown as AppSession;
const problem = { title: FOREIGN, detail: `${FOREIGN}.`, remedy: FOREIGN };
const headers = new HttpHeaders({ 'Content-Type': 'application/problem+json' });

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('Nothing was thrown.');
}

/** Where a text of a server, or of a user, becomes a part of an error. */
const ERRORS: Readonly<Record<string, () => unknown>> = {
  'an error of Qlik Cloud': () =>
    toRestError(new HttpErrorResponse({ status: 400, error: { errors: [problem] } }), acme),
  'an error of the backend': () =>
    toRestError(new HttpErrorResponse({ status: 403, headers, error: problem }), acme),
  'an answer to a sign-in': () =>
    unexpectedResponse(acme, new Response(null, { status: 500 }), { reason: describeProblem(problem) }),
  'the reason of a closed socket': () => toOpenError({ original: { code: 1000, reason: FOREIGN } }, app),
  'an app that does not open': () => toOpenError(new Error(FOREIGN), app),
  'an error of the engine': () => toEngineError({ code: 7, message: FOREIGN, parameter: FOREIGN }),
  'what the engine rejects with': () => toEngineError(FOREIGN),
  'an error in a layout': () => toLayoutError({ qContext: FOREIGN, qExtendedMessage: FOREIGN }, 'table'),
  'an object that is not there': () =>
    toCallError({ code: 2 }, appSession, { kind: 'object', name: FOREIGN }),
  'a selection that is refused': () => refusedSelection(FOREIGN),
  'a report that failed': () =>
    thrownBy(() => readStatus({ status: 'failed', requestErrors: [problem, problem] }, acme)),
  'a reload that failed': () => {
    const state = toReloadState({ status: 'FAILED', log: FOREIGN, errorMessage: FOREIGN } as never, acme);
    return state.status === 'failed' && state.error;
  },
  'a file that is not JSON': () =>
    fileError('connections.json', { status: 200, body: FOREIGN, cause: new SyntaxError(FOREIGN) }),
  'an error of other code': () => toQlikError(new Error(FOREIGN)),
};

describe('a foreign text in an error', () => {
  for (const [what, make] of Object.entries(ERRORS))
    it(`is one line of a length that can be shown: ${what}`, () => {
      const error = make();
      if (!(error instanceof QlikError)) throw new Error('It is no QlikError.');
      const shown = [error.message, error.remedy, ...Object.values(error.params ?? {}).map(String)];
      for (const text of shown) {
        expect(text.length).toBeLessThan(700);
        expect(text).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202e]/u);
        expect(text).not.toContain('eyJ');
      }
      expect(error.message).toContain('Bad');
    });
});
