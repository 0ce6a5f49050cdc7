import assert from 'node:assert/strict';
import { describeDifferences, type Difference } from './difference.ts';
import { RestAnswerCheck, type RestAnswer } from './rest-answers.ts';
import { QixAnswerCheck, type QixAnswer } from './qix-answers.ts';

/** Read when the first answer is compared. */
let qix: QixAnswerCheck | undefined;
let rest: RestAnswerCheck | undefined;

const checkedAtExit = new Set<CheckedAnswers>();

function reportAtExit(): void {
  const differences = [...checkedAtExit].flatMap((answers) => answers.differences);
  if (differences.length === 0) return;
  process.stderr.write(`Answers differ from the published types:\n${describeDifferences(differences)}\n`);
  process.exitCode = 1;
}

/** The answers of a server in a test, each compared with the published types. */
export class CheckedAnswers {
  private readonly found = new Map<string, Difference>();

  /** Compares an answer of an engine. */
  readonly addQix = (answer: QixAnswer): void => {
    qix ??= new QixAnswerCheck();
    this.keep(qix.differences(answer));
  };

  /** Compares an answer of a REST endpoint. */
  readonly addRest = (answer: RestAnswer): void => {
    rest ??= new RestAnswerCheck();
    this.keep(rest.differences(answer));
  };

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
