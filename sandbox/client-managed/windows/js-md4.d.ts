/** What is used of `js-md4`, which brings no types. */
declare module 'js-md4' {
  const md4: {
    /** The 16 bytes of the hash. */
    arrayBuffer(message: Uint8Array): ArrayBuffer;
  };
  export default md4;
}
