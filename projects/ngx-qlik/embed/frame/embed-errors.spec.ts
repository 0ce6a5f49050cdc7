import { fakeConnection } from 'ngx-qlik/testing';
import { requireEmbeds } from './embed-errors';

describe('requireEmbeds', () => {
  it('rejects a connection with the bundled runtime', () => {
    const old = fakeConnection({ id: 'old', platform: 'client-managed', runtime: { bundled: true } });
    expect(() => requireEmbeds(old)).toThrow(
      jasmine.objectContaining({ code: 'runtime-module-missing', connectionId: old.id }),
    );
    for (const runtime of [{}, { url: 'https://cdn.example' }])
      expect(() => requireEmbeds(fakeConnection({ id: 'new', runtime }))).not.toThrow();
  });
});
