import { initialDownload } from '../../size/initial-download.ts';
import { inProject } from '../../environment/project-root.ts';

/** In bytes after gzip; from the design's figures, 1 kB = 1000 bytes. */
const LIMITS = { initial: 110_000, core: 12_000, embed: 6_000 };

/** Five checks: three sizes, that none of Qlik's packages is loaded before it is wanted, and no code for development only is in production. */
export async function size(context) {
  for (const project of ['ngx-qlik', 'ngx-qlik-app']) {
    const { code } = await context.build(project);
    if (code !== 0)
      return {
        passed: 0,
        failed: 1,
        output: `The build of ${project} failed, so there is nothing to measure.`,
      };
  }
  // Not at the top: when this file is read, dependencies may not be installed yet.
  const { entryPointSize } = await import('../../size/entry-point.ts');
  const { developmentLeftovers } = await import('../../size/development-only.ts');
  const initial = await initialDownload(inProject('dist/app'));
  const sizes = {
    initial: initial.bytes,
    core: await entryPointSize(inProject('dist/ngx-qlik/fesm2022/ngx-qlik.mjs')),
    embed: await entryPointSize(inProject('dist/ngx-qlik/fesm2022/ngx-qlik-embed.mjs')),
  };
  const checks = Object.entries(LIMITS).map(([name, limit]) => ({
    isMet: sizes[name] <= limit,
    text: `${name}: ${kilobytes(sizes[name])} of at most ${kilobytes(limit)}`,
  }));
  checks.push({
    isMet: initial.qlikModules.length === 0,
    text:
      initial.qlikModules.length === 0
        ? 'no module of @qlik/* in the initial chunks'
        : `in the initial chunks: ${initial.qlikModules.join(', ')}`,
  });
  const leftovers = await developmentLeftovers(inProject('dist/ngx-qlik/fesm2022/ngx-qlik.mjs'));
  checks.push({
    isMet: leftovers.length === 0,
    text:
      leftovers.length === 0
        ? 'no code for development only in a production bundle'
        : `for development only, and in production or not to be found: ${leftovers.join(', ')}`,
  });
  return {
    passed: checks.filter(({ isMet }) => isMet).length,
    failed: checks.filter(({ isMet }) => !isMet).length,
    output: checks.map(({ isMet, text }) => `${isMet ? '✔' : '✖'} ${text}`).join('\n'),
  };
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
