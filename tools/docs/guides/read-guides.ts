import { readFileSync } from 'node:fs';
import * as prettier from 'prettier';
import { AUTH_DEMOS } from '../../../src/app/features/auth-demos/demos.ts';
import { inProject } from '../../environment/project-root.ts';
import { fillGuide, guideOf } from './guide-sections.ts';

/** A guide: its file, and its text as it is and as it has to be. */
export interface Guide {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly filled: string;
}

/** The guides of `docs/auth`: each with its text, and with that which it has to have by the demos of the application. */
export async function readGuides(): Promise<readonly Guide[]> {
  const names = [...new Set(AUTH_DEMOS.map(({ type }) => guideOf(type)))].sort();
  return await Promise.all(
    names.map(async (name) => {
      const path = inProject(`docs/auth/${name}`);
      const text = readFileSync(path, 'utf8');
      const demos = AUTH_DEMOS.filter(({ type }) => guideOf(type) === name);
      const filled = fillGuide(text, demos);
      const options = await prettier.resolveConfig(path);
      return { name, path, text, filled: await prettier.format(filled, { ...options, filepath: path }) };
    }),
  );
}
