/** One check per entry point of the library: its interface is the one in the report that is checked in. */
export async function apiReport(context) {
  const { code } = await context.build('ngx-qlik');
  if (code !== 0)
    return {
      passed: 0,
      failed: 1,
      output: 'The build of the library failed, so there is nothing to compare.',
    };
  // Not at the top: when this file is read, dependencies may not be installed yet.
  const { compareReports } = await import('../../api-report/compare-reports.ts');
  const results = compareReports({ isUpdate: false });
  const differing = results.filter(({ problem }) => problem !== undefined);
  return {
    passed: results.length - differing.length,
    failed: differing.length,
    output: differing.map(({ name, problem }) => `${name}: ${problem}`).join('\n'),
  };
}
