import { createHash, randomBytes } from 'node:crypto';

/** The parts of a brand that are files. */
export const BRAND_FILES = ['logo', 'favIcon', 'styles'] as const;
export type BrandFileId = (typeof BRAND_FILES)[number];

export interface BrandFile {
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly eTag: string;
}

/** The look of a tenant's own pages. Times are ISO 8601. */
export interface Brand {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly active: boolean;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly files: Readonly<Partial<Record<BrandFileId, BrandFile>>>;
}

/** The brands of one tenant, in memory. One at most is active. */
export class BrandStore {
  readonly #brands = new Map<string, Brand>();

  constructor(private readonly now: () => number) {}

  get all(): readonly Brand[] {
    return [...this.#brands.values()];
  }

  get active(): Brand | undefined {
    return this.all.find(({ active }) => active);
  }

  find(id: string): Brand | undefined {
    return this.#brands.get(id);
  }

  add(content: Pick<Brand, 'name' | 'description' | 'files'>, userId: string): Brand {
    const at = this.#time();
    const by = { createdAt: at, createdBy: userId, updatedAt: at, updatedBy: userId };
    return this.#put({ ...content, ...by, id: randomBytes(12).toString('hex'), active: false });
  }

  change(
    brand: Brand,
    changes: Partial<Pick<Brand, 'name' | 'description' | 'files' | 'active'>>,
    userId: string,
  ): Brand {
    if (changes.active === true)
      for (const other of this.all) if (other.active) this.#put({ ...other, active: false });
    return this.#put({ ...brand, ...changes, updatedAt: this.#time(), updatedBy: userId });
  }

  remove(id: string): void {
    this.#brands.delete(id);
  }

  clear(): void {
    this.#brands.clear();
  }

  #time(): string {
    return new Date(this.now()).toISOString();
  }

  #put(brand: Brand): Brand {
    this.#brands.set(brand.id, brand);
    return brand;
  }
}

export function brandFile(content: Uint8Array, contentType: string): BrandFile {
  return { content, contentType, eTag: createHash('sha256').update(content).digest('hex').slice(0, 32) };
}
