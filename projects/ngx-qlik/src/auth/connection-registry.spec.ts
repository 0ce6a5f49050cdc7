import { TestBed } from '@angular/core/testing';
import { fakeConnection, qlikErrorOf, settled } from 'ngx-qlik/testing';
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

  it('warns of a host that has two platforms, and names the connections', async () => {
    const warn = spyOn(console, 'warn');
    const host = 'https://a.example';
    const registry = begin([
      fakeConnection({ id: 'a', host }),
      fakeConnection({ id: 'b', host: `${host}/`, platform: 'client-managed' }),
      fakeConnection({ id: 'c', host }),
      fakeConnection({ id: 'vp', host: `${host}/vp`, platform: 'client-managed' }),
      fakeConnection({ id: 'd', host: 'https://d.example', platform: 'client-managed' }),
    ]);
    await registry.load();
    expect(registry.configuration()).toEqual({ status: 'loaded' });
    expect(warn.calls.allArgs()).toEqual([
      [
        'ngx-qlik: https://a.example is the host of "a", "c" (cloud) and of "b" (client-managed), but it is one of the two: correct "platform" or "host" in the test.',
      ],
    ]);
    await registry.remove('b');
    expect(warn).toHaveBeenCalledTimes(1);
    await registry.add({ ...fakeConnection({ id: 'e', host: 'https://d.example' }) });
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it('does not warn of a host that several connections of one platform have', async () => {
    const warn = spyOn(console, 'warn');
    const host = 'https://a.example';
    await begin([fakeConnection({ id: 'a', host }), fakeConnection({ id: 'b', host })]).load();
    expect(warn).not.toHaveBeenCalled();
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

  describe('at run time', () => {
    const [a, b] = [fakeConnection({ id: 'a' }), fakeConnection({ id: 'b' })];
    const ids = (registry: ConnectionRegistry) => registry.connections().map(({ id }) => id as string);
    const codeOf = async (work: Promise<void>) => (await qlikErrorOf(work)).code;

    it('adds a connection, validated and in one spelling, and keeps the others as they are', async () => {
      const registry = begin([a]);
      await registry.load();
      const before = registry.get('a');
      await registry.add({ ...b, host: 'https://B.example/' });
      expect(ids(registry)).toEqual(['a', 'b']);
      expect(registry.get('b').host).toBe('https://b.example');
      expect(registry.get('a')).toBe(before);
    });

    it('adds to what is being loaded, and to what could not be loaded', async () => {
      const registry = begin({ connections: [a] }, new Error('down'));
      const loading = registry.load();
      await registry.add(b);
      expect(ids(registry)).toEqual(['a', 'b']);
      await loading;
      await registry.load();
      expect(registry.configuration().status).toBe('failed');
      await registry.add(fakeConnection({ id: 'c' }));
      expect(ids(registry)).toEqual(['a', 'b', 'c']);
    });

    it('has what was added where no configuration was ever there', async () => {
      const registry = begin(new Error('down'));
      await registry.load();
      await registry.add(b);
      expect(registry.get('b').label).toBe('Tenant b');
    });

    it('refuses what is wrong, says where, and changes nothing', async () => {
      const registry = begin([a]);
      await registry.load();
      const error = await qlikErrorOf(registry.add({ ...b, host: 'nowhere' }));
      expect(error.code).toBe('config-invalid');
      expect(error.message).toContain('The connection given to add() cannot be used');
      expect(error.message).toContain('Connection "b", field "host"');
      expect(error.remedy).toContain('call it again');
      expect(await codeOf(registry.add({ ...b, auth: { type: 'none', apiKey: 'x' } as never }))).toBe(
        'config-secret',
      );
      expect(await codeOf(registry.add(a))).toBe('config-invalid');
      expect(await codeOf(registry.change('a', { label: '' }))).toBe('config-invalid');
      expect(ids(registry)).toEqual(['a']);
      expect(registry.get('a').label).toBe('Tenant a');
    });

    it('changes the fields that are given', async () => {
      const registry = begin([a, b]);
      await registry.load();
      const other = registry.get('b');
      await registry.change('a', { label: 'Acme' });
      await registry.change('a', { host: 'https://moved.example' });
      expect(registry.get('a')).toEqual(
        jasmine.objectContaining({ label: 'Acme', host: 'https://moved.example' }),
      );
      expect(ids(registry)).toEqual(['a', 'b']);
      expect(registry.get('b')).toBe(other);
    });

    it('removes a connection, says so, and takes it in again', async () => {
      const registry = begin([a, b]);
      await registry.load();
      await registry.remove('a');
      expect(ids(registry)).toEqual(['b']);
      expect(() => registry.get('a')).toThrowMatching(
        (error: QlikError) => error.code === 'connection-unknown' && error.message.includes('was removed'),
      );
      expect(await codeOf(registry.remove('a'))).toBe('connection-unknown');
      expect(await codeOf(registry.change('a', {}))).toBe('connection-unknown');
      await registry.add(a);
      expect(ids(registry)).toEqual(['a', 'b']);
    });

    it('does one after the other, however they are called', async () => {
      const registry = begin([a]);
      await registry.load();
      const refused = codeOf(registry.change('b', {}));
      await Promise.all([registry.add(b), registry.remove('a'), registry.change('b', { label: 'Last' })]);
      expect(registry.connections().map(({ label }) => label)).toEqual(['Last']);
      expect(await refused).toBe('connection-unknown');
    });

    it('keeps what was done when the configuration is loaded again', async () => {
      const registry = begin([a], [a, fakeConnection({ id: 'c' })], 'nothing', [{ id: 5 }, null]);
      await registry.load();
      await registry.remove('a');
      await registry.add(b);
      await registry.load();
      expect(ids(registry)).toEqual(['c', 'b']);
      await registry.load();
      expect(registry.configuration().status).toBe('failed');
      await registry.load();
      expect(registry.configuration().status).toBe('failed');
      expect(ids(registry)).toEqual(['c', 'b']);
    });
  });
});
