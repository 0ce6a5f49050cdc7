import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideQlikMessages, QLIK_MESSAGES, QlikError } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import type { AppSession } from 'ngx-qlik/qix';
import {
  noSuchField,
  notSelected,
  refusedSelection,
  toCallError,
  toEngineError,
  toEngineTimeout,
  toLayoutError,
} from '../qix/objects/engine-errors';
import {
  toOfflineError,
  toOpenError,
  toOpenTimeout,
  toSuspensionError,
  toUnreachableError,
} from '../qix/session/session-errors';
import { unsupportedFormat } from '../reports/exporter';
import { readStatus } from '../reports/cloud/report-status';
import { toRestError } from '../rest/http-failure';
import { unexpectedResponse } from '../src/auth/requests/request';
import { DE } from './de';
import { ES } from './es';
import { FR } from './fr';
import { JA } from './ja';

const CONNECTION = fakeConnection({ id: 'acme', label: 'Acme' });
const APP = { connectionId: CONNECTION.id, appId: 'sales-app' };

/** What a server or the engine says: the only English in a text of another language. */
const FOREIGN = 'Words of the server';

/** Remedies in English that one translated text stands for, by its key. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  'app-open-failed.4202.remedy': ['Check the app id "sales-app".'],
  'engine-error.remedy': ['Check the expression or the object of the call.', 'Check the expressions.'],
  'engine-unavailable.remedy': ['Try again in a minute.', 'Try again.', 'Wait a minute and try again.'],
  'export-failed.remedy': ['Try again in a moment.', 'Try again.'],
  'http-rate-limited.remedy': ['Try again in a moment.', 'Wait a moment and try again.'],
  'http-server-error.remedy': [
    'Try again in a moment.',
    'Try again in a moment; if it stays, ask the administrator.',
  ],
  'http-unexpected-answer.remedy': [
    'Check that the host is a Qlik server and that no proxy answers instead; then try again.',
    'Try again in a moment; if it stays, ask the administrator.',
  ],
  'session-suspended.remedy': ['Check the network and try again.', 'Check the network, then resume.'],
};

const OPEN = { ...APP, state: signal({ status: 'open' }) } as unknown as AppSession;

const errorOf = (work: () => unknown): QlikError => {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof QlikError) return thrown;
  }
  throw new Error('No error of the library was thrown.');
};

/** Errors of REST calls: of each status, with and without what the server says and how long it asks to wait. */
function restErrors(): readonly QlikError[] {
  return [0, 200, 302, 400, 401, 403, 404, 408, 409, 410, 413, 422, 429, 500, 501, 502, 503, 504].flatMap(
    (status) =>
      [undefined, { errors: [{ title: FOREIGN }] }].flatMap((error) =>
        [new HttpHeaders(), new HttpHeaders({ 'Retry-After': '7' })].map((headers) =>
          toRestError(new HttpErrorResponse({ status, error, headers }), CONNECTION),
        ),
      ),
  );
}

/** Errors of the library's own calls. */
function requestErrors(): readonly QlikError[] {
  return [404, 429, 500, 503].flatMap((status) =>
    [undefined, FOREIGN].flatMap((reason) =>
      [{}, { 'Retry-After': '7' }].map((headers) =>
        unexpectedResponse(CONNECTION, new Response(null, { status, headers }), { reason }),
      ),
    ),
  );
}

const CLOSE_CODES = [1000, 1001, 1006, ...Array.from({ length: 300 }, (_, index) => 4000 + index)];

/** Errors of apps that do not open or are interrupted. */
function sessionErrors(): readonly QlikError[] {
  return [
    ...[undefined, ...CLOSE_CODES].map((code) => toSuspensionError(code, APP)),
    ...CLOSE_CODES.flatMap((code) =>
      ['', FOREIGN].map((reason) => toOpenError({ original: { code, reason }, message: FOREIGN }, APP)),
    ),
    ...[5, 99, 1003].map((code) => toOpenError({ code, message: FOREIGN }, APP)),
    toOpenError({}, APP),
    toOpenTimeout(APP, 7_000),
    toOfflineError(APP),
    toUnreachableError(APP, 7, undefined),
  ];
}

