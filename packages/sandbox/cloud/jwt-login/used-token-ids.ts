/** The `jti` of each exchanged JWT, stored until the JWT expires. */
export class UsedTokenIds {
  readonly #until = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /** @returns false when this id was used before. */
  take(issuer: string, tokenId: string, untilMs: number): boolean {
    for (const [key, until] of this.#until) {
      if (until < this.now()) {
        this.#until.delete(key);
      }
    }
    const key = JSON.stringify([issuer, tokenId]);
    if (this.#until.has(key)) {
      return false;
    }
    this.#until.set(key, untilMs);
    return true;
  }
}
