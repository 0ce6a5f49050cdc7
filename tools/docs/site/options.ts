import { parseArgs } from 'node:util';

export const USAGE = `npm run docs [-- command] [-- options]

The documentation as a site: guides, API reference, search. The first run installs the generator into docs/site.

  serve                   (default) shows it, and what changes in the documents, at an address that is printed
  build                   writes static files into docs/site/.vitepress/dist; dead links fail it
  preview                 serves the static files of "build"

  --base <path>           path below which the site is published, such as /ngx-qlik/; default /
  --application <origin>  the application of "npm start", for the live examples; default http://localhost:4200
  --port <port>           default 5173; a port in use is replaced by the next free one
  --keep-api              does not write the pages of the API again
  --help                  this text
`;

/** What `npm run docs` does. */
export interface DocsOptions {
  readonly command: 'serve' | 'build' | 'preview';
  readonly base: string;
  readonly application: string;
  readonly port: number;
  readonly keepsApi: boolean;
  readonly help: boolean;
}

const COMMANDS = ['serve', 'build', 'preview'] as const;
const LAST_PORT = 65_535;

/** @throws {Error} naming the option that cannot be used */
export function readDocsOptions(args: readonly string[]): DocsOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      base: { type: 'string', default: '/' },
      application: { type: 'string', default: 'http://localhost:4200' },
      port: { type: 'string', default: '5173' },
      'keep-api': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [written = 'serve', ...more] = positionals;
  const command = COMMANDS.find((each) => each === written);
  if (!command || more.length > 0)
    throw new Error(`"${positionals.join(' ')}" is no command: say ${COMMANDS.join(', ')}.`);
  if (!/^\/([\w.-]+\/)*$/.test(values.base))
    throw new Error('--base takes a path that begins and ends with a slash, such as /ngx-qlik/.');
  const port = /^\d+$/.test(values.port) ? Number(values.port) : 0;
  if (port < 1 || port > LAST_PORT) throw new Error(`--port takes a number from 1 to ${LAST_PORT}.`);
  return {
    command,
    base: values.base,
    application: originOf(values.application),
    port,
    keepsApi: values['keep-api'],
    help: values.help,
  };
}

function originOf(written: string): string {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new Error('--application takes the origin of the application, such as http://localhost:4200.');
  return url.origin;
}
