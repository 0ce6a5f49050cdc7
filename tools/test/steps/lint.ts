/** One check: ESLint has neither errors nor warnings. */
export async function lint(context) {
  const { code, output } = await context.node(
    ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0', '--no-warn-ignored'],
    { env: { NODE_OPTIONS: '--max-old-space-size=6144' } },
  );
  return code === 0 ? { passed: 1, failed: 0, output: '' } : { passed: 0, failed: 1, output };
}
