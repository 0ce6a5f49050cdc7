import type { AppSession } from '../session/app-session';
import { type AppItem, toCallError, toEngineError } from './engine-errors';

describe('toEngineError', () => {
  for (const [parameter, message] of [
    ['GetLayout', 'Internal error'],
    ['OpenDoc', 'Internal error'],
    ['SelectHyperCubeValues', 'Internal error'],
    ['qMatchIx', 'Internal error'],
    ['/qHyperCubeDef', 'Internal error'],
    ['', 'Internal error'],
    ['Region', 'Internal error: Region'],
    ['OrderDate', 'Internal error: OrderDate'],
    ['Sum([Get rich])', 'Internal error: Sum([Get rich])'],
  ] as const)
    it(`has no name of the protocol in its message, with "${parameter}"`, () => {
      const thrown = Object.assign(new Error('Internal error'), { code: -32603, parameter });
      const error = toEngineError(thrown);
      expect(error.message).toBe(message);
      expect(error.cause).toBe(thrown);
    });
});

describe('toCallError', () => {
  const appSession = {
    connectionId: 'acme',
    appId: 'sales',
    state: () => ({ status: 'open' }),
  } as unknown as AppSession;
  const unknown = Object.assign(new Error('Object not found'), { code: -2 });

  for (const [name, shown] of [
    ['abc', 'abc'],
    ['', ''],
    ['a "quoted" one', 'a "quoted" one'],
    ['two\nlines', 'two lines'],
    ['in the app "x".', 'in the app "x".'],
  ] as const)
    for (const kind of ['object', 'bookmark', 'field', 'variable'] satisfies AppItem['kind'][])
      it(`gives translations the kind and the name of what is not there: ${kind} ${JSON.stringify(name)}`, () => {
        const { code, variant, params, message } = toCallError(unknown, appSession, { kind, name });
        expect([code, variant]).toEqual(['object-not-found', kind]);
        expect(params).toEqual({ name: shown, app: 'sales' });
        expect(message).toBe(`There is no ${kind} "${shown}" in the app "sales".`);
      });
});
