import type { Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { QlikError } from 'ngx-qlik';
import { useEnginePage } from '../qix/engine-page.spec';
import { FakeObject } from '../qix/fake-engine.spec';
import { SIGN_IN_SCENARIOS } from '../qix/session/sign-in-scenarios.spec';
import { QlikAssistantComponent } from './assistant.component';
import { QlikChartComponent } from './chart.component';
import { EmbedElements } from './element/embed-elements';
import { FakeElements } from './fake-elements.spec';
import { QLIK_EMBED_TIME_LIMIT } from './frame/embed-settings';
import { QlikSnapshotComponent } from './snapshot.component';

const LIMIT = 60_000;

const KINDS = {
  'an embed of an app': [QlikChartComponent, { appId: 'sales', objectId: 'chart' }],
  'an embed without an app': [QlikAssistantComponent, { assistantId: 'assistant' }],
} as const;

describe('embeds and the sign-in', () => {
  const elements = { current: new FakeElements() };
  const page = useEnginePage({
    states: { b: 'signed-out', server: 'signed-out' },
    limits: { linger: 0 },
    providers: [
      { provide: EmbedElements, useFactory: () => elements.current },
      { provide: QLIK_EMBED_TIME_LIMIT, useValue: LIMIT },
    ],
  });
  let codes: string[];

  const create = async <C extends QlikChartComponent | QlikAssistantComponent | QlikSnapshotComponent>(
    type: Type<C>,
    inputs: Readonly<Record<string, unknown>>,
  ) => {
    const fixture = TestBed.createComponent<C>(type);
    Object.entries(inputs).forEach(([name, value]) => fixture.componentRef.setInput(name, value));
    const { failed } = fixture.componentInstance as QlikChartComponent;
    failed.subscribe((error: QlikError) => codes.push(error.code));
    const settle = async () => {
      for (let turn = 0; turn < 3; turn++) {
        fixture.detectChanges();
        await page.settle();
      }
      fixture.detectChanges();
    };
    await settle();
    return { embed: fixture.componentInstance, settle };
  };

  // Loaded lazily, which takes longer than `settle` waits.
  beforeAll(() => import('./frame/embed-controller'));

  beforeEach(() => {
    elements.current = new FakeElements();
    codes = [];
    page.qix.prepare = (doc) => doc.ownObjects.set('chart', new FakeObject('chart', {}, {}));
  });

  for (const [kind, [type, inputs]] of Object.entries(KINDS)) {
    for (const [name, scenario] of Object.entries(SIGN_IN_SCENARIOS)) {
      it(`${kind}: ${name}`, async () => {
        const run = scenario(page);
        await run.begin();
        const { embed, settle } = await create<QlikChartComponent | QlikAssistantComponent>(type, {
          connectionId: run.connectionId,
          ...inputs,
        });
        for (const step of run.steps) {
          await step();
          await settle();
        }
        const [attached, ...others] = elements.current.made.filter(({ isAttached }) => isAttached);
        expect(others).toEqual([]);
        attached?.comeUp();
        await settle();
        expect(embed.state().status).toBe('ready');
        for (const code of codes) expect(['sign-in-required', 'popup-closed']).toContain(code);
        // Each failure is emitted once.
        expect(codes.filter((code, index) => code === codes[index - 1])).toEqual([]);
      });
    }
  }

  for (const [name, scenario] of Object.entries(SIGN_IN_SCENARIOS)) {
    it(`a snapshot does not wait for the sign-in: ${name}`, async () => {
      const run = scenario(page);
      await run.begin();
      const { embed, settle } = await create(QlikSnapshotComponent, {
        connectionId: run.connectionId,
        data: {},
      });
      elements.current.last.comeUp();
      await settle();
      expect(embed.state().status).toBe('ready');
      const { length } = elements.current.made;
      for (const step of run.steps) {
        await step();
        await settle();
      }
      expect(embed.state().status).toBe('ready');
      expect(elements.current.made.length).toBe(length);
      expect(codes).toEqual([]);
    });
  }

  it('starts the time limit when the app is open: until then the limit of the session applies', async () => {
    const finish = page.qix.holdNext();
    const { embed, settle } = await create(QlikChartComponent, {
      connectionId: 'a',
      ...KINDS['an embed of an app'][1],
    });
    const progress = (text: string) => ({ status: 'progress', transient: { code: 0, parameters: [text] } });
    for (let minute = 1; minute <= 5; minute++) {
      page.qix.last.progress(progress(`Table ${minute}`));
      await page.pass(LIMIT - 1_000);
    }
    finish();
    await settle();
    await page.pass(LIMIT - 1);
    await settle();
    expect(embed.state().status).toBe('loading');
    expect(codes).toEqual([]);
    await page.pass(1);
    await settle();
    expect(codes).toEqual(['embed-timeout']);
  });
});
