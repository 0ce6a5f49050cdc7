import { ChangeDetectionStrategy, Component, type Type } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { useEnginePage } from '../qix/engine-page.spec';
import { FakeObject } from '../qix/fake-engine.spec';
import { until } from '../src/auth/testing/until';
import { QlikAgenticAssistantComponent } from './agentic-assistant.component';
import { QlikAssistantComponent } from './assistant.component';
import { QlikChartComponent } from './chart.component';
import { QlikClassicAppComponent } from './classic-app.component';
import { QlikClassicChartComponent } from './classic-chart.component';
import { EmbedElements } from './element/embed-elements';
import { type AnyEmbed, type Inputs, useEmbeds } from './testing/use-embeds';
import { QlikEmbedUiComponent } from './embed-ui.component';
import { FakeElements } from './fake-elements.spec';
import { QlikFeedCardsComponent } from './feed-cards.component';
import { QlikFieldComponent } from './field.component';
import { QLIK_EMBED_TEXTS } from './frame/embed-settings';
import { QlikSheetComponent } from './sheet.component';

/** What each input sets. The attributes of the app and the connection are left out. */
const CASES: readonly {
  readonly name: string;
  readonly component: Type<AnyEmbed>;
  readonly inputs: Inputs;
  readonly attributes: Readonly<Record<string, string>>;
}[] = [
  {
    name: 'a chart as the client of Qlik draws it, with other properties',
    component: QlikChartComponent,
    inputs: { objectId: 'chart', isPreview: '', overrideProperties: { title: 'New' } },
    attributes: {
      ui: 'analytics/chart',
      'object-id': 'chart',
      preview: 'true',
      'override-properties:json': '{"title":"New"}',
    },
  },
  {
    name: 'a chart of fields in an alternate state',
    component: QlikChartComponent,
    inputs: { type: 'barchart', stateName: 'Group 1', isPreview: false },
    attributes: {
      ui: 'analytics/chart',
      type: 'barchart',
      'state-name': 'Group 1',
      properties: '{"qStateName":"Group 1"}',
    },
  },
  {
    name: 'a chart of fields in an alternate state, with properties that have another',
    component: QlikChartComponent,
    inputs: { type: 'barchart', stateName: 'Group 1', properties: { title: 'Here', qStateName: '$' } },
    attributes: {
      ui: 'analytics/chart',
      type: 'barchart',
      'state-name': 'Group 1',
      properties: '{"qStateName":"$","title":"Here"}',
    },
  },
  {
    name: 'an object of the app, whose state and properties are its own',
    component: QlikChartComponent,
    inputs: { objectId: 'chart', stateName: 'Group 1' },
    attributes: { ui: 'analytics/chart', 'object-id': 'chart', 'state-name': 'Group 1' },
  },
  {
    name: 'the context of a chart',
    component: QlikChartComponent,
    inputs: {
      objectId: 'chart',
      context: {
        deviceType: 'touch',
        keyboardNavigation: true,
        disableCellPadding: true,
        constraints: { select: true },
      },
    },
    attributes: {
      ui: 'analytics/chart',
      'object-id': 'chart',
      'context:json':
        '{"deviceType":"touch","keyboardNavigation":true,"disableCellPadding":true,"constraints":{"select":true}}',
    },
  },
  {
    name: 'a sheet as the client of Qlik draws it',
    component: QlikSheetComponent,
    inputs: { sheetId: 'sheet', isPreview: 'true' },
    attributes: { ui: 'analytics/sheet', 'object-id': 'sheet', preview: 'true' },
  },
  {
    name: 'all options of a field',
    component: QlikFieldComponent,
    inputs: {
      fieldId: 'Region',
      heading: 'Where',
      direction: 'rtl',
      listLayout: 'horizontal',
      frequencyMode: 'percent',
      toolbarMode: 'detach',
      stateName: 'Group 1',
      isDense: '',
      hasHistogram: true,
      hasCheckboxes: 'true',
      hasToolbar: 'false',
      hasLock: false,
      search: 'toggle',
    },
    attributes: {
      ui: 'analytics/field',
      'field-id': 'Region',
      title: 'Where',
      direction: 'rtl',
      'list-layout': 'horizontal',
      'frequency-mode': 'percent',
      'toolbar-mode': 'detach',
      'state-name': 'Group 1',
      'dense:boolean': 'true',
      'histogram:boolean': 'true',
      'checkboxes:boolean': 'true',
      'toolbar:boolean': 'false',
      'show-lock:boolean': 'false',
      search: 'toggle',
    },
  },
  {
    name: 'a field without search, of a master dimension',
    component: QlikFieldComponent,
    inputs: { libraryId: 'm1', search: false, hasLock: undefined },
    attributes: { ui: 'analytics/field', 'library-id': 'm1', type: 'dimension', 'search:boolean': 'false' },
  },
  {
    name: 'a field of a master measure',
    component: QlikFieldComponent,
    inputs: { libraryId: 'm1', libraryType: 'measure' },
    attributes: { ui: 'analytics/field', 'library-id': 'm1', type: 'measure' },
  },
  {
    name: 'a sheet in an iframe',
    component: QlikSheetComponent,
    inputs: { sheetId: 'sheet', isFramed: true, framePath: '/embed/frame' },
    attributes: {
      ui: 'analytics/sheet',
      'object-id': 'sheet',
      iframe: 'true',
      'iframe-path': '/embed/frame',
    },
  },
  {
    name: 'an app with its selections cleared by an attribute of the template',
    component: QlikClassicAppComponent,
    inputs: { clearsSelections: '' },
    attributes: { ui: 'classic/app', 'clear-selections': 'true' },
  },
  {
    name: 'a classic chart in the page',
    component: QlikClassicChartComponent,
    inputs: { objectId: 'chart', isFramed: false },
    attributes: { ui: 'classic/chart', 'object-id': 'chart' },
  },
];

