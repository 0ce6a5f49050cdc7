import { setTimeout as delay } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { openHostile } from '../testing/hostile-connections.ts';
import type { Attack } from './attack.ts';
import { ATTACKS } from './attacks/index.ts';
import { type Finding, Findings } from './findings.ts';
import { memoryTrend, ProcessMonitor, quietDescriptors } from './process-monitor.ts';
import { Tally } from './tally.ts';
import { startTarget } from './target.ts';

/** The options of a run. */
export interface CampaignOptions {
  readonly seed: number;
  /** Of attacks, after the warm-up. */
  readonly durationMs: number;
  /** Ends before that, after so many responses. */
  readonly requests: number | undefined;
  /** Only this kind, or all. */
  readonly only: string | undefined;
  /** Only the input of this number, of the one kind. */
  readonly index: number | undefined;
  readonly print: (text: string) => void;
}

/** The result of a run. */
export interface CampaignResult {
  readonly findings: readonly Finding[];
  readonly responses: number;
  readonly attacks: number;
  readonly descriptors: { readonly before: number; readonly after: number };
}

const WORKERS = 20;
const PROGRESS_MS = 10_000;
const WARM_UP_ATTACKS = 100;
const QUIET_LIMIT_MS = 45_000;
/** The stop limit is two seconds in the settings of the run. */
const STOP_LIMIT_MS = 5_000;
const SHOWN_MESSAGE = 300;
const MAX_FINDINGS = 40;

