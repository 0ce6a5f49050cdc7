/** The sandbox's app with charts of all types. Its objects are named in the README of the package. */
export const FLIGHTS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';
