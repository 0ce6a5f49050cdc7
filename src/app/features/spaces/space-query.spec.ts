import { readFilter, toAddressQuery, toSpacesQuery } from './space-query';

describe('the filter of the list of spaces', () => {
  it('comes back from the address it was written to', () => {
    const filter = readFilter({ name: '50% & more', type: 'managed', sort: '-createdAt' });
    const { name, type, sort } = toAddressQuery(filter);
    expect(readFilter({ name: name ?? undefined, type: type ?? undefined, sort: sort ?? undefined })).toEqual(
      filter,
    );
  });

  it('leaves the address bare where it is the usual one', () => {
    expect(toAddressQuery(readFilter({}))).toEqual({ name: null, type: null, sort: null });
  });

  it('passes over values that the server does not know', () => {
    expect(readFilter({ type: 'secret', sort: '-owner' })).toEqual(readFilter({}));
  });

  it('says what the server understands, without blanks around a name', () => {
    const query = toSpacesQuery(readFilter({ name: ' fin ', type: 'data', sort: '-name' }));
    expect(query).toEqual({ limit: 50, sort: '-name', name: 'fin', type: 'data' });
  });
});
