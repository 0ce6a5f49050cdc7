import { inProject } from '../../environment/project-root.ts';
import { findSecrets, knownSecrets } from '../../secrets/find-secrets.ts';

/** One check per built project: none of the secrets that this run knows, and nothing in the shape of one, is in its files. */
export async function secrets(context) {
  const known = knownSecrets();
  const result = { passed: 0, failed: 0, output: `${known.length} known secrets searched for` };
  for (const [project, folder] of [
    ['ngx-qlik', 'dist/ngx-qlik'],
    ['ngx-qlik-app', 'dist/app'],
  ]) {
    const { code } = await context.build(project);
    const found = code === 0 ? findSecrets(inProject(folder), known) : [`the build of ${project} failed`];
    if (found.length === 0) result.passed += 1;
    else {
      result.failed += 1;
      result.output += `\n${found.join('\n')}`;
    }
  }
  return result;
}
