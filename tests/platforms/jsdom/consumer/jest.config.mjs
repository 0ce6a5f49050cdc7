export default {
  testEnvironment: 'jsdom',
  testMatch: ['**/*.jest.mjs'],
  moduleFileExtensions: ['mjs', 'js', 'json'],
  transform: {},
  // A machine that does other work besides.
  testTimeout: 30_000,
};
