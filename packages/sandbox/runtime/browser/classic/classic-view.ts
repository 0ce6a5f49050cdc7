/** The content of one of the tenant's own pages, read from its address. */
export interface ClassicView {
  readonly appId: string;
  /** A chart alone, a sheet alone, or the app with all its sheets. */
  readonly kind: 'object' | 'sheet' | 'app';
  /** Id of the object or the sheet; for an app, the initial sheet. */
  readonly id?: string;
  readonly bookmarkId?: string;
  readonly clearsSelections?: boolean;
  readonly selections?: readonly ClassicSelection[];
  readonly theme?: string;
  readonly language?: string;
  readonly identity?: string;
  /** `currsel`: with the selections bar; `noselections`: no selections; `nointeraction`: no interaction. */
  readonly options?: readonly string[];
}

export interface ClassicSelection {
  readonly field: string;
  readonly values: readonly string[];
}

/** A path of the tenant that shows this, after Qlik's App Integration and Single Integration APIs. */
export function addressOf(view: ClassicView): string {
  return view.kind === 'app' ? appAddress(view) : singleAddress(view);
}

/**
 * Returns the view of an address; undefined when it has no app id, or no object or sheet where one is required.
 * @param address path and query, as the browser has them
 */
export function viewOf(address: string): ClassicView | undefined {
  const [path = '', query = ''] = address.split(/\?(.*)/s);
  return path.startsWith('/single') ? singleView(query) : appView(path);
}

/** https://qlik.dev/apis/javascript/app-integration/ ; identity and noselections are not in it. */
function appAddress(view: ClassicView): string {
  const { appId, id, bookmarkId, clearsSelections, selections = [], theme, language, identity } = view;
  const options = [...(clearsSelections ? ['clearselections'] : []), ...(view.options ?? [])];
  const pairs: (readonly (string | undefined)[])[] = [
    ['sheet', id],
    ...(id === undefined ? [] : [['state', 'analysis']]),
    ['bookmark', bookmarkId],
    ...options.map((option) => ['options', option]),
    ['theme', theme],
    ['language', language],
    ['identity', identity],
  ];
  const steps = pairs.flatMap(([name = '', value]) =>
    value === undefined ? [] : [name, encodeURIComponent(value)],
  );
  const selects = selections.flatMap(({ field, values }) => [
    'select',
    encodeURIComponent(field),
    values.map(encodeURIComponent).join(';'),
  ]);
  return ['/sense/app', encodeURIComponent(appId), ...steps, ...selects].join('/');
}

function appView(path: string): ClassicView | undefined {
  const [, , , appId, ...steps] = path.split('/').map((step) => step.trim());
  if (!appId) return undefined;
  const found = new Map<string, string>();
  const options: string[] = [];
  const selections: ClassicSelection[] = [];
  for (let place = 0; place < steps.length; place += 2) {
    const [name = '', value = ''] = steps.slice(place);
    if (name === 'options') options.push(decode(value));
    else if (name === 'select') {
      selections.push({ field: fieldName(value), values: splitValues(steps[place + 2] ?? '', ';') });
      place += 1;
    } else if (value) found.set(name, decode(value));
  }
  return {
    appId: decode(appId),
    kind: 'app',
    ...optional('id', found.get('sheet')),
    ...commonParts((name) => found.get(name), options, selections),
  };
}

/** https://help.qlik.com/en-US/sense-developer/Subsystems/APIs/Content/Sense_ClientAPIs/single-integration-api.htm */
function singleAddress(view: ClassicView): string {
  const { appId, kind, id, bookmarkId, clearsSelections, selections = [] } = view;
  const pairs: (readonly [string, string | undefined])[] = [
    ['appid', appId],
    [kind === 'sheet' ? 'sheet' : 'obj', id],
    ['bookmark', bookmarkId],
    ['opt', view.options?.length ? view.options.join(',') : undefined],
    ['theme', view.theme],
    ['lang', view.language],
    ['identity', view.identity],
    ['select', clearsSelections ? 'clearall' : undefined],
  ];
  const query = pairs.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  const selects = selections.map(
    ({ field, values }) => `select=${[field, ...values].map(encodeURIComponent).join(',')}`,
  );
  return `/single/?${[...query, ...selects].join('&')}`;
}

function singleView(query: string): ClassicView | undefined {
  const pairs = query.split('&').map((pair) => pair.split(/=(.*)/s));
  const all = (name: string): string[] =>
    pairs.filter(([key]) => key?.toLowerCase() === name).map(([, value]) => value ?? '');
  const one = (name: string): string | undefined => all(name).map(decode).find(Boolean);
  const appId = one('appid');
  const objectId = one('obj');
  const id = objectId ?? one('sheet');
  if (appId === undefined || id === undefined) return undefined;
  const selects = all('select');
  const selections = selects
    .filter((select) => select !== 'clearall')
    .map((select) => splitValues(select, ','))
    .map(([field = '', ...values]) => ({ field: fieldName(field), values }));
  return {
    appId,
    id,
    kind: objectId === undefined ? 'sheet' : 'object',
    ...commonParts(
      (name) => one(name) ?? (name === 'language' ? one('lang') : undefined),
      splitValues(one('opt') ?? '', ','),
      selections,
      selects.includes('clearall'),
    ),
  };
}

function commonParts(
  named: (name: string) => string | undefined,
  allOptions: readonly string[],
  selections: readonly ClassicSelection[],
  clearsAll = false,
): Omit<ClassicView, 'appId' | 'kind' | 'id'> {
  const options = allOptions.filter((option) => option !== 'clearselections');
  const clearsSelections = clearsAll || options.length < allOptions.length;
  return {
    ...optional('bookmarkId', named('bookmark')),
    ...optional('theme', named('theme')),
    ...optional('language', named('language')),
    ...optional('identity', named('identity')),
    ...(clearsSelections && { clearsSelections }),
    ...(options.length > 0 && { options }),
    ...(selections.length > 0 && { selections }),
  };
}

function optional<Name extends string>(name: Name, value: string | undefined): { [name in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [name in Name]: string });
}

/** Split before it is decoded, so that a value may have the separator in it. */
function splitValues(text: string, separator: string): string[] {
  return text === '' ? [] : text.split(separator).map(decode);
}

/** Qlik's examples write fields with a space in brackets. */
function fieldName(text: string): string {
  return decode(text).replace(/^\[(.*)\]$/, '$1');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded: the value has a literal percent sign.
    return text;
  }
}
