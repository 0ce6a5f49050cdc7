import { readFilter, toAddressQuery, toSpacesQuery } from './space-query';

describe('the filter of the list of spaces', () => {
  it('is the same after a round trip through the address', () => {
    const filter = readFilter({ name: '50% & more', type: 'managed', sort: '-createdAt' });
    const { name, type, sort } = toAddressQuery(filter);
    expect(readFilter({ name: name ?? undefined, type: type ?? undefined, sort: sort ?? undefined })).toEqual(
      filter,
    );
  });

  it('adds nothing to the address for the default filter', () => {
    expect(toAddressQuery(readFilter({}))).toEqual({ name: null, type: null, sort: null });
  });

  it('ignores values that the server does not know', () => {
    expect(readFilter({ type: 'secret', sort: '-owner' })).toEqual(readFilter({}));
  });

  it('becomes a query of the server, with the name trimmed', () => {
    const query = toSpacesQuery(readFilter({ name: ' fin ', type: 'data', sort: '-name' }));
    expect(query).toEqual({ limit: 50, sort: '-name', name: 'fin', type: 'data' });
  });
});
