import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withoutInternalDocs } from './internal-docs.ts';

it('leaves out the comments of internal names, and nothing else', () => {
  const declarations = `/** Public. */
export declare interface Shown {
    /** Stays. */
    readonly text: string;
}

/** Internal. */
export declare class ɵHidden {
    /** Goes. */
    readonly value: '/** is no comment */';
    /**
     * Goes.
     * @throws nothing
     */
    find(): Shown;
}

/** Internal. */
export declare const ɵcount: number;

/** Stays. */
export declare function find(/** Stays. */ name: string): ɵHidden;

/** Goes. */
export declare type ɵNames = readonly string[];

export { }
`;
  assert.equal(
    withoutInternalDocs(declarations),
    `/** Public. */
export declare interface Shown {
    /** Stays. */
    readonly text: string;
}
export declare class ɵHidden {
    readonly value: '/** is no comment */';
    find(): Shown;
}
export declare const ɵcount: number;

/** Stays. */
export declare function find(/** Stays. */ name: string): ɵHidden;
export declare type ɵNames = readonly string[];

export { }
`,
  );
});
