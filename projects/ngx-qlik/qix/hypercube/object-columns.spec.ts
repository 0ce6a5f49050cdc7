import type { AppSession } from '../session/app-session';
import { readObjectColumns } from './object-columns';

describe('readObjectColumns', () => {
  it('reads hidden columns in the same round trip as the properties', async () => {
    const asked: string[] = [];
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const give = async (name: string, value: unknown) => {
      asked.push(name);
      await answered;
      return value;
    };
    const object = {
      getEffectiveProperties: () =>
        give('properties', {
          qHyperCubeDef: {
            qDimensions: ['A', 'B'].map((field) => ({ qDef: { qFieldDefs: [field] } })),
            qMeasures: [],
          },
        }),
      getLayout: () =>
        give('layout', { qHyperCube: { qDimensionInfo: [{ qError: { qErrorCode: 7005 } }, {}] } }),
    };
    const doc = { getObject: () => Promise.resolve(object) };
    const reading = readObjectColumns(
      { doc: () => doc, connectionId: 'a' } as unknown as AppSession,
      'chart',
    );
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    expect(asked).toEqual(['properties', 'layout']);
    answer();
    expect((await reading)?.dimensions).toEqual([{ field: 'B' }]);
  });
});
