import {
  ChangeDetectionStrategy,
  Component,
  effect,
  input,
  PLATFORM_ID,
  signal,
  type Type,
  viewChild,
} from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { QlikAuthService, QlikError } from 'ngx-qlik';
import { useEnginePage } from '../qix/engine-page.spec';
import { FakeObject, objectNotFound, socketClosed } from '../qix/fake-engine.spec';
import { QlikAgenticAssistantComponent } from './agentic-assistant.component';
import { QlikChartComponent } from './chart.component';
import { QlikClassicAppComponent } from './classic-app.component';
import { QlikClassicChartComponent } from './classic-chart.component';
import { EmbedElements } from './element/embed-elements';
import { QlikEmbedUiComponent } from './embed-ui.component';
import { type AnyEmbed, type Inputs, useEmbeds } from './testing/use-embeds';
import { FakeElements } from './fake-elements.spec';
import { QlikFeedCardsComponent } from './feed-cards.component';
import { QlikFieldComponent } from './field.component';
import {
  type EmbedDefaults,
  type EmbedTexts,
  QLIK_EMBED_DEFAULTS,
  QLIK_EMBED_TEXTS,
  QLIK_EMBED_TIME_LIMIT,
} from './frame/embed-settings';
import {
  type EmbedViews,
  type FailedEmbed,
  type LoadingEmbed,
  QLIK_EMBED_VIEWS,
} from './frame/default-views';
import { QlikFailedDirective, QlikLoadingDirective } from './frame/embed-templates.directive';
import { QlikSelectionsComponent } from './selections.component';
import { QlikSheetComponent } from './sheet.component';

const LIMIT = 60_000;

@Component({ template: 'Wait for {{ embed().ui }}.' })
class OwnLoadingComponent {
  readonly embed = input.required<LoadingEmbed>();
}

@Component({
  template: `Of {{ embed().connectionId }}: {{ embed().error.message }}
    @if (embed().canRetry) {
      <button type="button" (click)="embed().retry()">Once more</button>
    }`,
})
class OwnFailedComponent {
  readonly embed = input.required<FailedEmbed>();
}

