import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { ConnectionRegistry } from 'ngx-qlik';
import { qlikErrorOf } from 'ngx-qlik/testing';
import { anyCharacter } from '../../../tests/support/any-character';
import { generatedCases } from '../generated-cases.spec';
import { injectQlikApi } from './inject-qlik-api';
import { API, space, useTenant } from './test-calls.spec';

async function begin() {
  const parts = await useTenant();
  return { ...parts, api: TestBed.runInInjectionContext(() => injectQlikApi('tenant')) };
}

describe('calls by ngx-qlik/api', () => {
  it('keep any id within its segment of the address, or send nothing', async () => {
    const { api, sent } = await begin();
    const piece = fc.oneof(
      fc.constantFrom('..', '/', '\\', '%2e', '%25', '%', '?', '#', ';', '@', ':', '\0', '\n', '\ud800', 'x'),
      fc.string({ unit: anyCharacter, maxLength: 3 }),
    );
    const ids = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(ids, async (id) => {
        const call = api.getSpaceAssignment('s', id);
        let code: string | undefined;
        qlikErrorOf(call).then(
          (error) => (code = error.code),
          () => undefined,
        );
        let requests = await sent();
        // The first call that needs it loads a part of the library.
        while (requests.length === 0 && code === undefined) requests = await sent();
        const [request, another] = requests;
        if (!request) {
          expect(['http-bad-request', 'connection-mismatch']).toContain(code ?? 'none');
          return;
        }
        const { pathname, search, hash } = new URL(request.request.urlWithParams);
        const segments = pathname.split('/').map(decodeURIComponent);
        expect([segments, search, hash, another]).toEqual([
          ['', 'vp', 'api', 'v1', 'spaces', 's', 'assignments', id],
          '',
          '',
          undefined,
        ]);
        request.flush({});
        await call;
      }),
      { numRuns: generatedCases(100), endOnFailure: true },
    );
  });

  it('search for a text whose last character was cut in two', async () => {
    const { api, onlySent } = await begin();
    const call = api.getSpaces({ name: '📊'.slice(0, 1) });
    const sent = await onlySent();
    expect(sent.request.urlWithParams).toBe(`${API}/spaces?name=%EF%BF%BD`);
    sent.flush({ data: [] });
    await call;
  });

  it('fail with an error of this library, whatever the server answers', async () => {
    const { api, onlySent } = await begin();
    const statuses = fc.constantFrom(
      300,
      304,
      400,
      402,
      403,
      404,
      408,
      409,
      413,
      422,
      429,
      451,
      500,
      501,
      503,
      599,
    );
    const bodies = fc.oneof(
      fc.constantFrom(null, '', '<html>Bad gateway</html>', '{', 'x'.repeat(400)),
      fc.jsonValue(),
      fc.record({ errors: fc.array(fc.jsonValue(), { maxLength: 2 }) }),
    );
    const pauses = fc.constantFrom('', '0', '-1', '3', '1.5', 'soon', 'Wed, 21 Oct 2099 07:28:00 GMT');
    const types = fc.constantFrom('text/plain', 'application/json', 'application/problem+json');
    await fc.assert(
      fc.asyncProperty(statuses, bodies, pauses, types, async (status, body, pause, type) => {
        const failing = qlikErrorOf(api.createSpace({ name: 'New', type: 'shared' }));
        const headers = { 'Retry-After': pause, 'Content-Type': type };
        (await onlySent()).flush(body, { status, statusText: 'x', headers });
        const { code, message, remedy } = await failing;
        expect(code).toMatch(/^http-/);
        expect([message, remedy].filter((text) => /undefined|NaN|\[object/.test(text))).toEqual([]);
      }),
      { numRuns: generatedCases(100), endOnFailure: true },
    );
  });

  it('end with the connection, also those that change something', async () => {
    const { api, onlySent } = await begin();
    const failing = qlikErrorOf(api.createSpace({ name: 'New', type: 'shared' }));
    const sent = await onlySent();
    await TestBed.inject(ConnectionRegistry).remove('tenant');
    if (!sent.cancelled) sent.flush(space('1'));
    expect((await failing).code).toBe('connection-unknown');
  });
});
