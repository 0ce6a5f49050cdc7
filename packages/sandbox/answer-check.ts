import type { CheckedAnswers } from './published-types/checked-answers.ts';

/** Returns what compares answers with Qlik's types. Its schemas and `ajv` are read only where it is used. */
export async function checkedAnswers(): Promise<CheckedAnswers> {
  const { CheckedAnswers } = await import('./published-types/checked-answers.ts');
  return new CheckedAnswers();
}