/** The same for UIs without an app. */
const CASES_WITHOUT_APP: typeof CASES = [
  {
    name: 'a conversation to continue',
    component: QlikAssistantComponent,
    inputs: { assistantId: 'a1', threadId: 't1' },
    attributes: { ui: 'ai/assistant', 'assistant-id': 'a1', 'thread-id': 't1' },
  },
  {
    name: 'an agentic assistant',
    component: QlikAgenticAssistantComponent,
    inputs: { assistantId: 'a1', appearance: 'qlik-dark', threadId: 't1', language: 'fr-FR' },
    attributes: {
      ui: 'ai/agentic-assistant',
      'assistant-id': 'a1',
      appearance: 'qlik-dark',
      'thread-id': 't1',
      language: 'fr-FR',
    },
  },
  {
    name: 'the insights of all apps',
    component: QlikFeedCardsComponent,
    inputs: {},
    attributes: { ui: 'insights/feed-cards' },
  },
  {
    name: 'the insights of an app, without sources, navigated by the page',
    component: QlikFeedCardsComponent,
    inputs: { appId: 'sales', showsSource: 'false', interceptsAppNavigation: '', language: 'en-US' },
    attributes: {
      ui: 'insights/feed-cards',
      'app-id': 'sales',
      'show-source': 'false',
      'intercept-app-navigation': 'true',
      language: 'en-US',
    },
  },
  {
    name: 'a UI that this version does not know',
    component: QlikEmbedUiComponent,
    inputs: {
      ui: 'analytics/new',
      attributes: {
        'object-id': 'x',
        count: 3,
        'dense:boolean': true,
        context: { theme: 'dark' },
        list___json: [1],
        absent: undefined,
        ui: 'another',
        'host-config': 'another',
      },
    },
    attributes: {
      ui: 'analytics/new',
      'object-id': 'x',
      count: '3',
      'dense:boolean': 'true',
      'context:json': '{"theme":"dark"}',
      list___json: '[1]',
    },
  },
];

