import { ANY_UI } from '../uis/any.ui';
import { CHART_ON_THE_FLY_UI } from '../uis/chart-on-the-fly.ui';
import { CLASSIC_CHART_IN_PAGE_UI } from '../uis/classic-chart-in-page.ui';
import { FIELD_UI } from '../uis/field.ui';
import { INITIAL_STATE_UI } from '../uis/initial-state.ui';
import { SNAPSHOT_UI } from '../uis/snapshot.ui';
import { writeAngular, writeTemplate } from './angular-code';
import type { Example } from './example';
import { writeElement, writeHtml } from './html-code';

const CONNECTION = {
  id: 'tenant',
  host: 'https://tenant.example',
  auth: { type: 'oauth2', clientId: 'client' },
} as unknown as Example['connection'];

const CHART: Example = {
  ui: CHART_ON_THE_FLY_UI,
  connection: CONNECTION,
  appId: 'sales',
  values: {
    measures: ['=Sum({<[Carrier]={"A&B\'s"}>} Sales)', { qLibraryId: 'm-1', 'x-y': 1 }],
    type: 'barchart',
    dimensions: undefined,
    context: { interactions: { select: false } },
  },
};

describe('the code of an embed', () => {
  it('binds strings as attributes and other values as expressions, in the order of the inputs', () => {
    expect(writeTemplate(CHART)).toBe(
      `<qlik-chart
  connectionId="tenant"
  appId="sales"
  type="barchart"
  [measures]="['=Sum({&lt;[Carrier]={&quot;A&amp;B\\'s&quot;}>} Sales)', { qLibraryId: 'm-1', 'x-y': 1 }]"
  [context]="{ interactions: { select: false } }"
/>`,
    );
  });

  it('moves long values out of the template', () => {
    const snapshot: Example = {
      ui: SNAPSHOT_UI,
      connection: CONNECTION,
      values: { data: { qInfo: { qId: 'a' } } },
    };
    expect(writeTemplate(snapshot)).toContain('[data]="data"');
    expect(writeAngular(snapshot)).toContain(`export class ExampleComponent {
  protected readonly data = {
    "qInfo": {
      "qId": "a"
    }
  };
}`);
  });

  it('writes the attributes that the component sets on Qlik’s element, with values other than strings as JSON', () => {
    const host = document.createElement('div');
    host.innerHTML = writeElement(CHART);
    const element = host.firstElementChild;
    expect(element?.getAttribute('ui')).toBe('analytics/chart');
    expect(element?.getAttribute('app-id')).toBe('sales');
    expect(element?.getAttribute('type')).toBe('barchart');
    expect(JSON.parse(element?.getAttribute('measures') ?? '')).toEqual(CHART.values['measures']);
    expect(JSON.parse(element?.getAttribute('context:json') ?? '')).toEqual({
      interactions: { select: false },
    });
    expect(element?.hasAttribute('dimensions')).toBeFalse();
  });

  it('writes the attributes that a value names, and the UI that is chosen', () => {
    const values = {
      ui: 'analytics/new',
      attributes: {
        'object-id': 'a',
        context: { theme: 'dark' },
        'other:json': [1],
        another___json: [2],
        count: 3,
      },
    };
    const host = document.createElement('div');
    host.innerHTML = writeElement({ ...CHART, ui: ANY_UI, values });
    const attributes = [...(host.firstElementChild?.attributes ?? [])].map(({ name, value }) => [
      name,
      value,
    ]);
    expect(attributes).toEqual([
      ['ui', 'analytics/new'],
      ['app-id', 'sales'],
      ['object-id', 'a'],
      ['context:json', '{"theme":"dark"}'],
      ['other:json', '[1]'],
      ['another___json', '[2]'],
      ['count', '3'],
    ]);
  });

  it('writes an input that is off for Angular only', () => {
    const inPage = { ...CHART, ui: CLASSIC_CHART_IN_PAGE_UI, values: { objectId: 'a', isFramed: false } };
    expect(writeElement(inPage)).not.toContain('iframe');
    expect(writeTemplate(inPage)).toContain('[isFramed]="false"');
  });

  it('writes Qlik’s element for the initial state beside the embed', () => {
    const initialState = {
      clearsSelections: true,
      bookmarkId: 'b',
      selections: [
        { field: 'Region', values: ['North', 'West'], stateName: 'Left' },
        { field: 'Year', search: '>2020' },
      ],
    };
    const values = { identity: 'own', initialState };
    const html = writeHtml({ ...CHART, ui: INITIAL_STATE_UI, values });
    const host = document.createElement('div');
    host.innerHTML = html;
    const namesAndValues = (element: Element) =>
      [...element.attributes].map(({ name, value }) => [name, value]);
    expect(
      [...host.querySelectorAll('qlik-initial-selections, field, qlik-embed')].map(namesAndValues),
    ).toEqual([
      [
        ['app-id', 'sales'],
        ['identity', 'own'],
        ['clear-all', 'true'],
        ['bookmark-id', 'b'],
      ],
      [
        ['name', 'Region'],
        ['values', 'North;West'],
        ['state', 'Left'],
      ],
      [
        ['name', 'Year'],
        ['match', '>2020'],
      ],
      [
        ['ui', 'analytics/selections'],
        ['app-id', 'sales'],
        ['identity', 'own'],
      ],
    ]);
    expect(writeTemplate({ ...CHART, ui: INITIAL_STATE_UI, values })).toContain(
      '[initialState]="initialState"',
    );
  });

  it('names the host and the client once per page', () => {
    expect(writeHtml(CHART)).toContain('data-host="https://tenant.example"');
    expect(writeHtml(CHART)).toContain('data-client-id="client"');
    const byCookie = { ...CONNECTION, auth: { type: 'cookie' } } as unknown as Example['connection'];
    expect(writeHtml({ ...CHART, connection: byCookie })).toContain('signs in by "cookie"');
  });

  it('escapes backticks, braces and dollar signs in templates', () => {
    const values = { heading: 'a `b` ${c} {{d}} \\e', isDense: true };
    const code = writeAngular({ ...CHART, ui: FIELD_UI, values });
    expect(code).toContain('[heading]="\'a \\`b\\` \\${c} {{d}} \\\\\\\\e\'"');
    expect(code).toContain('[isDense]="true"');
    expect(code).toContain("import { QlikFieldComponent } from 'ngx-qlik/embed';");
  });
});
