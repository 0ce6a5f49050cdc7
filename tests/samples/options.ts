// cspell:ignore nilzona rkassoss withdave
import { parseArgs } from 'node:util';

/** The samples, the one that proves most first. */
export const SAMPLES = [
  'impersonation',
  'enigma',
  'react',
  'react-custom-charts',
  'auto-objects',
  'workshop',
  'cloud-examples',
] as const;

export type SampleName = (typeof SAMPLES)[number];

/** Where each sample is published. */
const REPOSITORIES: Readonly<Record<SampleName, string>> = {
  impersonation: 'qlik-oss/qlik-cloud-embed-oauth-impersonation',
  enigma: 'qlik-oss/enigma.js',
  react: 'nilzona/qlik-embed-react-example',
  'react-custom-charts': 'rkassoss/qlik-embed-react-example',
  'auto-objects': 'withdave/qlik-embed-auto-objects',
  workshop: 'qlik-oss/qlik-embedded-analytics-workshop',
  'cloud-examples': 'qlik-oss/qlik-cloud-examples',
};

export const USAGE = `npm run test:samples -- --sample <name> --from <folder> [options]

Runs a published sample of qlik-embed, @qlik/api or enigma.js against a sandbox, and prints a table of what runs. The sample is not in this
repository: take a copy of its repository first. Only its host, ids and keys are set, in a copy of that copy.

  --sample <name>          ${SAMPLES.map((name) => `${name} (${REPOSITORIES[name]})`).join(',\n                           ')}
  --from <folder>          the copy of its repository
  --screenshots <folder>   keeps a picture of each page
  --folder <folder>        where the sample is set up and its packages are installed; kept, so that a next run is quicker. Default: a
                           temporary folder
  --help                   this text
`;

/** What is asked for. */
export type Options =
  | { readonly help: true }
  | {
      readonly help: false;
      readonly sample: SampleName;
      readonly from: string;
      readonly screenshots?: string;
      readonly folder?: string;
    };

/** @throws {Error} naming the option that is missing or cannot be used */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sample: { type: 'string' },
      from: { type: 'string' },
      screenshots: { type: 'string' },
      folder: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return { help: true };
  const sample = SAMPLES.find((name) => name === values.sample);
  if (sample === undefined) throw new Error(`--sample takes one of ${SAMPLES.join(', ')}.`);
  if (values.from === undefined)
    throw new Error(`--from takes the folder of a copy of https://github.com/${REPOSITORIES[sample]}.`);
  return {
    help: false,
    sample,
    from: values.from,
    ...(values.screenshots === undefined ? {} : { screenshots: values.screenshots }),
    ...(values.folder === undefined ? {} : { folder: values.folder }),
  };
}
