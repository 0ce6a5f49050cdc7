import { toEngineError } from './engine-errors';

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
