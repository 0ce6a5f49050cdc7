/** Types for the used part of `js-md4`, which has none. */
declare module 'js-md4' {
  const md4: {
    /** The 16 bytes of the hash. */
    arrayBuffer(message: Uint8Array): ArrayBuffer;
  };
  export default md4;
}
