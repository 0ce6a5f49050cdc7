import { requestJson } from '../http-client.ts';

/** What a sandbox with `--check-answers` has found. */
interface AnswerReport {
  readonly differences: readonly {
    readonly answer: string;
    readonly path: string;
    readonly message: string;
  }[];
}

/**
 * Checks that a sandbox gave answers as Qlik's published types describe them.
 * @param admin address of its admin API
 * @throws {Error} with the method, the path and the value of each difference
 */
export async function assertAnswers(admin: string): Promise<void> {
  const { differences } = (await requestJson(`${admin}/answers`)) as AnswerReport;
  if (differences.length === 0) return;
  const lines = differences.map(({ answer, path, message }) => `${answer} ${path}: ${message}`);
  throw new Error(`Answers of the sandbox differ from Qlik's published types:\n${lines.join('\n')}`);
}
