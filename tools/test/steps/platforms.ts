import { nodeSpecs } from './node-specs.ts';

/** The built library where no Karma goes: rendered by a server and taken over by a page with zone.js, and under Jest and Vitest with jsdom. */
export async function platforms(context) {
  const { code, output } = await context.build('ngx-qlik');
  return code === 0 ? nodeSpecs('tests/platforms')(context) : { passed: 0, failed: 1, output };
}
