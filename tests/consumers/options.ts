import { parseArgs } from 'node:util';
import { RUNNERS, type Runner } from './runners.ts';
import { VERSIONS } from './versions.ts';

export const USAGE = `npm run test:consumers [-- options]

The packed library in fresh projects of each version of Angular: ng new, ng add, ng build, ng test, ng serve with its sandbox, and a chart in the browser.
Build the library before: npm run build

  --angular <versions>     of ${VERSIONS.map(({ angular }) => angular).join(', ')}, separated by commas; default: all
  --structure <names>      standalone, module
  --zone <names>           zone, zoneless
  --ssr <names>            none, server (rendered for each request), prerender (rendered when it is built)
  --runners                only the example of docs/testing.md, under Jest and Vitest without Angular's command line
  --screenshots <folder>   keeps a picture of each chart
  --help                   this text

Of each version six combinations run, which have each pair of properties once. One that the options name whole runs always.
Without options the runners are checked too.
`;

const STRUCTURES = ['standalone', 'module'] as const;
const ZONES = ['zone', 'zoneless'] as const;
const SSR = ['none', 'server', 'prerender'] as const;

/** How a fresh project is made. */
export interface Variant {
  readonly angular: string;
  readonly structure: (typeof STRUCTURES)[number];
  readonly zone: (typeof ZONES)[number];
  readonly ssr: (typeof SSR)[number];
}

/** What is asked for. */
export interface Options {
  readonly help: boolean;
  readonly variants: readonly Variant[];
  readonly runners: readonly Runner[];
  readonly screenshots?: string;
}

/** @throws {Error} naming the option that cannot be used */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      angular: { type: 'string' },
      structure: { type: 'string' },
      zone: { type: 'string' },
      ssr: { type: 'string' },
      runners: { type: 'boolean', default: false },
      screenshots: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const angular = choose(
    'angular',
    values.angular,
    VERSIONS.map((each) => each.angular),
  );
  const structures = choose('structure', values.structure, STRUCTURES);
  const zones = choose('zone', values.zone, ZONES);
  const ssr = choose('ssr', values.ssr, SSR);
  const all = angular.flatMap((version) =>
    ssr.flatMap((rendering) =>
      structures.flatMap((structure) =>
        zones.map((zone): Variant => ({ angular: version, structure, zone, ssr: rendering })),
      ),
    ),
  );
  const planned = all.filter((variant) => isPlanned(variant));
  const isNarrowed = [values.angular, values.structure, values.zone, values.ssr].some(
    (value) => value !== undefined,
  );
  if (values.runners && isNarrowed) throw new Error('--runners goes without options of Angular projects.');
  return {
    help: values.help,
    variants: values.runners ? [] : planned.length > 0 ? planned : all,
    runners: isNarrowed ? [] : RUNNERS,
    ...(values.screenshots === undefined ? {} : { screenshots: values.screenshots }),
  };
}

/** Half of all, with each pair of properties in one of them. */
function isPlanned({ structure, zone, ssr }: Variant): boolean {
  const isUsual = (structure === 'standalone') === (zone === 'zone');
  return ssr === 'server' ? !isUsual : isUsual;
}

function choose<T extends string>(name: string, given: string | undefined, all: readonly T[]): readonly T[] {
  if (given === undefined) return all;
  return given.split(',').map((value) => {
    const found = all.find((each) => each === value.trim());
    if (found === undefined) throw new Error(`--${name}: "${value.trim()}" is none of ${all.join(', ')}.`);
    return found;
  });
}
