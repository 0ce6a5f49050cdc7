import { UsageError } from '../usage-error.ts';

// Stands for `checked-answers.ts` in the published package, which has neither Qlik's types nor what compares answers with them.

/** @throws {UsageError} always */
export class CheckedAnswers {
  constructor() {
    throw new UsageError(
      '--check-answers works in the repository of the sandbox only: the package has no copy of Qlik’s types.',
    );
  }
}
