import type { InitialAppState } from 'ngx-qlik/qix';
import { type Example, quoted, setInputs } from './example';

/** Returns HTML that shows the example with Qlik's element, without Angular and this library. */
export function writeHtml(example: Example): string {
  const parts = [writeScript(example), ...writeInitialSelections(example), writeElement(example)];
  return `${parts.join('\n\n')}\n`;
}

/** Returns the `<qlik-embed>` element that the component of this library creates. */
export function writeElement(example: Example): string {
  const { ui, appId } = example;
  // An input with the name of an earlier attribute replaces it.
  const attributes = new Map([
    ['ui', ui.ui],
    ...(appId === undefined ? [] : [['app-id', appId] as const]),
    ...Object.entries(ui.attributes ?? {}),
    ...setInputs(example)
      .filter((input) => input.element === undefined)
      .flatMap(writeAttributes),
  ]);
  return element('qlik-embed', [...attributes]);
}

/** An input sets one attribute, or all that its value names. An input that is off sets none. */
function writeAttributes({
  attribute,
  value,
}: {
  readonly attribute: string | undefined;
  readonly value: unknown;
}): readonly (readonly [string, string])[] {
  if (value === false) return [];
  if (attribute !== undefined) return [[attribute, writeAttribute(value)]];
  if (typeof value === 'string') return [];
  // As `QlikEmbedUiComponent` does: a name that has a type already, as `a:json` or `a___json`, keeps it.
  return Object.entries(value ?? {}).map(([name, each]) => [
    typeof each === 'object' && !/:|___/.test(name) ? `${name}:json` : name,
    writeAttribute(each),
  ]);
}

/** Qlik's element for what the app begins with, for an input `initialState`. */
function writeInitialSelections(example: Example): readonly string[] {
  const inputs = setInputs(example);
  const identity = inputs.find(({ name }) => name === 'identity')?.value;
  return inputs
    .filter((input) => input.element !== undefined)
    .map(({ value }) => {
      const { clearsSelections, bookmarkId, selections = [] } = value as InitialAppState;
      const fields = selections.map(({ field, values, search, stateName }) =>
        element('field', [
          ['name', field],
          ...(values ? [['values', values.join(';')] as const] : []),
          ...(search === undefined ? [] : [['match', search] as const]),
          ...(stateName === undefined ? [] : [['state', stateName] as const]),
        ]),
      );
      return element(
        'qlik-initial-selections',
        [
          ['app-id', example.appId ?? ''],
          ...(typeof identity === 'string' ? [['identity', identity] as const] : []),
          ...(clearsSelections ? [['clear-all', 'true'] as const] : []),
          ...(bookmarkId === undefined ? [] : [['bookmark-id', bookmarkId] as const]),
        ],
        fields.join('\n'),
      );
    });
}

/** The element reads strings as they are and other values as JSON. */
function writeAttribute(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The script element with host and sign-in, once per page. */
function writeScript({ connection: { host, auth } }: Example): string {
  const signIn: readonly (readonly [string, string])[] =
    auth.type === 'oauth2'
      ? [
          ['data-client-id', auth.clientId],
          ['data-redirect-uri', auth.redirectUri ?? 'oauth-callback.html'],
          ['data-access-token-storage', auth.tokenStorage ?? 'memory'],
        ]
      : [];
  const note =
    auth.type === 'oauth2'
      ? 'Once per page; the file is dist/index.min.js of @qlik/embed-web-components.'
      : `Once per page; the file is dist/index.min.js of @qlik/embed-web-components. This connection signs in by "${auth.type}"; Qlik's script needs other attributes for it or does not support it.`;
  const script = element('script', [
    ['crossorigin', 'anonymous'],
    ['src', 'qlik-embed-web-components.js'],
    ['data-host', host],
    ...signIn,
  ]);
  return `<!-- ${note} -->\n${script}`;
}

function element(name: string, attributes: readonly (readonly [string, string])[], content = ''): string {
  const lines = attributes.map(([attribute, value]) => `  ${attribute}=${quoted(value)}`);
  return [`<${name}`, ...lines, content === '' ? `></${name}>` : `>\n${content}\n</${name}>`].join('\n');
}
