import { TestBed } from '@angular/core/testing';
import { ConnectionPartsLoader } from './connection-parts-loader';
import { ConnectionSession } from './connection-session';

describe('ConnectionPartsLoader', () => {
  it('says what to wait for before the parts are loaded, and has them after that', async () => {
    const loader = TestBed.inject(ConnectionPartsLoader);
    expect(() => loader.parts).toThrow(
      jasmine.objectContaining({ code: 'config-unavailable', isRetryable: true }),
    );
    await loader.load();
    expect(loader.parts.ConnectionSession).toBe(ConnectionSession);
  });
});
