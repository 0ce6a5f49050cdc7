import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Doc } from '@qlik/api/qix';
import {
  isComplete,
  readIncomplete,
  readRemembered,
  readStateNames,
  SELECTIONS_OF_STATES,
  toStatesPatch,
  type RememberedField,
} from '../session/remembered-fields';
import { type FlightsSession, openFlights } from 'qlik-sandbox/engine/testing/flights-session.ts';

describe("the library's reading of selections in all states, with @qlik/api", { timeout: 30_000 }, () => {
  let flights: FlightsSession;
  let doc: Doc;
  before(async () => {
    flights = await openFlights();
    ({ doc } = flights);
  });
  after(() => flights.close());

  const select = async (field: string, texts: readonly string[], stateName?: string): Promise<void> => {
    const handle = await (stateName === undefined ? doc.getField(field) : doc.getField(field, stateName));
    await handle.selectValues(
      texts.map((qText) => ({ qText, qIsNumeric: false })),
      false,
      false,
    );
    if (stateName !== undefined) await handle.lock();
  };

  it('returns selections with their state, and receives changes in each state', async () => {
    const object = await doc.createSessionObject(SELECTIONS_OF_STATES);
    await doc.addSessionAlternateState('Left', '');
    assert.deepEqual(await readStateNames(doc), ['Left']);
    const isChanged = new Promise<void>((resolve) => object.once('changed', resolve));
    await object.applyPatches(toStatesPatch(['Left']), true);
    await object.getLayout();
    await select('Weekday', ['Sun']);
    const states = ['TX', 'CA', 'AK', 'IL', 'NY', 'FL', 'WA', 'OR'];
    await select('Origin State', states, 'Left');
    await isChanged;
    let fields: readonly RememberedField[] = readRemembered(await object.getLayout());
    assert.deepEqual(
      fields.map(({ field, stateName, isLocked }) => [field, stateName, isLocked]),
      [
        ['Weekday', undefined, false],
        ['Origin State', 'Left', true],
      ],
    );
    assert.deepEqual(fields.map(isComplete), [true, false]);
    await readIncomplete(doc, fields, (read) => {
      fields = read;
      return true;
    });
    assert.deepEqual([...(fields[1]?.texts ?? [])].sort(), [...states].sort());
  });

  it('fails for an unknown state, and selects nothing', async () => {
    await doc.clearAll(true);
    await assert.rejects(select('Weekday', ['Mon'], 'Right'));
    const object = await doc.createSessionObject(SELECTIONS_OF_STATES);
    assert.deepEqual(readRemembered(await object.getLayout()), []);
  });
});
