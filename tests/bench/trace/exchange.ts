/** Something that was sent and answered: an HTTP request, the opening of a WebSocket, or a call over one. Times in seconds. */
export interface Exchange {
  readonly what: string;
  readonly start: number;
  readonly end: number;
  /** Over the network, both ways. */
  readonly bytes: number;
}

/**
 * The longest row of exchanges each of which began only after the one before it had ended: the round trips that a slow network
 * would make the user wait for one after another.
 */
export function longestChain(exchanges: readonly Exchange[]): readonly Exchange[] {
  const byEnd = [...exchanges].sort((a, b) => a.end - b.end);
  // As in scheduling: taking what ends first leaves the most room for what follows.
  const chain: Exchange[] = [];
  for (const exchange of byEnd) {
    const last = chain.at(-1);
    if (last === undefined || exchange.start >= last.end) chain.push(exchange);
  }
  return chain;
}
