import { toQlikError } from 'ngx-qlik';
import { fakeConnection } from 'ngx-qlik/testing';
import type { ConnectionAnswer } from './connection-search';
import { mergeByName, onePerConnection } from './merged-apps';

const found = (id: string, ...names: string[]): ConnectionAnswer => ({
  connection: fakeConnection({ id }),
  status: 'found',
  apps: names.map((name, index) => ({ name, id: `${id}-${index}` })),
});

describe('the apps that a search over connections found', () => {
  it('are listed once, with all their connections, without connections that have not responded', () => {
    const error = toQlikError(new Error('away'));
    const merged = mergeByName([
      found('a', 'Movies', 'Flights'),
      { connection: fakeConnection({ id: 'slow' }), status: 'waiting' },
      { connection: fakeConnection({ id: 'away' }), status: 'failed', error },
      found('b', 'Flights', 'Weather'),
    ]);
    expect(merged.map(({ name }) => name)).toEqual(['Flights', 'Movies', 'Weather']);
    expect(merged[0]?.locations.map(({ connection, appId }) => `${connection.id} ${appId}`)).toEqual([
      'a a-1',
      'b b-0',
    ]);
  });

  it('are side by side once per connection', () => {
    const [twice] = mergeByName([found('a', 'Flights', 'Flights'), found('b', 'Flights')]);
    expect(twice?.locations.length).toBe(3);
    expect(twice && onePerConnection(twice).map(({ appId }) => appId)).toEqual(['a-0', 'b-0']);
  });
});
