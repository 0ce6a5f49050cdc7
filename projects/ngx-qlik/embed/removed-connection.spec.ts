import type { Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ConnectionRegistry, provideQlikMessages, QlikAuthService } from 'ngx-qlik';
import { QixSessions } from 'ngx-qlik/qix';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { QlikAssistantComponent } from './assistant.component';
import { QlikChartComponent } from './chart.component';

const KINDS = {
  'an embed of an app': [QlikChartComponent, { appId: 'sales', type: 'barchart', dimensions: ['[Region]'] }],
  'an embed without an app': [QlikAssistantComponent, { assistantId: 'assistant' }],
} as const;

describe('a connection that is removed', () => {
  // Loaded lazily.
  beforeAll(() => import('./frame/embed-controller'));

  async function begin<C>(type: Type<C>, inputs: object) {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({
          connections: [fakeConnection({ id: 'a', label: 'Acme' }), fakeConnection({ id: 'b' })],
          apps: { sales: { rows: [{ Region: 'North', Sales: 10 }] } },
        }),
        provideQlikMessages({
          translate: ({ key }) => (key === 'connection-unknown.remedy' ? 'TAKE ANOTHER.' : undefined),
        }),
      ],
    });
    const testing = TestBed.inject(QlikTesting);
    const registry = TestBed.inject(ConnectionRegistry);
    const create = async (connectionId: string) => {
      const fixture = TestBed.createComponent(type);
      Object.entries({ connectionId, ...inputs }).forEach(([name, value]) =>
        fixture.componentRef.setInput(name, value),
      );
      const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
      await testing.whenStable(fixture);
      const state = () => (fixture.componentInstance as QlikChartComponent).state().status;
      const settle = () => testing.whenStable(fixture);
      const element = () => (fixture.nativeElement as HTMLElement).querySelector('[ui]');
      return { text, state, settle, element };
    };
    await testing.ready();
    return { registry, create };
  }

  for (const [kind, [type, inputs]] of Object.entries(KINDS)) {
    it(`has ${kind} say so, and shows it again when it is added`, async () => {
      const { registry, create } = await begin<unknown>(type, inputs);
      const gone = await create('a');
      const other = await create('b');
      expect([gone.state(), other.state()]).toEqual(['ready', 'ready']);
      await registry.remove('a');
      await gone.settle();
      expect(gone.state()).toBe('failed');
      expect(gone.text()).toContain('The connection "a" was removed.');
      expect(gone.text()).toContain('TAKE ANOTHER.');
      expect(other.state()).toBe('ready');
      await registry.add(fakeConnection({ id: 'a', label: 'Acme' }));
      await TestBed.inject(QlikAuthService).connectionSession('a').restore();
      await gone.settle();
      expect(gone.state()).toBe('ready');
    });
  }

  for (const [kind, [type, inputs]] of Object.entries(KINDS)) {
    it(`is another one for ${kind} when its host is changed, and the same under another name`, async () => {
      const { registry, create } = await begin<unknown>(type, inputs);
      const changed = await create('a');
      const before = changed.element();
      await registry.change('a', { label: 'Another name' });
      await changed.settle();
      expect([changed.state(), changed.element()]).toEqual(['ready', before]);
      await registry.change('a', { host: 'https://moved.example' });
      await changed.settle();
      expect([changed.state(), before?.isConnected]).toEqual(['ready', false]);
      expect(changed.element()).not.toBe(before);
    });

    it(`takes ${kind} along that is still loading`, async () => {
      const { registry, create } = await begin<unknown>(type, inputs);
      const strategy = TestBed.inject(QlikTesting).strategy('a');
      const release = strategy.pause('restore');
      const creating = create('a');
      await settled();
      await registry.change('a', { host: 'https://moved.example' });
      release();
      const changed = await creating;
      await changed.settle();
      expect(changed.state()).toBe('ready');
      await registry.remove('a');
      await changed.settle();
      expect(changed.text()).toContain('The connection "a" was removed.');
    });
  }

  it('has its app sessions closed when it is changed to another host, and opens others', async () => {
    const { registry } = await begin(QlikChartComponent, {});
    const sessions = TestBed.inject(QixSessions);
    const before = sessions.open('a', 'sales');
    const initialState = { selections: [{ field: 'Region', values: ['North'] }] };
    // Still opening when the host is changed.
    const opening = sessions.open('a', 'sales', { identity: 'other', initialState });
    const ended = opening.ready.catch((thrown: unknown) => thrown);
    await before.ready;
    await registry.change('a', { host: 'https://moved.example' });
    // At once: the effect that closes the former runs later.
    const after = sessions.open('a', 'sales');
    expect(before.doc()).toBeUndefined();
    await after.ready;
    await TestBed.inject(QlikTesting).whenStable();
    expect([before.state().status, opening.state().status, after.state().status]).toEqual([
      'closed',
      'closed',
      'open',
    ]);
    expect(await ended).toEqual(jasmine.anything());
    before.resume();
    before.close();
    expect(after.state().status).toBe('open');
  });

  it('has its app sessions closed, and no other', async () => {
    const { registry } = await begin(QlikChartComponent, {});
    const sessions = TestBed.inject(QixSessions);
    const [gone, other] = [sessions.open('a', 'sales'), sessions.open('b', 'sales')];
    await Promise.all([gone.ready, other.ready]);
    await registry.remove('a');
    await TestBed.inject(QlikTesting).whenStable();
    expect([gone.state().status, other.state().status]).toEqual(['closed', 'open']);
    expect(() => sessions.open('a', 'sales')).toThrow(
      jasmine.objectContaining({ code: 'connection-unknown' }),
    );
  });
});
