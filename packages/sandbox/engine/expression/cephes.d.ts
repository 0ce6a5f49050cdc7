/** Types for the used part of `cephes`, whose own types are not among its exports. */
declare module 'cephes' {
  /** Resolves when the functions can be called. */
  export const compiled: Promise<void>;
  /** Regularized lower incomplete gamma function. */
  export function igam(a: number, x: number): number;
  /** Regularized upper incomplete gamma function. */
  export function igamc(a: number, x: number): number;
  /** Regularized incomplete beta function. */
  export function incbet(a: number, b: number, x: number): number;
  /** Natural logarithm of the absolute value of the gamma function. */
  export function lgam(x: number): number;
  /** Cumulative normal distribution. */
  export function ndtr(x: number): number;
  /** The value whose cumulative normal distribution is `y`. */
  export function ndtri(y: number): number;
}
