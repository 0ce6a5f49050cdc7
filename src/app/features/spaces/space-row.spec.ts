import { fakeConnection } from 'ngx-qlik/testing';
import type { Page, Space } from 'ngx-qlik/rest';
import { toSpaceRows } from './space-row';

const LINK = { href: 'https://acme.example/api/v1/spaces/s1' };
const BARE: Space = {
  id: 's1',
  name: 'Finance',
  tenantId: 't1',
  links: { self: LINK, assignments: LINK },
};
const SPACE: Space = {
  ...BARE,
  type: 'shared',
  description: '',
  createdAt: '2026-01-02T03:04:05.000Z',
  meta: { roles: ['consumer', 'facilitator'], actions: [], assignableRoles: [] },
};

function pageOf(...items: readonly Space[]): Page<Space> {
  return {
    connectionId: fakeConnection({ id: 'acme' }).id,
    items,
    hasNext: true,
    hasPrevious: false,
    total: 7,
  };
}

describe('rows of spaces', () => {
  it('have the values that the table shows', () => {
    expect(toSpaceRows(pageOf(SPACE)).items).toEqual([
      {
        id: 's1',
        name: 'Finance',
        type: 'shared',
        description: undefined,
        roles: 'consumer, facilitator',
        createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      },
    ]);
  });

  it('show a dash without roles', () => {
    const [row] = toSpaceRows(pageOf(BARE)).items;
    expect(row).toEqual(jasmine.objectContaining({ roles: '—', type: '', createdAt: undefined }));
  });

  it('do not keep the spaces, only the links of their page', () => {
    const rows = toSpaceRows(pageOf(SPACE));
    expect(rows).toEqual(jasmine.objectContaining({ hasNext: true, total: 7 }));
    expect(rows.source).toEqual(jasmine.objectContaining({ items: [], connectionId: 'acme', hasNext: true }));
  });
});
