import js from '@eslint/js';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';
import { boundaries } from './tools/lint/boundaries.mjs';
import { fieldTerms } from './tools/lint/field-terms.mjs';

const TYPESCRIPT = ['**/*.ts', '**/*.mts'];
const JAVASCRIPT = ['**/*.js', '**/*.mjs', '**/*.cjs'];
const TEMPLATES = ['src/**/*.html', 'projects/ngx-qlik/**/*.html', 'examples/*/src/app/**/*.html'];
const ANGULAR = ['src/**/*.ts', 'projects/ngx-qlik/**/*.ts'];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      'dist/',
      // Run and compiled by a spec, against the installed package of the sandbox.
      'tests/platforms/sandbox/consumer/',
      'tests/platforms/first-download/consumer/',
      'tests/consumers/added/',
      'tests/platforms/backend/consumer/',
      'tests/platforms/guides/consumer/',
      // Its packages are installed by `npm run docs` only.
      'docs/site/',
      'coverage/',
      '.angular/',
      '.cache/',
      '.local/',
      'test-results/',
      'playwright-report/',
      // Not part of the code: files that are served as they are.
      'src/public/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: [...JAVASCRIPT, ...TEMPLATES], ...js.configs.recommended },

  {
    // What is said about TypeScript itself, with types and without, is in .oxlintrc.json.
    files: TYPESCRIPT,
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportAllDeclaration[exported=null]',
          message: 'Name what is exported; no star exports.',
        },
        { selector: 'TSEnumDeclaration', message: 'Use a union of texts.' },
      ],
    },
  },

  {
    files: ANGULAR,
    extends: [...angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': [
        'error',
        { type: 'element', prefix: ['app', 'qlik'], style: 'kebab-case' },
      ],
      '@angular-eslint/directive-selector': [
        'error',
        { type: 'attribute', prefix: ['app', 'qlik'], style: 'camelCase' },
      ],
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      '@angular-eslint/prefer-signals': 'error',
      '@angular-eslint/prefer-output-readonly': 'error',
      // Qlik's packages need a browser and are heavy: types at any time, code by import() only.
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@qlik/*'],
              allowTypeImports: true,
              message: "Load Qlik's packages with import(); only their types may be imported at the top.",
            },
          ],
        },
      ],
    },
  },
  {
    // Without the rules that read types: the packages of an example are installed where it is built.
    files: ['examples/**/*.ts'],
    extends: [...angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      '@angular-eslint/prefer-signals': 'error',
      '@angular-eslint/prefer-output-readonly': 'error',
    },
  },
  {
    files: TEMPLATES,
    extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility],
    rules: {
      '@angular-eslint/template/prefer-control-flow': 'error',
      '@angular-eslint/template/no-any': 'error',
    },
  },

  ...boundaries,
  ...fieldTerms,

  {
    files: [
      '**/*.spec.ts',
      'projects/ngx-qlik/testing/**/*.ts',
      'projects/ngx-qlik/{src,embed}/**/testing/*.ts',
    ],
    rules: {
      '@angular-eslint/prefer-on-push-component-change-detection': 'off',
      '@angular-eslint/component-selector': 'off',
    },
  },
  {
    files: JAVASCRIPT,
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'setTimeout',
          'clearTimeout',
          'fetch',
          'AbortSignal',
          'URL',
          'Buffer',
          'require',
          'module',
          '__dirname',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    // Files of projects that use the built library: run as they are, by Node, a bundler, Jest or Vitest.
    files: ['tests/platforms/**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['window', 'document', 'console', 'performance', 'AbortController'],
          ...['describe', 'it', 'expect', 'beforeAll'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['projects/ngx-qlik/assets/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: Object.fromEntries(
        [
          'window',
          'document',
          'location',
          'history',
          'sessionStorage',
          'BroadcastChannel',
          'URLSearchParams',
          'URL',
          'AbortSignal',
          'console',
          'fetch',
          'localStorage',
          'setTimeout',
          'AbortController',
          'Response',
          'addEventListener',
          'crypto',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