/** Starts a backend, attacks it at random until the time is over, and checks that it still works as before. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, print } = options;
  const findings = new Findings();
  const tally = new Tally();
  const underWay = new Map<object, { attack: string; input: string }>();
  const others = (): string =>
    [...underWay.values()].map(({ attack, input }) => `${attack} ${input.slice(0, 300)}`).join('\n    ');
  const add = (finding: Omit<Finding, 'times'>): void => {
    if (findings.add(finding)) print(`${finding.attack}: ${finding.message.slice(0, SHOWN_MESSAGE)}`);
  };
  const note = (attack: string, message: string): void =>
    add({ attack, index: -1, message, input: others() });
  const target = await startTarget({
    onWrong: (what, sent) =>
      note(sent === undefined ? 'the whole run' : `a request for ${sent.connection}`, what),
    onAnswer: (status) => tally.countAnswer(status),
  });
  const { backend, client } = target;
  // The backend must end also when this program fails.
  const killBackend = (): void => void backend.child.kill('SIGKILL');
  process.once('exit', killBackend);
  const watch = new ProcessMonitor(backend, {
    onSlow: (ms) => note('/health/live', ms < 0 ? 'no answer' : `a response after ${Math.round(ms)} ms`),
  });
  let isCrashed = false;
  let isStopping = false;
  const exit = backend.exit.then((code) => {
    if (isStopping) return code;
    isCrashed = true;
    note('the whole run', `the process ended with ${String(code)}:\n${backend.lines.slice(-5).join('\n')}`);
    return code;
  });
  const kinds = options.only === undefined ? ATTACKS : ATTACKS.filter(({ name }) => name === options.only);
  const random = createRandom(seed);
  const counters = new Map<string, number>();

  const attackOnce = async (attack: Attack, index: number): Promise<void> => {
    const prepared = attack.prepare(attackSeed(seed, attack.name, index));
    const entry = { attack: attack.name, input: prepared.input };
    underWay.set(entry, entry);
    const began = Date.now();
    let isFailed = false;
    try {
      await prepared.run(target);
    } catch (error) {
      isFailed = true;
      const message = error instanceof Error ? error.message : String(error);
      if (!isCrashed) add({ attack: attack.name, index, message, input: prepared.input });
    } finally {
      underWay.delete(entry);
      tally.countAttack(attack.name, { ms: Date.now() - began, isFailed });
    }
  };
  const attackUntil = async (isOver: () => boolean): Promise<void> => {
    const worker = async (): Promise<void> => {
      while (!isOver() && !isCrashed && findings.all.length < MAX_FINDINGS) {
        const attack = choose(kinds, random());
        const index = counters.get(attack.name) ?? 0;
        counters.set(attack.name, index + 1);
        await attackOnce(attack, index);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, worker));
  };

  try {
    print(`Seed ${seed}. The backend is process ${backend.child.pid ?? 0} at ${backend.origin}.`);
    if (options.index !== undefined) {
      for (const attack of kinds) await attackOnce(attack, options.index);
      return await finish(0);
    }
    await attackUntil(() => tally.attacks >= WARM_UP_ATTACKS);
    client.close();
    const before = await quietDescriptors(backend, { limitMs: QUIET_LIMIT_MS });
    print(`After the warm-up: ${before} descriptors, ${megabytes(watch.residentBytes())} MB.`);
    watch.memory.length = 0;
    const began = Date.now();
    const progress = setInterval(() => print(progressLine(began)), PROGRESS_MS);
    const isOver = (): boolean =>
      Date.now() - began > options.durationMs ||
      (options.requests !== undefined && tally.responses >= options.requests);
    await attackUntil(isOver);
    clearInterval(progress);
    print(progressLine(began));
    return await finish(before);
  } finally {
    isStopping = true;
    await watch.stop();
    await target.close();
    process.off('exit', killBackend);
  }

  function progressLine(began: number): string {
    const { logLines, arrived } = target.figures();
    return [
      `${Math.round((Date.now() - began) / 1000)} s`,
      `${tally.attacks} attacks`,
      `answers ${tally.byClass()}`,
      `${arrived} upstream`,
      `${client.openSockets} sockets`,
      isCrashed ? 'no process' : `${backend.descriptors()} descriptors`,
      `${megabytes(watch.residentBytes())} MB`,
      `${logLines} lines`,
      `health ${Math.round(watch.health.slowestMs)} ms`,
      `${findings.all.length} findings`,
    ].join(' · ');
  }

  async function finish(before: number): Promise<CampaignResult> {
    const trend = memoryTrend(watch.memory);
    if (trend.isLeak) note('the whole run', `memory doubles: ${trend.quarters.map(megabytes).join(', ')} MB`);
    client.close();
    let after = before;
    if (!isCrashed && before > 0) {
      after = await quietDescriptors(backend, { atMost: before, limitMs: QUIET_LIMIT_MS });
      if (after > before) note('the whole run', `${after} descriptors, ${before} before`);
    }
    if (!isCrashed) await stop();
    print(tally.table());
    const { probes, slowestMs } = watch.health;
    print(
      `${tally.responses} answers (${tally.byClass()}), ${target.figures().arrived} requests upstream, ${target.figures().logLines} lines of log read.\n` +
        `Descriptors ${before} → ${after}; memory by quarters ${trend.quarters.map(megabytes).join(', ')} MB; slowest of ${probes} answers about health ${Math.round(slowestMs)} ms.`,
    );
    if (findings.all.length > 0) print(`\n${findings.report(seed)}`);
    return {
      findings: findings.all,
      responses: tally.responses,
      attacks: tally.attacks,
      descriptors: { before, after },
    };
  }

  /** SIGTERM while connections of each hostile kind are open. */
  async function stop(): Promise<void> {
    await watch.stop();
    const { cookie } = target.sessions[0] ?? { cookie: '' };
    for (const kind of [
      'silent',
      'half the headers',
      'half a body',
      'a response that it does not read',
      'a WebSocket',
    ]) {
      const nonce = target.nonces.create({ user: 'ada', connection: 'key', mayArrive: true });
      const socketPath = `/qlik/key/app/n${nonce}`;
      client.keep(await openHostile(kind, { port: client.port, origin: client.origin, cookie, socketPath }));
    }
    await delay(200);
    isStopping = true;
    const began = Date.now();
    backend.child.kill('SIGTERM');
    const code = await Promise.race([exit, delay(STOP_LIMIT_MS, 'no end' as const, { ref: false })]);
    if (code !== 0) note('SIGTERM', `${String(code)} after ${Date.now() - began} ms`);
    else print(`Stopped with exit code 0 after ${Date.now() - began} ms.`);
  }
}

function choose(attacks: readonly Attack[], at: number): Attack {
  const total = attacks.reduce((sum, { weight }) => sum + weight, 0);
  let rest = at * total;
  for (const attack of attacks) {
    rest -= attack.weight;
    if (rest < 0) return attack;
  }
  throw new Error('There is no attack to choose.');
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

/** The seed of one attack's input. */
function attackSeed(seed: number, name: string, index: number): number {
  return createHash('sha256').update(`${seed}/${name}/${index}`).digest().readInt32BE();
}

/** Numbers from 0 to below 1, the same for the same seed. Source: Mulberry32, by Tommy Ettinger, in the public domain. */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
