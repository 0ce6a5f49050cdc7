/** What whole-project tools hold: each is one check, and a command of its own in `package.json`. */
const GATES = ['lint:unused', 'lint:spelling', 'lint:links'];

/** One check per gate. */
export async function gates(context) {
  const result = { passed: 0, failed: 0, output: '' };
  for (const gate of GATES) {
    const { code, output } = await context.run(['npm', 'run', '--silent', gate]);
    if (code === 0) {
      result.passed += 1;
      continue;
    }
    result.failed += 1;
    result.output += `npm run ${gate}:\n${output}\n`;
  }
  return result;
}
