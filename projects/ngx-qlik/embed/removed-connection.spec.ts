import type { Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ConnectionRegistry, provideQlikMessages, QlikAuthService } from 'ngx-qlik';
import { QixSessions } from 'ngx-qlik/qix';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
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
      return { text, state, settle };
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
