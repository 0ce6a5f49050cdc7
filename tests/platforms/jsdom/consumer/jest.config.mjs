export default {
  testEnvironment: 'jsdom',
  testMatch: ['**/*.jest.mjs'],
  moduleFileExtensions: ['mjs', 'js', 'json'],
  transform: {},
};
