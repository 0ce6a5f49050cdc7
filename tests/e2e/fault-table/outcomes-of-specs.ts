import type { BuiltInAuthType } from 'ngx-qlik/auth-types';
// No entry point has what the library's specs prove.
// eslint-disable-next-line no-restricted-imports
import {
  PROVED_OUTCOMES,
  type ProvedOutcome,
} from '../../../projects/ngx-qlik/src/faults/testing/proved-outcomes.ts';
import { isStrategy } from '../fixtures/fault-view/strategies.ts';
import type { Outcome } from './outcome.ts';

/** The spec that has a group for each fault, with a spec for each auth type. */
const SPEC = 'projects/ngx-qlik/src/faults/faults.spec.ts';

/** What specs prove of auth types that the view of the browser tests does not show. */
export const OUTCOMES_OF_SPECS: readonly Outcome[] = Object.entries(PROVED_OUTCOMES).flatMap(
  ([fault, proved]) =>
    Object.values<ProvedOutcome>(proved).flatMap(({ outcome, types, backend = {} }) =>
      types.map((type) => ({
        fault,
        strategies: [toStrategy(type)],
        outcome,
        test: [`${SPEC} › ${fault}`, ...(backend[type] ?? [])].join('; '),
        isBySpecs: true as const,
      })),
    ),
);

function toStrategy(type: BuiltInAuthType) {
  if (isStrategy(type)) return type;
  throw new Error(`${type} has no credential of its own and is not in the table.`);
}
