import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describeDifferences, type Difference } from './difference.ts';
import { RestAnswerCheck, type RestAnswer } from './rest-answers.ts';
import { QixAnswerCheck, type QixAnswer } from './qix-answers.ts';

/** Read when the first answer is compared. */
let qix: QixAnswerCheck | undefined;
let rest: RestAnswerCheck | undefined;

/** Most digests of compared answers that are kept. */
const MAX_COMPARED = 100_000;

/** What {@link CheckedAnswers} has found so far. */
export interface AnswerReport {
  /** Number of answers, compared ones and their repetitions. */
  readonly answers: number;
  readonly differences: readonly Difference[];
}

const checkedAtExit = new Set<CheckedAnswers>();

function reportAtExit(): void {
  const differences = [...checkedAtExit].flatMap((answers) => answers.differences);
  if (differences.length === 0) return;
  process.stderr.write(`Answers differ from the published types:\n${describeDifferences(differences)}\n`);
  process.exitCode = 1;
}

/** The answers of a server in a test, each different one compared with the published types. */
export class CheckedAnswers {
  private readonly found = new Map<string, Difference>();
  /** Digests of the compared answers: a chart that is opened again has the same layout. */
  private readonly compared = new Set<string>();
  private count = 0;

  /** Compares an answer of an engine. */
  readonly addQix = (answer: QixAnswer): void => {
    if (!this.isNew(answer)) return;
    qix ??= new QixAnswerCheck();
    this.keep(qix.differences(answer));
  };

  /** Compares an answer of a REST endpoint. */
  readonly addRest = (answer: RestAnswer): void => {
    if (!this.isNew(answer)) return;
    rest ??= new RestAnswerCheck();
    this.keep(rest.differences(answer));
  };

  private isNew(answer: QixAnswer | RestAnswer): boolean {
    this.count += 1;
    const digest = createHash('sha1').update(JSON.stringify(answer)).digest('base64');
    if (this.compared.has(digest)) return false;
    if (this.compared.size >= MAX_COMPARED) this.compared.clear();
    this.compared.add(digest);
    return true;
  }

  private keep(differences: readonly Difference[]): void {
    for (const difference of differences) {
      // Once for all items of a list.
      this.found.set(`${difference.answer} ${difference.path.replace(/\/\d+/g, '/n')}`, difference);
    }
  }

  /** Lets the process fail when it exits: where a thrown error would keep other servers of the test from closing. */
  failAtExit(): void {
    if (checkedAtExit.size === 0) process.once('exit', reportAtExit);
    checkedAtExit.add(this);
  }

  get differences(): readonly Difference[] {
    return [...this.found.values()];
  }

  get report(): AnswerReport {
    return { answers: this.count, differences: this.differences };
  }

  /** @throws {AssertionError} with all differences */
  assertNoDifferences(): void {
    const { differences } = this;
    this.found.clear();
    assert.equal(
      differences.length,
      0,
      `Answers differ from the published types:\n${describeDifferences(differences)}`,
    );
  }
}
