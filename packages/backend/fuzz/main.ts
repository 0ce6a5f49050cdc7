import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ATTACKS } from './attacks/index.ts';
import { type CampaignOptions, runCampaign } from './campaign.ts';

const USAGE = `npm run fuzz [-- options]

Starts the backend as a program of its own, with upstream servers that answer well, badly, or with another's certificate, and attacks it at
random: forged requests and handshakes, bodies framed in each way, malformed HTTP, stalled connections, hostile answers and frames, sign-outs
in the middle of calls, and more. It fails when the process ends, answers about its health late, shows a secret in an answer or in the log,
gives a user another's answer, sends upstream what must not arrive, or has more descriptors at the end than before.

  --minutes <n>    how long (default: 10; parts of a minute too)
  --requests <n>   ends after so many answers, if that is before
  --seed <n>       the same seed makes the same attacks (default: any)
  --only <kind>    this kind of attack only; see below
  --index <n>      the one input of this number; a failure says which
  --help           this text

Kinds: ${ATTACKS.map(({ name }) => name).join(', ')}.
`;

async function main(): Promise<void> {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const { findings } = await runCampaign(options);
  process.stdout.write(findings.length === 0 ? 'Nothing was found.\n' : `${findings.length} findings.\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

function readOptions(): CampaignOptions | 'help' {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '10' },
        requests: { type: 'string' },
        seed: { type: 'string' },
        only: { type: 'string' },
        index: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const minutes = Number(values.minutes);
    if (!(minutes > 0 && minutes <= 24 * 60))
      throw new Error('--minutes takes a number of minutes up to 1440.');
    const { only } = values;
    if (only !== undefined && !ATTACKS.some(({ name }) => name === only)) {
      throw new Error(`--only: there is no kind "${only}".`);
    }
    if (values.index !== undefined && only === undefined) throw new Error('--index needs --only.');
    return {
      seed: readWhole('--seed', values.seed) ?? randomInt(2 ** 31),
      durationMs: minutes * 60_000,
      requests: readWhole('--requests', values.requests),
      only,
      index: readWhole('--index', values.index),
      print: (text) => void process.stdout.write(`${text}\n`),
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return process.exit(2);
  }
}

function readWhole(name: string, written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  if (!/^\d{1,10}$/.test(written)) throw new Error(`${name} takes a whole number.`);
  return Number(written);
}

await main();
