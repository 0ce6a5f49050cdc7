/** Types for the used part of `picomatch`, which has none. */
declare module 'picomatch' {
  const picomatch: {
    /** The expression that a path has to match. */
    makeRe(glob: string, options: { readonly dot: true; readonly posix: true }): RegExp;
    /** What a glob is made of. */
    scan(glob: string): {
      /** The folder before the first part that has a wildcard. */
      readonly base: string;
      readonly isGlob: boolean;
    };
  };
  export default picomatch;
}
