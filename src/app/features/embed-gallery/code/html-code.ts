import { type Example, quoted, setInputs } from './example';

/** A page that shows the same with Qlik's element alone, without Angular and without this library. */
export function writeHtml(example: Example): string {
  return `${writeScript(example)}\n\n${writeElement(example)}\n`;
}

/** `<qlik-embed>` as the component of this library makes it. */
export function writeElement(example: Example): string {
  const { ui, appId } = example;
  return element('qlik-embed', [
    ['ui', ui.ui],
    ...(appId === undefined ? [] : [['app-id', appId] as const]),
    ...Object.entries(ui.attributes ?? {}),
    ...setInputs(example).map(({ attribute, value }) => [attribute, writeAttribute(value)] as const),
  ]);
}

/** The element reads texts as they are and everything else as JSON. */
function writeAttribute(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Where Qlik is, and how to sign in there, is said once per page. */
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
      : `Once per page; the file is dist/index.min.js of @qlik/embed-web-components. This connection signs in by "${auth.type}", which Qlik's script does by other attributes or not at all.`;
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