describe('embeds', () => {
  const elements = { current: new FakeElements() };
  const texts: { current: EmbedTexts } = { current: { loading: 'Loading', retry: 'Retry' } };
  const defaults = signal<EmbedDefaults>({});
  const views: { current: EmbedViews } = { current: {} };
  const page = useEnginePage({
    states: { b: 'signed-out' },
    limits: { linger: 0 },
    providers: [
      { provide: EmbedElements, useFactory: () => elements.current },
      { provide: QLIK_EMBED_TEXTS, useFactory: () => texts.current },
      { provide: QLIK_EMBED_TIME_LIMIT, useValue: LIMIT },
      { provide: QLIK_EMBED_DEFAULTS, useValue: () => defaults() },
      { provide: QLIK_EMBED_VIEWS, useFactory: () => views.current },
    ],
  });
  const { failures, apis, settle, set, create: createEmbed } = useEmbeds(page);

  const own = new Map<string, FakeObject>();
  const create = <C extends AnyEmbed>(type: Type<C>, inputs: Inputs) =>
    createEmbed(type, { appId: 'sales', ...inputs });
  const chart = (inputs: Readonly<Record<string, unknown>> = {}) =>
    create(QlikChartComponent, { objectId: 'sales-by-region', ...inputs });
  const textOf = (fixture: ComponentFixture<unknown>) =>
    ((fixture.nativeElement as HTMLElement).textContent ?? '').replace(/\s+/g, ' ').trim();
  const find = (fixture: ComponentFixture<unknown>, selector: string) =>
    (fixture.nativeElement as HTMLElement).querySelector<HTMLElement>(selector);
  const codes = () => failures.map(({ code }) => code);

  beforeEach(() => {
    elements.current = new FakeElements();
    texts.current = { loading: 'Loading …', retry: 'Try again' };
    defaults.set({});
    views.current = {};
    own.clear();
    own.set('sales-by-region', new FakeObject('sales-by-region', {}, {}));
    own.set('sheet', new FakeObject('sheet', {}, {}));
    page.qix.prepare = (doc) => own.forEach((object, id) => doc.ownObjects.set(id, object));
  });

  it("attaches Qlik's element with every attribute in place", async () => {
    await chart({
      identity: 'left',
      theme: 'card',
      language: 'de-DE',
      context: { interactions: { select: false } },
    });
    expect(elements.current.last.attributesWhenAttached).toEqual({
      ui: 'analytics/chart',
      'host-config': 'a',
      'app-id': 'sales',
      identity: 'left',
      'object-id': 'sales-by-region',
      theme: 'card',
      language: 'de-DE',
      'context:json': '{"interactions":{"select":false}}',
    });
    expect(page.main.hostConfigs.has('a')).toBeTrue();
  });

  it('makes charts that are not in the app', async () => {
    await create(QlikChartComponent, {
      type: 'barchart',
      dimensions: ['[Region]'],
      measures: ['=Sum(Sales)', { qLibraryId: 'm' }],
      properties: { title: 'Sales' },
    });
    expect(elements.current.last.attributesWhenAttached).toEqual(
      jasmine.objectContaining({
        type: 'barchart',
        dimensions: '["[Region]"]',
        measures: '["=Sum(Sales)",{"qLibraryId":"m"}]',
        properties: '{"title":"Sales"}',
      }),
    );
  });

  for (const [name, type, inputs, attributes] of [
    ['sheets', QlikSheetComponent, { sheetId: 'sheet' }, { ui: 'analytics/sheet', 'object-id': 'sheet' }],
    ['selections', QlikSelectionsComponent, {}, { ui: 'analytics/selections' }],
    [
      'fields',
      QlikFieldComponent,
      { fieldId: 'Region', heading: 'Where', isDense: true },
      { ui: 'analytics/field', 'field-id': 'Region', title: 'Where', 'dense:boolean': 'true' },
    ],
  ] as const) {
    it(`shows ${name}`, async () => {
      const fixture = await create<QlikSheetComponent | QlikSelectionsComponent | QlikFieldComponent>(type, {
        ...inputs,
        context: { theme: 'x' },
      });
      expect(elements.current.last.attributesWhenAttached).toEqual({
        'host-config': 'a',
        'app-id': 'sales',
        'context:json': '{"theme":"x"}',
        ...attributes,
      });
      elements.current.last.comeUp();
      await settle(fixture);
      expect(fixture.componentInstance.state()).toEqual({ status: 'ready' });
    });
  }

  it("is loading until Qlik's API is available, and emits it", async () => {
    const fixture = await chart();
    expect(fixture.componentInstance.state()).toEqual({ status: 'loading' });
    expect(find(fixture, '[role=status]')?.textContent).toContain('Loading');
    expect(find(fixture, 'qlik-embed-frame')?.getAttribute('aria-busy')).toBe('true');
    expect(fixture.componentInstance.refApi()).toBeUndefined();
    elements.current.last.comeUp({ name: 'chart api' });
    await settle(fixture);
    expect(apis).toEqual([{ name: 'chart api' }]);
    expect(fixture.componentInstance.refApi() as unknown).toEqual({ name: 'chart api' });
    expect(textOf(fixture)).toBe('');
  });

  it('shows a sheet when its first chart appears, however long the last one takes', async () => {
    own.set('other', new FakeObject('other', {}, {}));
    const fixture = await create(QlikSheetComponent, { sheetId: 'sheet' });
    const { element } = elements.current.last;
    element.innerHTML = '<div class="njs-sheet"></div>';
    await settle(fixture);
    expect(fixture.componentInstance.state()).toEqual({ status: 'loading' });
    element.firstElementChild?.append(Object.assign(document.createElement('div'), { className: 'njs-viz' }));
    await settle(fixture);
    expect(fixture.componentInstance.state()).toEqual({ status: 'ready' });
    expect((await fixture.componentInstance.refApi()?.getDoc()) as unknown).toBe(page.qix.last.doc);
    // The last chart: the interface does what that of the page does.
    element.exposeRefApiHandle?.({ name: 'sheet' });
    await settle(fixture);
    expect(apis.length).toBe(1);
    set(fixture, { sheetId: 'other' });
    await settle(fixture);
    element.exposeRefApiHandle?.({ name: 'other sheet' });
    await settle(fixture);
    expect(apis.slice(1)).toEqual([{ name: 'other sheet' }]);
  });

  it('follows the defaults, where its own inputs say nothing, without a remount', async () => {
    defaults.set({ theme: 'light', language: 'de-DE', appearance: 'qlik-dark' });
    const follows = await chart();
    const { element, changes } = elements.current.last;
    expect([element.getAttribute('theme'), element.getAttribute('language')]).toEqual(['light', 'de-DE']);
    expect(element.hasAttribute('appearance')).toBeFalse();
    changes.length = 0;
    defaults.set({ theme: 'dark', language: 'de-DE' });
    await settle(follows);
    expect([elements.current.made.length, [...changes]]).toEqual([1, ['theme=dark']]);
    await chart({ theme: 'card', language: 'en-US' });
    const own = elements.current.last.element;
    expect([own.getAttribute('theme'), own.getAttribute('language')]).toEqual(['card', 'en-US']);
    defaults.set({ appearance: 'qlik-dark', language: 'fr-FR' });
    await createEmbed(QlikAgenticAssistantComponent, { assistantId: 'x' });
    const assistant = elements.current.last.element;
    const shown = [assistant.getAttribute('appearance'), assistant.getAttribute('language')];
    expect(shown).toEqual(['qlik-dark', 'fr-FR']);
    await createEmbed(QlikFeedCardsComponent, {});
    expect(elements.current.last.element.getAttribute('language')).toBe('fr-FR');
    await createEmbed(QlikFeedCardsComponent, { language: 'en-US' });
    expect(elements.current.last.element.getAttribute('language')).toBe('en-US');
  });

  it('gives a UI by name the defaults that such a UI has, below its own attributes', async () => {
    defaults.set({ theme: 'dark', language: 'de-DE', appearance: 'qlik-dark' });
    const attributesOf = async (inputs: Inputs) => {
      await createEmbed(QlikEmbedUiComponent, inputs);
      const { element } = elements.current.last;
      return ['theme', 'language', 'appearance'].map((name) => element.getAttribute(name));
    };
    expect(await attributesOf({ ui: 'analytics/new' })).toEqual(['dark', 'de-DE', null]);
    expect(await attributesOf({ ui: 'ai/new' })).toEqual([null, 'de-DE', 'qlik-dark']);
    expect(await attributesOf({ ui: 'analytics/new', attributes: { theme: 'card' } })).toEqual([
      'card',
      'de-DE',
      null,
    ]);
  });

  it('changes in place, one attribute at a time, and never remounts for it', async () => {
    own.set('other', new FakeObject('other', {}, {}));
    const fixture = await chart({ theme: 'card' });
    elements.current.last.comeUp();
    await settle(fixture);
    set(fixture, { objectId: 'other', theme: undefined });
    await settle(fixture);
    expect(elements.current.made.length).toBe(1);
    expect([...elements.current.last.changes].sort()).toEqual(['-theme', 'object-id=other']);
    expect(fixture.componentInstance.state()).toEqual({ status: 'ready' });
  });

  it('emits the API of content that new attributes bring', async () => {
    const fixture = await chart();
    elements.current.last.comeUp({ name: 'first' });
    await settle(fixture);
    elements.current.last.element.exposeRefApiHandle?.({ name: 'second' });
    await settle(fixture);
    expect(apis).toEqual([{ name: 'first' }, { name: 'second' }]);
    expect(fixture.componentInstance.refApi() as unknown).toEqual({ name: 'second' });
  });

  it('mounts again for another app', async () => {
    const fixture = await chart();
    const [first] = elements.current.made;
    set(fixture, { appId: 'stock' });
    await settle(fixture);
    expect(first?.isAttached).toBeFalse();
    expect(elements.current.made.length).toBe(2);
    expect(elements.current.last.attributesWhenAttached['app-id']).toBe('stock');
  });

  it("fails when Qlik's mount fails, and tries again on retry", async () => {
    elements.current.mount = () => Promise.reject(new Error('module missing'));
    const fixture = await chart();
    expect(codes()).toEqual(['embed-failed']);
    expect(failures[0]?.connectionId as string).toBe('a');
    expect(find(fixture, '[role=alert]')?.textContent).toContain('module missing');
    expect(elements.current.last.isAttached).toBeFalse();
    expect(elements.current.last.element.embed).toBeUndefined();
    elements.current.mount = () => Promise.resolve({});
    find(fixture, 'button')?.click();
    await settle(fixture);
    elements.current.last.comeUp();
    await settle(fixture);
    expect(fixture.componentInstance.state()).toEqual({ status: 'ready' });
    expect(codes()).toEqual(['embed-failed']);
  });

  for (const [type, input, inputs, name] of [
    [QlikChartComponent, 'objectId', { objectId: '' }, 'sales-by-region'],
    [QlikChartComponent, 'objectId', { objectId: undefined }, 'sales-by-region'],
    [QlikChartComponent, 'appId', { objectId: 'sales-by-region', appId: '' }, 'sales'],
    [QlikSheetComponent, 'sheetId', { sheetId: '' }, 'sheet'],
    [QlikFieldComponent, 'fieldId', { fieldId: '' }, 'Region'],
    [QlikClassicChartComponent, 'objectId', { objectId: '' }, 'sales-by-region'],
    [QlikEmbedUiComponent, 'appId', { ui: 'analytics/chart', appId: '' }, 'sales'],
  ] as const) {
    it(`says at once and for good that ${input} is missing for ${JSON.stringify(inputs)} of ${type.name}, until it is there`, async () => {
      const fixture = await create<AnyEmbed>(type, inputs);
      const state = () => fixture.componentInstance.state();
      expect(codes()).toEqual(['embed-failed']);
      expect(failures[0]?.message).toContain(`no ${input}`);
      expect(failures[0]?.remedy).toContain(input);
      expect(find(fixture, '[role=alert]')?.textContent).toContain(`no ${input}`);
      expect(elements.current.made.length).toBe(0);
      set(fixture, { label: 'Sales' });
      await settle(fixture);
      expect(state().status).toBe('failed');
      expect(failures.length).toBe(1);

      set(fixture, { [input]: name });
      await settle(fixture);
      expect(state()).toEqual({ status: 'loading' });
      elements.current.last.comeUp();
      await settle(fixture);
      expect(state()).toEqual({ status: 'ready' });
      set(fixture, { [input]: '' });
      await settle(fixture);
      expect(elements.current.last.isAttached).toBeFalse();
      expect(codes()).toEqual(['embed-failed', 'embed-failed']);
    });
  }

  it('needs no id of an object for what has none, and none that Qlik has a default for', async () => {
    for (const [type, inputs] of [
      [QlikChartComponent, { type: 'barchart' }],
      [QlikFieldComponent, { libraryId: 'region' }],
      [QlikSelectionsComponent, {}],
      [QlikClassicAppComponent, { sheetId: '' }],
      [QlikEmbedUiComponent, { ui: 'analytics/sheet', attributes: { 'sheet-id': 'sheet' } }],
    ] as const) {
      const fixture = await create<AnyEmbed>(type, inputs);
      expect(fixture.componentInstance.state()).withContext(type.name).toEqual({ status: 'loading' });
    }
    expect(elements.current.made.length).toBe(5);
  });

  it('fails after the time limit', async () => {
    const fixture = await chart();
    await page.pass(LIMIT);
    fixture.detectChanges();
    expect(codes()).toEqual(['embed-timeout']);
    expect(elements.current.last.isAttached).toBeFalse();
    expect(find(fixture, '[role=alert]')).not.toBeNull();
  });

  it("fails when Qlik's package cannot be loaded", async () => {
    elements.current.loading = () =>
      Promise.reject(new QlikError('embed-failed', 'Not loaded.', { remedy: 'Reload.' }));
    await chart();
    expect(codes()).toEqual(['embed-failed']);
    expect(elements.current.made.length).toBe(0);
  });

  for (const isRetryable of [true, false])
    it(`offers ${isRetryable ? 'a retry' : 'no useless retry'} when a part could not be loaded`, async () => {
      elements.current.loading = () =>
        Promise.reject(new QlikError('http-unreachable', 'Not loaded.', { remedy: 'Do this.', isRetryable }));
      const fixture = await chart();
      expect(find(fixture, '[role=alert]')?.textContent).toContain('Do this.');
      expect(find(fixture, 'button') !== null).toBe(isRetryable);
    });

  const FAILURES: Readonly<Record<string, { begin?: () => unknown; inputs?: Inputs; canRetry: boolean }>> = {
    'no user is signed in': { inputs: { connectionId: 'b' }, canRetry: false },
    'no user is signed in, of a UI without an app': {
      inputs: { connectionId: 'b', appId: undefined },
      canRetry: false,
    },
    'Qlik ended the sign-in': {
      begin: async () => {
        const connectionSession = TestBed.inject(QlikAuthService).connectionSession('a');
        await connectionSession.restore();
        page.strategy('a').canRenew = false;
        await connectionSession.renewAfterRefusal();
        expect(connectionSession.state()).toEqual({ status: 'signed-out', reason: jasmine.any(QlikError) });
      },
      canRetry: false,
    },
    'an input has no value': { inputs: { objectId: '' }, canRetry: false },
    'there is no such connection': { inputs: { connectionId: 'c' }, canRetry: false },
    'the sign-in could not be restored': {
      begin: () => page.strategy('a').failNext('restore'),
      canRetry: true,
    },
    'the app did not open': { begin: () => page.qix.failNext(socketClosed(4203)), canRetry: true },
    'Qlik’s element fails': {
      begin: () => (elements.current.mount = () => Promise.reject(new Error('No.'))),
      canRetry: true,
    },
    'the object is not in the app': { inputs: { objectId: 'nope' }, canRetry: true },
  };
  for (const [name, { begin, inputs, canRetry }] of Object.entries(FAILURES)) {
    it(`offers ${canRetry ? 'a retry, which begins at once,' : 'no useless retry'} when ${name}`, async () => {
      await begin?.();
      const fixture = await chart(inputs);
      expect(fixture.componentInstance.state().status).toBe('failed');
      const button = find(fixture, 'button');
      expect(button !== null).toBe(canRetry);
      const states: string[] = [];
      TestBed.runInInjectionContext(() =>
        effect(() => states.push(fixture.componentInstance.state().status)),
      );
      if (button) button.click();
      else fixture.componentInstance.retry();
      await settle(fixture);
      // The button is there exactly where a retry does something.
      expect(states.includes('loading')).toBe(canRetry);
    });

    it(`tells views of the application that ${canRetry ? 'a' : 'no'} retry can help when ${name}`, async () => {
      views.current = { failed: OwnFailedComponent };
      await begin?.();
      expect(find(await chart(inputs), 'button') !== null).toBe(canRetry);
    });
  }

  it('names a missing object, and shows the right one', async () => {
    const fixture = await chart({ objectId: 'nope' });
    expect(codes()).toEqual(['object-not-found']);
    set(fixture, { objectId: 'sales-by-region' });
    await settle(fixture);
    expect(fixture.componentInstance.state().status).toBe('loading');
    elements.current.last.comeUp();
    await settle(fixture);
    expect(fixture.componentInstance.state().status).toBe('ready');
    set(fixture, { objectId: 'nope' });
    await settle(fixture);
    expect(codes()).toEqual(['object-not-found', 'object-not-found']);
  });

  it('reports why the app does not open, and mounts when it opens', async () => {
    page.qix.failNext(socketClosed(4203));
    const fixture = await chart();
    expect(codes()).toEqual(['app-forbidden']);
    fixture.componentInstance.retry();
    await settle(fixture);
    elements.current.last.comeUp();
    await settle(fixture);
    expect(fixture.componentInstance.state().status).toBe('ready');
  });

  it('stays mounted when the socket is lost, and mounts again after a lost session', async () => {
    const fixture = await chart();
    elements.current.last.comeUp();
    await settle(fixture);
    const live = page.qix.last;
    live.emit('suspended');
    await settle(fixture);
    expect(elements.current.made.length).toBe(1);
    live.doc.session.resume = () => Promise.reject(Object.assign(new Error('Not attached'), { code: -12 }));
    live.emit('suspended');
    await settle(fixture);
    expect(elements.current.made.length).toBe(2);
    expect(elements.current.made[0]?.isAttached).toBeFalse();
    elements.current.last.comeUp();
    await settle(fixture);
    expect(fixture.componentInstance.state().status).toBe('ready');
  });

  it('waits for the sign-in, and unmounts on sign-out', async () => {
    const auth = TestBed.inject(QlikAuthService);
    const fixture = await chart({ connectionId: 'b' });
    expect(codes()).toEqual(['sign-in-required']);
    await auth.signIn('b');
    await settle(fixture);
    elements.current.last.comeUp();
    await settle(fixture);
    expect(fixture.componentInstance.state().status).toBe('ready');
    await auth.signOut('b');
    await settle(fixture);
    expect(elements.current.last.isAttached).toBeFalse();
    expect(codes()).toEqual(['sign-in-required', 'sign-in-required']);
  });

  it('reports why a sign-in failed', async () => {
    page.strategy('b').failNext('signIn', new QlikError('popup-closed', 'Closed.', { remedy: 'Again.' }));
    await TestBed.inject(QlikAuthService)
      .signIn('b')
      .catch(() => undefined);
    await chart({ connectionId: 'b' });
    expect(codes()).toEqual(['popup-closed']);
  });

  for (const [kind, inputs] of [
    ['an app', {}],
    ['no app', { appId: undefined }],
  ] as const) {
    it(`restores the sign-in on retry where that failed before, with ${kind}`, async () => {
      page.strategy('a').failNext('restore');
      const fixture = await chart(inputs);
      expect(codes()).toEqual(['http-unreachable']);
      find(fixture, 'button')?.click();
      await settle(fixture);
      expect([
        TestBed.inject(QlikAuthService).state('a')().status,
        fixture.componentInstance.state().status,
      ]).toEqual(['ready', 'loading']);
    });
  }

  it('fails for a connection that does not exist', async () => {
    const fixture = TestBed.createComponent(QlikChartComponent);
    set(fixture, { connectionId: 'c', appId: 'sales', objectId: 'x' });
    fixture.componentInstance.failed.subscribe((error) => failures.push(error));
    await settle(fixture);
    expect(codes()).toEqual(['connection-unknown']);
  });

  it('removes its element and session', async () => {
    const fixture = await chart();
    fixture.destroy();
    await page.settle();
    expect(elements.current.last.isAttached).toBeFalse();
    expect(page.qix.last.closings).toBe(1);
  });

  it('attaches nothing when it is destroyed while loading', async () => {
    let arrive: () => void = () => undefined;
    elements.current.loading = () => new Promise((resolve) => (arrive = resolve));
    const fixture = await chart();
    fixture.destroy();
    arrive();
    await page.settle();
    expect(elements.current.made.length).toBe(0);
  });

  it('uses the provided texts', async () => {
    texts.current = { loading: 'Lädt …', retry: 'Nochmals' };
    expect(textOf(await chart())).toBe('Lädt …');
  });

  describe('of a field that Qlik’s code cannot show', () => {
    const has = (...items: string[]) => {
      const find = (name: string) =>
        items.includes(name) ? Promise.resolve({}) : Promise.reject(objectNotFound());
      page.qix.prepare = (doc) =>
        Object.assign(doc, {
          getField: find,
          getDimension: (id: string) => find(`dimension ${id}`),
          getMeasure: (id: string) => find(`measure ${id}`),
        });
    };
    const fail = async (inputs: Inputs, type: Type<AnyEmbed> = QlikFieldComponent) => {
      elements.current.mount = () => Promise.reject(new Error('There is no field: Object not found'));
      await create<AnyEmbed>(type, inputs);
      return failures.map(({ code, variant, params, message }) => [
        code,
        variant,
        params?.['name'],
        message.startsWith('Qlik could not show this') ? 'Qlik’s' : message,
      ]);
    };
    const embedFailed = [['embed-failed', undefined, undefined, 'Qlik’s']];

    beforeEach(() => has('Region', 'Origin State', 'dimension d1', 'measure m1'));

    for (const fieldId of ['Regions', '[Origin States]', 'region']) {
      it(`names the field ${fieldId}, which the app does not have`, async () => {
        expect(await fail({ fieldId })).toEqual([
          ['object-not-found', 'field', fieldId, `There is no field "${fieldId}" in this app.`],
        ]);
        expect(failures[0]?.remedy).toContain('upper and lower case');
        expect(failures[0]?.connectionId as string).toBe('a');
      });
    }

    for (const libraryType of ['dimension', 'measure'] as const) {
      it(`names the master ${libraryType}, which the app does not have`, async () => {
        expect(await fail({ libraryId: 'nope', libraryType })).toEqual([
          ['object-not-found', 'object', 'nope', 'There is no object "nope" in this app.'],
        ]);
      });
    }

    it('names the field of a UI by its name too', async () => {
      const inputs = { ui: 'analytics/field', attributes: { 'field-id': 'Regions' } };
      expect((await fail(inputs, QlikEmbedUiComponent)).map(([code]) => code)).toEqual(['object-not-found']);
    });

    for (const inputs of [
      { fieldId: 'Region' },
      { fieldId: '[Origin State]' },
      { fieldId: '=Year(Date)' },
      { libraryId: 'd1' },
      { libraryId: 'm1', libraryType: 'measure' },
    ]) {
      it(`has the reason of Qlik’s code for ${JSON.stringify(inputs)}, which the app has`, async () => {
        expect(await fail(inputs)).toEqual(embedFailed);
      });
    }

    it('has the reason of Qlik’s code where the engine cannot be asked', async () => {
      page.qix.prepare = (doc) =>
        Object.assign(doc, { getField: () => Promise.reject(new Error('Request aborted')) });
      expect(await fail({ fieldId: 'Regions' })).toEqual(embedFailed);
    });

    it('has the reason of Qlik’s code while the app is not connected', async () => {
      page.qix.prepare = (doc) =>
        Object.assign(doc, {
          getField: () => {
            page.qix.last.emit('suspended');
            return Promise.reject(objectNotFound());
          },
        });
      expect(await fail({ fieldId: 'Regions' })).toEqual(embedFailed);
    });
  });

  describe('on a server', () => {
    @Component({
      imports: [QlikChartComponent],
      changeDetection: ChangeDetectionStrategy.OnPush,
      providers: [{ provide: PLATFORM_ID, useValue: 'server' }],
      template: '<qlik-chart connectionId="a" appId="sales" objectId="sales-by-region" />',
    })
    class ServerComponent {
      readonly chart = viewChild.required(QlikChartComponent);
    }

    it('do nothing', async () => {
      const fixture = TestBed.createComponent(ServerComponent);
      await settle(fixture);
      expect(fixture.componentInstance.chart().state()).toEqual({ status: 'loading' });
      expect(elements.current.made.length).toBe(0);
      expect(page.qix.sessions.length).toBe(0);
    });
  });

  describe('with templates', () => {
    @Component({
      imports: [QlikChartComponent, QlikLoadingDirective, QlikFailedDirective],
      changeDetection: ChangeDetectionStrategy.OnPush,
      template: `
        <qlik-chart connectionId="a" appId="sales" [objectId]="objectId()">
          <ng-template qlikLoading><b>own loading</b></ng-template>
          <ng-template qlikFailed let-error let-retry="retry" let-canRetry="canRetry">
            <i>{{ error.code }} {{ canRetry }}</i>
            <button (click)="objectId.set('sales-by-region'); retry()">again</button>
          </ng-template>
        </qlik-chart>
      `,
    })
    class HostComponent {
      readonly objectId = signal('nope');
    }

    it('shows them in the place of components for all embeds, which the others have', async () => {
      views.current = { loading: OwnLoadingComponent, failed: OwnFailedComponent };
      elements.current.loading = () => new Promise(() => undefined);
      const fixture = TestBed.createComponent(HostComponent);
      await settle(fixture);
      expect(textOf(fixture)).toBe('own loading');
      expect(textOf(await chart())).toBe('Wait for analytics/chart.');
      elements.current.loading = () =>
        Promise.reject(new QlikError('embed-failed', 'Not loaded.', { remedy: 'Reload.' }));
      const failed = await chart();
      expect(textOf(failed)).toBe('Of a: Not loaded. Once more');
      expect(find(failed, '[role=alert]')).toBeNull();
      elements.current.loading = () => Promise.resolve();
      find(failed, 'button')?.click();
      await settle(failed);
      elements.current.last.comeUp();
      await settle(failed);
      expect(failed.componentInstance.state().status).toBe('ready');
    });

    it('shows them, with the error and a retry', async () => {
      const fixture = TestBed.createComponent(HostComponent);
      elements.current.loading = () => new Promise(() => undefined);
      await settle(fixture);
      expect(textOf(fixture)).toBe('own loading');
      fixture.destroy();
      elements.current.loading = () => Promise.resolve();
      const second = TestBed.createComponent(HostComponent);
      await settle(second);
      expect(find(second, 'i')?.textContent).toBe('object-not-found true');
      find(second, 'button')?.click();
      await settle(second);
      expect(find(second, 'i')).toBeNull();
      elements.current.last.comeUp();
      await settle(second);
      expect(textOf(second)).toBe('');
    });
  });
});

describe('QlikFailedDirective', () => {
  it('types the context of its template', () => {
    TestBed.configureTestingModule({});
    expect(QlikFailedDirective.ngTemplateContextGuard({} as QlikFailedDirective, {})).toBeTrue();
  });
});
