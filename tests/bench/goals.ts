import { type Cache, type Comparison, ratioTo } from './compare.ts';
import type { Network } from './networks/network.ts';
import type { Side } from './scenario.ts';

/** How many times as long as another side the application may take. */
interface Goal {
  readonly network: Network['id'];
  readonly side: Side;
  readonly atMost: number;
}

const COLD: Readonly<Record<string, readonly Goal[]>> = {
  S1: goals(0.8, 1.4, 1.0),
  S2: goals(0.7, 1.0, 1.0),
  S3: goals(0.75, 1.0, 1.0),
  S4: goals(0.35, 0.4, 0.4),
};
const WARM: Readonly<Record<string, readonly Goal[]>> = { S3: goals(0.7, 1.0, 0.9) };

/** A goal of a comparison, and whether it is met. */
export interface GoalResult extends Goal {
  readonly ratio: number;
  readonly isMet: boolean;
}

/** The goals of what was compared; those of sides that were not visited are left out. */
export function goalsOf(comparison: Comparison): readonly GoalResult[] {
  return ofCache(comparison.cache, comparison.id)
    .filter(({ network }) => network === comparison.network)
    .flatMap((goal) => {
      const ratio = ratioTo(comparison, goal.side);
      return ratio === undefined ? [] : [{ ...goal, ratio, isMet: ratio <= goal.atMost }];
    });
}

function ofCache(cache: Cache, id: string): readonly Goal[] {
  return (cache === 'cold' ? COLD : WARM)[id] ?? [];
}

function goals(distantPeer: number, distantBare: number, loopbackPeer: number): readonly Goal[] {
  return [
    { network: 'distant', side: 'peer', atMost: distantPeer },
    { network: 'distant', side: 'bare', atMost: distantBare },
    { network: 'loopback', side: 'peer', atMost: loopbackPeer },
  ];
}
