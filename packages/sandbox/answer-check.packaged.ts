import type * as sources from './answer-check.ts';
import { UsageError } from './usage-error.ts';

// Stands for `answer-check.ts` in the published package, which has neither Qlik's types nor what compares answers with them.

/** @throws {UsageError} always */
export const checkedAnswers: typeof sources.checkedAnswers = () =>
  Promise.reject(
    new UsageError(
      '--check-answers works in the repository of the sandbox only: the package has no copy of Qlik’s types.',
    ),
  );
