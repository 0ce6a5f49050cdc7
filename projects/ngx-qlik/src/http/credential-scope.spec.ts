import { fakeConnection } from 'ngx-qlik/testing';
import type { QlikConnection } from '../connections/connection';
import { findAddressed } from './credential-scope';

const BASE = 'https://app.example/base/';
const PREFIXED = fakeConnection({ id: 'prefixed', host: 'https://server.example/vp' });
const ROOT = fakeConnection({ id: 'root', host: 'https://server.example' });

const idsOf = (address: string, connections: readonly QlikConnection[]) =>
  findAddressed(address, connections, BASE).map((each) => String(each.id));

describe('findAddressed', () => {
  it('prefers the longer path, and names all that share it', () => {
    expect(idsOf('https://server.example/vp/x', [ROOT, PREFIXED])).toEqual(['prefixed']);
    expect(idsOf('https://server.example/vp-evil', [ROOT, PREFIXED])).toEqual(['root']);
    const sameHost = fakeConnection({ id: 'same-host', host: PREFIXED.host });
    expect(idsOf('https://server.example/vp/x', [PREFIXED, sameHost])).toEqual(['prefixed', 'same-host']);
    expect(idsOf('https://server.example/vp/x', [])).toEqual([]);
  });

  it('looks up each list of connections, and relative hosts at the address of the page', () => {
    const list = [PREFIXED];
    expect(idsOf('https://server.example/vp/x', list)).toEqual(['prefixed']);
    expect(idsOf('https://server.example/x', list)).toEqual([]);
    expect(idsOf('https://server.example/x', [...list, ROOT])).toEqual(['root']);
    const relative = [fakeConnection({ id: 'relative', host: '/qlik' })];
    for (const page of ['https://one.example/', 'https://two.example/', 'https://one.example/']) {
      const found = findAddressed(`${page}qlik/x`, relative, page);
      expect(found.map(({ id }) => String(id))).toEqual(['relative']);
      expect(findAddressed('https://three.example/qlik/x', relative, page)).toEqual([]);
    }
  });
});
