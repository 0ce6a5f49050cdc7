/** Two checks: the library and the application are built for production, the latter within its budgets and without warnings. */
export async function build(context) {
  const result = { passed: 0, failed: 0, output: '' };
  for (const project of ['ngx-qlik', 'ngx-qlik-app']) {
    const { code, output } = await context.build(project);
    const hasWarning = /\bWARNING\b/.test(output);
    if (code === 0 && !hasWarning) {
      result.passed += 1;
      continue;
    }
    result.failed += 1;
    result.output += `${output}\n${code === 0 ? 'A warning counts as a failure here.\n' : ''}`;
  }
  return result;
}
