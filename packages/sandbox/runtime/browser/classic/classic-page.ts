/**
 * `classic-page@sandbox`: the module of the tenant's own pages, `/sense/app/…` and `/single/`. Qlik has a separate client
 * there; the sandbox renders the same content with its embeds. Reads the address of the page when it is evaluated.
 */
import type { HostConfig } from '@qlik/api/auth';
import type { Doc } from '@qlik/api/qix';
import { isRecord } from '../../../json/is-record.ts';
import { themeTypeOf } from '../embed/chart-themes.ts';
import { EmbedLifecycle } from '../embed/embed-lifecycle.ts';
import { showError } from '../embed/error-panel.ts';
import { openApp } from '../embed/open-app.ts';
import { EmbedError, type EmbedProps } from '../embed/props.ts';
import { setInitialAppState } from '../initial-app-state.ts';
import { PARENT_AUTH, registerParentAuth } from './parent-auth.ts';
import { type ClassicView, viewOf } from './classic-view.ts';

function show(): void {
  const view = viewOf(location.pathname + location.search);
  if (!view) {
    return showError(
      document.body,
      new EmbedError(
        'missing-parameter',
        'The address names no app, or nothing of it.',
        'It has the form /single/?appid=…&obj=… or /sense/app/… .',
      ),
      'light',
    );
  }
  if (view.language) document.documentElement.lang = view.language;
  const props = commonProps(view);
  document.documentElement.dataset['theme'] = themeTypeOf(props);
  const { clearsSelections, bookmarkId, selections } = view;
  setInitialAppState(sessionOf(props), {
    ...(clearsSelections && { clearSelections: true }),
    ...(bookmarkId && { bookmarkId }),
    ...(selections && {
      fieldSelections: selections.map(({ field, values }) => ({
        name: field,
        values: values.map((qText) => ({ qText })),
      })),
    }),
  });
  if (view.kind === 'app' || view.options?.includes('currsel'))
    embed('bar', { ...props, ui: 'analytics/selections' });
  if (view.kind === 'app') void showApp(view, props);
  else {
    embed('main', {
      ...props,
      ui: view.kind === 'sheet' ? 'analytics/sheet' : 'analytics/chart',
      ...(view.id && { objectId: view.id }),
    });
  }
}

/** Shows a whole app: tabs for its sheets above the open one. */
async function showApp(view: ClassicView, props: EmbedProps): Promise<void> {
  const tabs = box('nav');
  const main = box('main');
  try {
    const { doc } = await openApp(props);
    const sheets = await listSheets(doc);
    const first = view.id ?? sheets[0]?.id;
    if (first === undefined) {
      main.textContent = 'This app has no sheet.';
      return;
    }
    const sheet = new EmbedLifecycle(main, sheetProps(props, first));
    showTabs(tabs, sheets, first, (id) => sheet.set(sheetProps(props, id)));
  } catch (error) {
    showError(main, error, themeTypeOf(props));
  }
}

function showTabs(
  tabs: HTMLElement,
  sheets: readonly ListedSheet[],
  first: string,
  open: (id: string) => void,
): void {
  const buttons = sheets.map(({ id, title }) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = title;
    button.addEventListener('click', () => select(id));
    return { id, button };
  });
  const select = (chosen: string): void => {
    buttons.forEach(({ id, button }) => button.setAttribute('aria-pressed', String(id === chosen)));
    open(chosen);
  };
  tabs.append(...buttons.map(({ button }) => button));
  buttons.find(({ id }) => id === first)?.button.setAttribute('aria-pressed', 'true');
}

function sheetProps(props: EmbedProps, sheetId: string): EmbedProps {
  return { ...props, ui: 'analytics/sheet', sheetId };
}

function commonProps({ appId, theme, language, identity, options = [] }: ClassicView): EmbedProps {
  const isPassive = options.includes('nointeraction');
  const interactions = isPassive
    ? { active: false, passive: false, select: false }
    : { select: !options.includes('noselections') };
  return {
    appId,
    hostConfig: pageHost(),
    // These pages are Qlik's own client.
    preview: true,
    ...(theme && { theme }),
    ...(language && { language }),
    ...(identity && { identity }),
    ...(interactions.select ? {} : { context: { interactions } }),
  };
}

function sessionOf({
  appId = '',
  hostConfig,
  identity,
}: EmbedProps): Parameters<typeof setInitialAppState>[0] {
  return { appId, ...(hostConfig && { hostConfig }), ...(identity && { identity }) };
}

/** The host config of the tenant itself; the page sets the auth type. */
function pageHost(): HostConfig {
  const { authType } = document.body.dataset;
  if (authType === 'parent') return { host: location.origin, authType: PARENT_AUTH };
  return { host: location.origin, authType: authType === 'none' ? 'none' : 'cookie' };
}

function embed(name: string, props: EmbedProps): EmbedLifecycle {
  return new EmbedLifecycle(box(name), props);
}

function box(name: string): HTMLElement {
  const element = document.createElement(name === 'bar' ? 'header' : name);
  document.body.append(element);
  return element;
}

registerParentAuth();
show();

export interface ListedSheet {
  readonly id: string;
  readonly title: string;
}

/** The sheets of an app in their order. */
export async function listSheets(doc: Doc): Promise<readonly ListedSheet[]> {
  const list = await doc.createSessionObject({
    qInfo: { qType: 'SheetList' },
    qAppObjectListDef: { qType: 'sheet', qData: { rank: '/rank' } },
  });
  const { qAppObjectList } = await list.getLayout();
  const items = (qAppObjectList?.qItems ?? []).map((item) => {
    const data: unknown = item.qData;
    const meta: unknown = item.qMeta;
    const { rank } = isRecord(data) ? data : {};
    const { title } = isRecord(meta) ? meta : {};
    return {
      id: item.qInfo?.qId ?? '',
      title: typeof title === 'string' && title ? title : 'Sheet',
      rank: typeof rank === 'number' ? rank : 0,
    };
  });
  await doc.destroySessionObject(list.id);
  return items.sort((a, b) => a.rank - b.rank);
}
