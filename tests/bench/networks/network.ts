/** A way from the browser to the servers. */
export interface Network {
  readonly id: 'loopback' | 'distant';
  readonly title: string;
  /** What it adds; none on this machine's own interface. */
  readonly conditions?: NetworkConditions;
}

/** What a network does to every connection. */
export interface NetworkConditions {
  readonly roundTripMs: number;
  /** Of all connections together, in each direction. */
  readonly megabitsPerSecond: number;
}

export const NETWORKS: readonly Network[] = [
  {
    id: 'distant',
    title: '40 ms round trip, 20 Mbit/s',
    conditions: { roundTripMs: 40, megabitsPerSecond: 20 },
  },
  { id: 'loopback', title: 'loopback' },
];
