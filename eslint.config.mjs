import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const projects = [
  'libs/*/tsconfig.json',
  'apps/*/tsconfig.json',
  'infra/tsconfig.json',
  'tests/tsconfig.json',
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/*.mjs', 'apps/cli/bin/**', 'tests/house/planted/**'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: projects, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      // Nest's modules and controllers are classes with a decorator and often nothing else.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'No barrels: import the file that holds the thing.' },
      ],
      eqeqeq: 'error',
    },
  },
  {
    // The domain and the views never look at the clock or roll dice: time and identity come in.
    files: ['libs/deals/src/**/*.ts', 'libs/views/src/**/*.ts', 'libs/event-sourcing/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-globals': ['error', 'Date', 'crypto', 'process', 'setTimeout', 'setInterval'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
    },
  },
  {
    files: ['**/*.spec.ts', 'tests/**/*.ts'],
    rules: {
      // A describe block is a table of contents, not a function to keep on one screen.
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 400 }],
    },
  },
);
