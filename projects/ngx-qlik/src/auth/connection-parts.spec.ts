import { TestBed } from '@angular/core/testing';
import * as parts from './connection-parts';
import { ConnectionPartsLoader } from './connection-registry';
import { ConnectionSession } from './connection-session';
import type { StrategyFile } from './lazy-strategy';
import { provideStrategy } from './strategy';
import { withNone } from './strategies/none';

/** A type whose file says that it was loaded. */
function lazyFeature(type: 'jwt' | 'cookie') {
  const load = jasmine.createSpy<() => Promise<StrategyFile>>('load').and.resolveTo({ parts });
  return { load, feature: provideStrategy({ type, load, create: fail } as never) };
}

describe('ConnectionPartsLoader', () => {
  it('says what to wait for before the parts are loaded, and has them after that', async () => {
    const loader = TestBed.inject(ConnectionPartsLoader);
    expect(() => loader.parts).toThrow(
      jasmine.objectContaining({ code: 'config-unavailable', isRetryable: true }),
    );
    await loader.load();
    expect(loader.parts.ConnectionSession).toBe(ConnectionSession);
  });

  it('takes them from the file of the only auth type, which is needed in any case', async () => {
    const { load, feature } = lazyFeature('jwt');
    TestBed.configureTestingModule({ providers: [feature.providers] });
    expect(await TestBed.inject(ConnectionPartsLoader).load()).toBe(parts);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('loads no file of an auth type while several are provided', async () => {
    const { load, feature } = lazyFeature('jwt');
    const another = lazyFeature('cookie');
    TestBed.configureTestingModule({ providers: [feature.providers, another.feature.providers] });
    const loaded = await TestBed.inject(ConnectionPartsLoader).load();
    expect(loaded.ConnectionSession).toBe(ConnectionSession);
    expect([load, another.load].map((each) => each.calls.count())).toEqual([0, 0]);
  });

  it('loads them where the only auth type has no file', async () => {
    TestBed.configureTestingModule({ providers: [withNone().providers] });
    const loaded = await TestBed.inject(ConnectionPartsLoader).load();
    expect(loaded.ConnectionSession).toBe(ConnectionSession);
  });
});
