import { TestBed } from '@angular/core/testing';
import { fakeConnection } from 'ngx-qlik/testing';
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
});
