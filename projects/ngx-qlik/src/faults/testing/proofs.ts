import type { FaultedPage } from './faulted-page';
import type { PROVED_OUTCOMES, ProvedFault } from './proved-outcomes';

/** Shows on a page whose user is signed in that a fault has an outcome. */
export type Proof = (page: FaultedPage) => Promise<void>;

/** A proof of each outcome. */
export type Proofs = {
  readonly [F in ProvedFault]: { readonly [O in keyof (typeof PROVED_OUTCOMES)[F]]: Proof };
};

export type PartialProofs = Partial<Proofs>;
