import { TestBed } from '@angular/core/testing';
import { fakeConnection, settled } from 'ngx-qlik/testing';
import { withNone } from './strategies/none';
import { withConnections } from '../provide-qlik';
import { ConnectionLoader } from '../connections/connection-loader';
import { ConnectionRegistry } from './connection-registry';
import type { QlikError } from '../errors/qlik-error';

/** Answers in turn; throws what is an error. */
class SequenceLoader extends ConnectionLoader {
  static answers: unknown[] = [];
  override readonly source = 'the test';
  override load(): Promise<unknown> {
    const answer = SequenceLoader.answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

function begin(...answers: unknown[]): ConnectionRegistry {
  SequenceLoader.answers = answers;
  TestBed.configureTestingModule({
    providers: [withConnections(SequenceLoader).providers, withNone().providers],
  });
  return TestBed.inject(ConnectionRegistry);
}

describe('ConnectionRegistry', () => {
  it('is loading at first and knows nothing', () => {
    const registry = begin([]);
    expect(registry.configuration()).toEqual({ status: 'loading' });
    expect(registry.connections()).toEqual([]);
    expect(() => registry.get('a')).toThrowMatching(
      (error: QlikError) => error.code === 'config-unavailable' && error.remedy.includes('settled()'),
    );
  });

  it('says which providers are missing', () => {
    expect(() => TestBed.inject(ConnectionRegistry)).toThrowError(
      /add provideQlik\(withConnections.*or provideQlikTesting/,
    );
  });

  it('finds what was loaded, in its order', async () => {
    const registry = begin([fakeConnection({ id: 'b' }), fakeConnection({ id: 'a' })]);
    await registry.load();
    expect(registry.configuration()).toEqual({ status: 'loaded' });
    expect(registry.connections().map(({ label }) => label)).toEqual(['Tenant b', 'Tenant a']);
    expect(registry.get('a').label).toBe('Tenant a');
    expect(registry.find('c')).toBeUndefined();
    expect(registry.isKnown('a')).toBeTrue();
    expect(registry.isKnown('c')).toBeFalse();
    expect(() => registry.get('c')).toThrowMatching((error: QlikError) => error.remedy.includes('"b", "a"'));
  });

  it('has no names to offer where the configuration is empty', async () => {
    const registry = begin([]);
    await registry.load();
    expect(() => registry.get('a')).toThrowMatching(
      (error: QlikError) => error.remedy === 'Add it to the configuration.',
    );
  });

  it('says what is wrong instead of failing to start, and can be asked again', async () => {
    const registry = begin([{ id: 'a' }], new TypeError('no network'), [fakeConnection({ id: 'a' })]);
    await registry.load();
    const invalid = registry.configuration();
    expect(invalid.status === 'failed' && invalid.error.code).toBe('config-invalid');
    expect(invalid.status === 'failed' && invalid.error.message).toContain('the test');
    await registry.load();
    const broken = registry.configuration();
    expect(broken.status === 'failed' && broken.error.code).toBe('unexpected');
    await registry.load();
    expect(registry.configuration().status).toBe('loaded');
  });

  describe('that is loaded anew before the last answer is there', () => {
    /** Answers by hand, in any order. */
    class DeferredLoader extends ConnectionLoader {
      static readonly answer: ((answer: Promise<unknown>) => void)[] = [];
      override readonly source = 'the test';
      override load(): Promise<unknown> {
        return new Promise((resolve) => DeferredLoader.answer.push(resolve));
      }
    }

    function beginTwice() {
      DeferredLoader.answer.length = 0;
      TestBed.configureTestingModule({
        providers: [withConnections(DeferredLoader).providers, withNone().providers],
      });
      const registry = TestBed.inject(ConnectionRegistry);
      const loads = [registry.load(), registry.load()];
      const answer = (load: number, answer: Promise<unknown>) => DeferredLoader.answer[load]?.(answer);
      return { registry, loads, answer };
    }

    it('has the latest, whichever answer comes first', async () => {
      const { registry, loads, answer } = beginTwice();
      answer(1, Promise.resolve([fakeConnection({ id: 'b' })]));
      await settled();
      answer(0, Promise.resolve([fakeConnection({ id: 'a' })]));
      await Promise.all(loads);
      expect(registry.connections().map(({ id }): string => id)).toEqual(['b']);
      expect(registry.configuration()).toEqual({ status: 'loaded' });
    });

    it('does not fail with the former, and settles with the latest', async () => {
      const { registry, loads, answer } = beginTwice();
      answer(0, Promise.reject(new TypeError('no network')));
      let isSettled = false;
      void loads[0]?.then(() => (isSettled = true));
      await settled();
      expect([registry.configuration().status, isSettled]).toEqual(['loading', false]);
      answer(1, Promise.resolve([fakeConnection({ id: 'b' })]));
      await Promise.all(loads);
      expect(registry.configuration()).toEqual({ status: 'loaded' });
    });
  });
});