/** Errors of calls in apps. */
function engineErrors(): readonly QlikError[] {
  const codes = [-32602, -1, 2, 3, 5, 7, 15, 1000, 7005];
  const calls = codes.flatMap((code) => [
    toEngineError({ code, message: FOREIGN }),
    toEngineError({ code, message: 'GetField', parameter: 'qName' }),
    toCallError({ code, message: FOREIGN }, undefined),
  ]);
  return [
    ...calls,
    toEngineTimeout(7_000),
    toCallError({ code: 2, message: FOREIGN }, OPEN, { kind: 'object', name: 'Nope' }),
    noSuchField('Nope', toEngineError({ code: 2, message: FOREIGN })),
    ...['', 'North'].flatMap((wanted) => ['', 'Region'].map((field) => refusedSelection(wanted, field))),
    ...(['table', 'column'] as const).flatMap((what) => [
      toLayoutError({ qErrorCode: 7005 }, what),
      toLayoutError({ qErrorCode: 7005, qContext: FOREIGN }, what),
    ]),
  ];
}

/** Errors of exports, by Qlik's codes. */
function exportErrors(): readonly QlikError[] {
  const codes = ['', 'REP-400000', 'REP-400008', 'REP-400099', 'REP-400035', 'REP-401001', 'REP-403001']
    .concat(['REP-404001', 'REP-409001', 'REP-422051', 'REP-429001', 'REP-429014', 'REP-500000'])
    .concat(['09', '10', '11', '18', '36'].map((end) => `REP-4000${end}`));
  return [
    ...codes.flatMap((code) =>
      [undefined, FOREIGN].map((title) =>
        errorOf(() => readStatus({ status: 'failed', requestErrors: [{ code, title }] }, CONNECTION)),
      ),
    ),
    unsupportedFormat('png', CONNECTION, ['xlsx', 'csv']),
    unsupportedFormat('pdf', CONNECTION, []),
  ];
}

/** A selection in several fields that fails has the remedy of the first. */
function selectionErrors(causes: readonly QlikError[]): readonly QlikError[] {
  return causes.map((error) => {
    const failures = [
      { field: 'Region', error },
      { field: 'Product', error },
    ];
    return notSelected(failures) as QlikError;
  });
}

/** Codes whose texts stay in English, see `DeveloperErrorCode`. */
const isForDevelopers = ({ code }: QlikError) => ['http-bad-request', 'call-unsupported'].includes(code);

describe('the texts of errors in other languages', () => {
  const made = [
    ...[...restErrors(), ...requestErrors(), ...sessionErrors(), ...engineErrors(), ...exportErrors()],
  ].filter((error) => !isForDevelopers(error));
  const errors = [...made, ...selectionErrors(made)];

  async function textsIn(language: string, pack: typeof DE) {
    const keys: string[] = [];
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [CONNECTION] }),
        provideQlikMessages({
          locale: language,
          load: () => Promise.resolve(pack),
          translate: ({ key }) => {
            keys.push(key);
            return undefined;
          },
        }),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const messages = TestBed.inject(QLIK_MESSAGES);
    messages.text('embed.retry', '');
    await settled();
    return errors.map((error) => {
      keys.length = 0;
      const { message, remedy } = messages.ofError(error);
      const key = keys.find((each) => each.endsWith('.remedy') && each in pack);
      return { error, message, remedy, key };
    });
  }

  it('have a remedy for each remedy in English', async () => {
    const remedies = new Map<string, Set<string>>();
    for (const { error, key = 'none' } of await textsIn('de', DE)) {
      const of = remedies.get(key) ?? new Set();
      remedies.set(key, of.add(error.remedy));
    }
    const shared = [...remedies]
      .map(([key, texts]) => [key, [...texts].sort()] as const)
      .filter(([key, texts]) => texts.length > 1 && texts.join() !== ALIKE[key]?.join());
    expect(Object.fromEntries(shared)).toEqual({});
    expect(remedies.has('none')).withContext('errors without a remedy').toBeFalse();
  });

  for (const [language, pack] of Object.entries({ de: DE, es: ES, fr: FR, ja: JA }))
    it(`${language}: name what the English ones name, in no English of the library`, async () => {
      const wrong = new Set<string>();
      for (const { error, message, remedy } of await textsIn(language, pack)) {
        const texts = `${message} ${remedy}`;
        const lost = Object.values(error.params ?? {}).filter(
          (value) =>
            error.message.includes(`${value}`) && !texts.includes(`${value}`) && value !== 'sales-app',
        );
        if (lost.length > 0) wrong.add(`${error.code} ${error.variant} lacks ${lost.join()}: ${message}`);
        // The parameters of a text may be in English, and what stands around them is not.
        const isEnglish = message.includes(error.message) && error.message !== FOREIGN;
        if (isEnglish) wrong.add(`${error.code} ${error.variant} in English: ${message}`);
        if (/\{\w+\}/.test(texts)) wrong.add(`${error.code} ${error.variant} with a gap: ${texts}`);
      }
      expect([...wrong]).toEqual([]);
    });
});