describe('attributes of embeds', () => {
  const elements = { current: new FakeElements() };
  const page = useEnginePage({
    limits: { linger: 0 },
    providers: [
      { provide: EmbedElements, useFactory: () => elements.current },
      { provide: QLIK_EMBED_TEXTS, useValue: { loading: 'Loading', retry: 'Retry', frame: 'Analytics' } },
    ],
  });
  const { failures, apis, settle, set, create } = useEmbeds(page);

  const inApp = <C extends AnyEmbed>(type: Type<C>, inputs: Inputs) =>
    create(type, { appId: 'sales', ...inputs });
  const statusOf = (fixture: ComponentFixture<AnyEmbed>) => fixture.componentInstance.state().status;
  const appendFrame = (title = ''): HTMLIFrameElement => {
    const iframe = document.createElement('iframe');
    iframe.title = title;
    // Inside another element, as in Qlik's.
    const box = document.createElement('div');
    box.append(iframe);
    elements.current.last.element.append(box);
    return iframe;
  };
  /** The function that Qlik's element reads as the value of its attribute `on-rendered`. */
  const onRendered = () =>
    [...elements.current.last.element.attributes].find(({ name }) => name === 'on-rendered')
      ?.value as unknown as (() => void) | undefined;

  beforeEach(() => {
    elements.current = new FakeElements();
    page.qix.prepare = (doc) =>
      ['chart', 'sheet'].forEach((id) => doc.ownObjects.set(id, new FakeObject(id, {}, {})));
  });

  for (const { name, component, inputs, attributes } of CASES) {
    it(`request ${name}`, async () => {
      await inApp(component, inputs);
      expect(elements.current.last.attributesWhenAttached).toEqual({
        'host-config': 'a',
        'app-id': 'sales',
        ...attributes,
      });
    });
  }

  for (const { name, component, inputs, attributes } of CASES_WITHOUT_APP) {
    it(`request ${name}`, async () => {
      await create(component, inputs);
      expect(elements.current.last.attributesWhenAttached).toEqual({ 'host-config': 'a', ...attributes });
      expect(page.qix.sessions.length).toBe(0);
    });
  }

  it('are set for a boolean without a value in a template', async () => {
    @Component({
      imports: [QlikFieldComponent],
      changeDetection: ChangeDetectionStrategy.OnPush,
      template: `<qlik-field
        connectionId="a"
        appId="sales"
        fieldId="Region"
        isDense
        hasLock="false"
        search
      />`,
    })
    class HostComponent {}
    await settle(TestBed.createComponent(HostComponent));
    expect(elements.current.last.attributesWhenAttached).toEqual(
      jasmine.objectContaining({
        'dense:boolean': 'true',
        'show-lock:boolean': 'false',
        'search:boolean': 'true',
      }),
    );
  });

  it('move between the two forms of search', async () => {
    const fixture = await inApp(QlikFieldComponent, { fieldId: 'Region', search: 'toggle' });
    set(fixture, { search: false });
    await settle(fixture);
    expect([...elements.current.last.changes].sort()).toEqual(['-search', 'search:boolean=false']);
  });

  it('open the app of a UI that this version does not know', async () => {
    const fixture = await inApp(QlikEmbedUiComponent, { ui: 'analytics/new', identity: 'left' });
    expect(elements.current.last.attributesWhenAttached).toEqual({
      ui: 'analytics/new',
      'host-config': 'a',
      'app-id': 'sales',
      identity: 'left',
    });
    elements.current.last.comeUp({ name: 'api' });
    await settle(fixture);
    expect(apis).toEqual([{ name: 'api' }]);
  });

  for (const [name, component, inputs] of [
    ['insights', QlikFeedCardsComponent, {}],
    ['an unknown UI', QlikEmbedUiComponent, { ui: 'analytics/new' }],
  ] as const) {
    it(`are followed by the first content of ${name}`, async () => {
      const fixture = await create<AnyEmbed>(component, inputs);
      const box = document.createElement('div');
      elements.current.last.element.append(box);
      await settle(fixture);
      expect(statusOf(fixture)).toBe('loading');
      box.append(document.createElement('p'));
      await until(() => statusOf(fixture) === 'ready');
      expect(apis).toEqual([undefined]);
    });
  }

  describe('and the event of an element that shows nothing', () => {
    const fatalError = (detail: unknown, target?: Element) =>
      (target ?? elements.current.last.element).dispatchEvent(
        new CustomEvent('fatalerror', { detail, bubbles: true }),
      );

    it('end in an error with the message and the remedy', async () => {
      const fixture = await create(QlikFeedCardsComponent, {});
      fatalError({ message: 'Not available.', remedy: 'Use another.' });
      await settle(fixture);
      expect(statusOf(fixture)).toBe('failed');
      expect(failures.map(({ code, message, remedy }) => [code, message, remedy])).toEqual([
        ['embed-failed', 'Qlik could not show this: Not available.', 'Use another.'],
      ]);
      // So that a translation does not replace it by that of all embeds.
      expect(failures.map(({ params }) => params)).toEqual([
        { reason: 'Not available.', remedy: 'Use another.' },
      ]);
      expect(elements.current.last.isAttached).toBeFalse();
    });

    it('end in an error after the first content, too, until an input changes', async () => {
      const fixture = await inApp(QlikFieldComponent, { fieldId: 'Region' });
      elements.current.last.comeUp();
      await settle(fixture);
      fatalError(null);
      await settle(fixture);
      expect(failures.map(({ message }) => message)).toEqual(['Qlik could not show this: null']);
      set(fixture, { fieldId: 'Country' });
      await settle(fixture);
      elements.current.last.comeUp();
      await settle(fixture);
      expect(statusOf(fixture)).toBe('ready');
      expect(elements.current.made.length).toBe(2);
    });

    it('end in the reason of the engine where it has one', async () => {
      const fixture = await inApp(QlikChartComponent, { objectId: 'chart' });
      elements.current.last.comeUp();
      await settle(fixture);
      set(fixture, { objectId: 'nope' });
      fixture.detectChanges();
      fatalError({ message: 'There is no chart.' });
      await settle(fixture);
      expect(failures.map(({ code }) => code)).toEqual(['object-not-found']);
    });

    it('change nothing for a part of the content, or an element that is gone', async () => {
      const fixture = await inApp(QlikSheetComponent, { sheetId: 'sheet' });
      const { element } = elements.current.last;
      fatalError({ message: 'inside' }, appendFrame());
      element.dispatchEvent(new CustomEvent('error', { detail: { message: 'a part' } }));
      await settle(fixture);
      expect(statusOf(fixture)).toBe('loading');
      fixture.destroy();
      fatalError({ message: 'late' }, element);
      await page.settle();
      expect(failures).toEqual([]);
    });
  });

  describe('and labels', () => {
    const group = (fixture: ComponentFixture<unknown>) => {
      const frame = (fixture.nativeElement as HTMLElement).querySelector('qlik-embed-frame');
      return [frame?.getAttribute('role'), frame?.getAttribute('aria-label')];
    };

    it('name the embed, or leave it without a role', async () => {
      const fixture = await inApp(QlikChartComponent, { objectId: 'chart' });
      expect(group(fixture)).toEqual([null, null]);
      set(fixture, { label: 'Sales' });
      await settle(fixture);
      expect(group(fixture)).toEqual(['group', 'Sales']);
    });

    it('name iframes, also later ones, and follow the label', async () => {
      const fixture = await inApp(QlikClassicAppComponent, { label: 'Sales' });
      const frames = [appendFrame('Qlik app')];
      await until(() => frames[0]?.title === 'Sales');
      set(fixture, { label: 'Stock' });
      await settle(fixture);
      frames.push(appendFrame());
      await until(() => frames.every(({ title }) => title === 'Stock'));
      expect(frames.map(({ title }) => title)).toEqual(['Stock', 'Stock']);
    });

    it('leave an iframe the title of Qlik, or give it the text of the page', async () => {
      await inApp(QlikSheetComponent, { sheetId: 'sheet', isFramed: true });
      const frames = [appendFrame('Qlik sheet'), appendFrame()];
      await until(() => frames[1]?.title !== '');
      expect(frames.map(({ title }) => title)).toEqual(['Qlik sheet', 'Analytics']);
    });
  });

  describe('and a classic chart in the page', () => {
    it('is ready with the first drawing, and emits each', async () => {
      const fixture = await inApp(QlikClassicChartComponent, { objectId: 'chart', isFramed: false });
      let drawings = 0;
      fixture.componentInstance.rendered.subscribe(() => drawings++);
      const call = onRendered();
      call?.();
      await settle(fixture);
      call?.();
      expect(statusOf(fixture)).toBe('ready');
      expect(drawings).toBe(2);
      expect((await fixture.componentInstance.refApi()?.getObject())?.id).toBe('chart');
      fixture.destroy();
      call?.();
      expect(drawings).toBe(2);
    });

    it('is ready with the first picture where nothing is reported', async () => {
      const fixture = await inApp(QlikClassicChartComponent, { objectId: 'chart', isFramed: false });
      elements.current.last.element.append(document.createElement('canvas'));
      await until(() => statusOf(fixture) === 'ready');
      expect(statusOf(fixture)).toBe('ready');
    });

    it('gives no function to an iframe, which could not call it', async () => {
      await inApp(QlikClassicChartComponent, { objectId: 'chart' });
      expect(onRendered()).toBeUndefined();
    });
  });
});
