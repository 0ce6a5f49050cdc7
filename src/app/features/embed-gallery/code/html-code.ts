import { type Example, quoted, setInputs } from './example';

/** Returns HTML that shows the example with Qlik's element, without Angular and this library. */
export function writeHtml(example: Example): string {
  return `${writeScript(example)}\n\n${writeElement(example)}\n`;
}

/** Returns the `<qlik-embed>` element that the component of this library creates. */
export function writeElement(example: Example): string {
  const { ui, appId } = example;
  // An input with the name of an earlier attribute replaces it.
  const attributes = new Map([
    ['ui', ui.ui],
    ...(appId === undefined ? [] : [['app-id', appId] as const]),
    ...Object.entries(ui.attributes ?? {}),
    ...setInputs(example).flatMap(writeAttributes),
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
  // As `QlikEmbedUiComponent` does: a name that has a type already, as `a:json` or `a___json`, keeps it.
  return Object.entries(value ?? {}).map(([name, each]) => [
    typeof each === 'object' && !/:|___/.test(name) ? `${name}:json` : name,
    writeAttribute(each),
  ]);
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

function element(name: string, attributes: readonly (readonly [string, string])[]): string {
  const lines = attributes.map(([attribute, value]) => `  ${attribute}=${quoted(value)}`);
  return [`<${name}`, ...lines, `></${name}>`].join('\n');
}
