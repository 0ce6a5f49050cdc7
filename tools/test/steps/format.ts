/** One check: every file is as Prettier writes it. */
export async function format(context) {
  const { code, output } = await context.node([
    'node_modules/prettier/bin/prettier.cjs',
    '--check',
    '--log-level',
    'warn',
    '.',
  ]);
  return code === 0
    ? { passed: 1, failed: 0, output: '' }
    : { passed: 0, failed: 1, output: `${output}\n"npm run format" puts it right.` };
}
