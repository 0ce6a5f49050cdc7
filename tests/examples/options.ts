import { parseArgs } from 'node:util';

/** The examples, the one that proves most first. */
export const EXAMPLES = [
  'oauth2-spa',
  'impersonation-express',
  'dashboard',
  'cloud-and-client-managed',
  'jwt-virtual-proxy',
  'ticket',
  'ssr',
  'micro-frontend',
] as const;

export type ExampleName = (typeof EXAMPLES)[number];

export const USAGE = `npm run test:examples [-- options] [-- names]

Builds the projects of examples/ with the packed packages, and opens them in Chromium against a sandbox.
Build the packages before: npm run build && npm run build:packages

  names                    of ${EXAMPLES.join(', ')}; default: all
  --screenshots <folder>   keeps a picture of each page
  --folder <folder>        where the projects are built and their packages installed; kept, so that a next run is quicker.
                           Outside of this repository, or Node finds the packages of the repository too. Default: a temporary folder
  --help                   this text
`;

/** What is asked for. */
export interface Options {
  readonly help: boolean;
  readonly names: readonly ExampleName[];
  readonly screenshots?: string;
  readonly folder?: string;
}

/** @throws {Error} naming the option that cannot be used */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      screenshots: { type: 'string' },
      folder: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const names = positionals.map((name) => {
    const found = EXAMPLES.find((each) => each === name);
    if (found === undefined) throw new Error(`"${name}" is none of ${EXAMPLES.join(', ')}.`);
    return found;
  });
  return {
    help: values.help,
    names: names.length > 0 ? EXAMPLES.filter((name) => names.includes(name)) : EXAMPLES,
    ...(values.screenshots === undefined ? {} : { screenshots: values.screenshots }),
    ...(values.folder === undefined ? {} : { folder: values.folder }),
  };
}
