import tseslint from 'typescript-eslint';
import { chargebus } from './tools/eslint-rules/index.mjs';

// Rules are run, not remembered: each rule below that says something about this repository has a fixture that must fail,
// in tools/lint-fixtures, and tools/lint-fixtures.spec.ts proves it. The folders are relative to where ESLint runs, which
// is this folder, or that of the fixtures.

const SPECS = ['**/*.spec.ts', '**/*.e2e-spec.ts'];
const TEST_CODE = [...SPECS, '**/testing/**/*.ts'];
const SOURCES = ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'];
/** Programs that people run in a terminal: they read the environment and print. */
const COMMAND_LINES = ['apps/platform/src/**/*.ts', 'libs/station-simulator/src/**/cli*.ts'];

/** IdTagInfo, IdTokenInfo and MessageInfo are words of OCPP. */
const FORBIDDEN_NAMES = {
  selector:
    ':matches(ClassDeclaration, TSInterfaceDeclaration, TSTypeAliasDeclaration, TSEnumDeclaration) > Identifier.id[name=/(Manager|Helpers?|Utils?|Impl|(?<!^(?:IdTag|IdToken|Message))Info)$/]',
  message: 'Name it by its subject, not ...Manager, ...Helper, ...Util, ...Impl, ...Info.',
};
const FORBIDDEN_INTERFACES = {
  selector: 'TSInterfaceDeclaration > Identifier.id[name=/^I[A-Z][a-z]/]',
  message: 'An interface is named like any other thing, without an I before it.',
};
const FORBIDDEN_IN_SPECS = [
  {
    selector: 'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|todo)$/]',
    message: 'A spec runs, or is not there.',
  },
  {
    selector: 'CallExpression[callee.name=/^(fdescribe|fit|xdescribe|xit|xtest)$/]',
    message: 'A spec runs, or is not there.',
  },
  {
    selector: 'CallExpression[arguments.length=0][callee.property.name="toBeDefined"]',
    message: 'Say what it is, not that it is.',
  },
  {
    selector: 'CallExpression[callee.name=/^(it|test)$/] > Literal.arguments:first-child[value=/^should /]',
    message: 'A title is a sentence about behaviour: "refuses a blocked token", not "should refuse".',
  },
];

/** @type {import('eslint').Linter.Config[]} */
export default [
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/coverage/**',
      '.nx/**',
      '.chargebus/**',
      '**/.chargebus/**',
      'tools/lint-fixtures/**',
      'tsconfig.tmp.*',
    ],
  },
  // An exception that is needed is made here, where it is seen, never by a comment in the code.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } },
  {
    files: ['**/*.{ts,mjs,cjs,js}'],
    plugins: { chargebus },
    rules: {
      'chargebus/named-by-subject': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'eslint-disable'], location: 'anywhere' }],
      'max-lines': ['error', { max: 300 }],
    },
  },
  {
    files: ['**/*.{mjs,cjs,js}'],
    rules: {
      'no-unused-vars': 'error',
      'no-unreachable': 'error',
      'no-dupe-keys': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
    },
  },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    rules: {
      // tsc does this one, and better.
      '@typescript-eslint/no-unused-vars': 'off',
      // TypeORM's own type for classes.
      '@typescript-eslint/no-unsafe-function-type': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      'no-restricted-syntax': ['error', FORBIDDEN_NAMES, FORBIDDEN_INTERFACES],
    },
  },
  {
    files: [...SOURCES, 'e2e/src/**/*.ts', 'bench/src/**/*.ts', 'tools/docs/src/**/*.ts'],
    languageOptions: { parserOptions: { project: ['./tsconfig.spec.json'], tsconfigRootDir: process.cwd() } },
    rules: {
      'chargebus/layers': 'error',
      'chargebus/declared-dependencies': 'error',
      'chargebus/service-floors': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, arguments: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: SOURCES,
    // The environment is read once, in a service's config.ts. embedded-infra starts programs and gives them theirs.
    ignores: [...TEST_CODE, ...COMMAND_LINES, '**/config.ts', 'libs/embedded-infra/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only config.ts reads the environment; take values from the config.',
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['process', 'node:process'].map((name) => ({
            name,
            importNames: ['env', 'default'],
            message: 'Only config.ts reads the environment.',
          })),
        },
      ],
    },
  },
  { files: SOURCES, ignores: [...COMMAND_LINES], rules: { 'no-console': 'error' } },
  {
    // Answers of an API under test are looked at field by field.
    files: [...TEST_CODE, 'e2e/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    files: TEST_CODE,
    rules: {
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', FORBIDDEN_NAMES, FORBIDDEN_INTERFACES, ...FORBIDDEN_IN_SPECS],
    },
  },
];
