import js from '@eslint/js';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';
import { boundaries } from './tools/lint/boundaries.mjs';
import { fieldTerms } from './tools/lint/field-terms.mjs';

const TYPESCRIPT = ['**/*.ts', '**/*.mts'];
const SPECS = [
  '**/*.spec.ts',
  'projects/ngx-qlik/testing/**/*.ts',
  'projects/ngx-qlik/src/**/testing/*.ts',
  'tests/e2e/**/*.ts',
  'packages/sandbox/**/{conformance,testing}/**/*.ts',
];
const ANGULAR = ['src/**/*.ts', 'projects/ngx-qlik/**/*.ts'];

/** Node's test runner returns promises that it awaits by itself. */
const NODE_TEST_CALLS = [
  {
    from: 'package',
    package: 'node:test',
    name: ['describe', 'it', 'test', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
  },
];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      'dist/',
      // Run and compiled by a spec, against the installed package of the sandbox.
      'tests/platforms/sandbox/consumer/',
      'tests/platforms/backend/consumer/',
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
  js.configs.recommended,

  {
    files: TYPESCRIPT,
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Numbers and booleans read well inside a text; everything else must be made a text on purpose.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `() => void call()` and `() => this.emit()` are how callbacks are written here.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `catch (thrown)` may hand on what it did not understand.
      '@typescript-eslint/only-throw-error': ['error', { allowRethrowing: true, allowThrowingUnknown: true }],
      // Takes Angular's abstract Injector for a class whose instances come from its constructor.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Deprecated only to be noticed: it allows plain HTTP, which this project uses on loopback.
      '@typescript-eslint/no-deprecated': [
        'error',
        {
          allow: ['oauth4webapi', 'openid-client'].map((name) => ({
            from: 'package',
            package: name,
            name: 'allowInsecureRequests',
          })),
        },
      ],
      // Spreading a text gives its code points, which is what is meant.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // A decorated class may be empty, and so may a test double.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Fastify's plugins and handlers are async by contract, whether they wait for something or not.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportAllDeclaration[exported=null]',
          message: 'Name what is exported; no star exports.',
        },
        { selector: 'TSEnumDeclaration', message: 'Use a union of texts.' },
      ],
      eqeqeq: ['error', 'always'],
      'no-eval': 'error',
      'no-implied-eval': 'off',
      'no-console': 'error',
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
      '@angular-eslint/no-uncalled-signals': 'error',
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
            {
              group: ['@angular/material/button'],
              message: 'Use the classes `button` and `icon-button` of src/styles/_controls.scss.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/**/*.html', 'projects/ngx-qlik/**/*.html'],
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
      'projects/ngx-qlik/**/*.spec.ts',
      'projects/ngx-qlik/src/**/testing/*.ts',
      'projects/ngx-qlik/test-setup.ts',
    ],
    // Those run in Node, and have a tsconfig.json beside them.
    ignores: ['projects/ngx-qlik/*/conformance/**', 'projects/ngx-qlik/schematics/**'],
    languageOptions: {
      parserOptions: { projectService: false, project: 'projects/ngx-qlik/tsconfig.spec.json' },
    },
  },
  {
    files: ['src/**/*.spec.ts'],
    languageOptions: { parserOptions: { projectService: false, project: 'tsconfig.spec.json' } },
  },

  {
    files: SPECS,
    rules: {
      // A test may say that something is there; it fails when it is not.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: NODE_TEST_CALLS }],
      '@typescript-eslint/unbound-method': 'off',
      // What is read in a test is checked by its assertion.
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      // Qlik's code rejects with plain objects, and stand-ins for it do the same.
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // Playwright reads the fixtures that a function needs from its first parameter, even when there are none.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
      '@angular-eslint/prefer-on-push-component-change-detection': 'off',
      '@angular-eslint/component-selector': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
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
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  // The sandbox is a tool for developers and tells them what went wrong; in a page, as Qlik's own runtime does.
  { files: ['packages/sandbox/**/*.ts'], rules: { 'no-console': 'off' } },
);
