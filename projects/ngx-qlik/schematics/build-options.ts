import type { Rule } from '@angular-devkit/schematics';
import { updateWorkspace } from '@schematics/angular/utility';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { type Application, join } from './project.ts';

/** Files of packages that an application serves, by what needs them. */
export const PACKAGE_ASSETS = {
  callbackPage: { glob: 'oauth-callback.*', input: 'node_modules/ngx-qlik/assets', output: '.' },
  earlyStart: { glob: 'qlik-early-start.js', input: 'node_modules/ngx-qlik/assets', output: '.' },
  runtime: { glob: '**/*', input: 'node_modules/ngx-qlik-runtime/files', output: 'qlik-runtime' },
} as const;

/** A rule of `assets` in angular.json. */
export interface AssetRule {
  readonly glob: string;
  readonly input: string;
  readonly output?: string;
}

/** Where files for the root of the site lie. */
export interface PublicFolder {
  readonly path: string;
  /** Missing where angular.json has no such folder yet. */
  readonly rule?: AssetRule;
}

/** The folder whose files are served from the root of the site. */
export function publicFolderOf({ project }: Application): PublicFolder {
  const assets: readonly unknown[] = listOf(project.targets.get('build')?.options?.['assets']);
  const found = assets.find(
    (each): each is AssetRule => isRule(each) && each.glob === '**/*' && /^[./]*$/.test(each.output ?? ''),
  );
  if (found) return { path: found.input };
  const path = join(project.root, 'public');
  return { path, rule: { glob: '**/*', input: path } };
}

/** Adds rules to the assets of a build, in each configuration that has assets of its own as well. */
export function addAssets(application: string, rules: readonly AssetRule[]): Rule {
  return updateWorkspace((workspace) => {
    const build = workspace.projects.get(application)?.targets.get('build');
    if (!build || rules.length === 0) return;
    build.options ??= {};
    const places = [build.options, ...Object.values(build.configurations ?? {})].filter(
      (place, index) => place !== undefined && (index === 0 || place['assets'] !== undefined),
    );
    for (const place of places) {
      if (!place) continue;
      const present = listOf(place['assets']);
      const missing = rules.filter(
        ({ input, glob }) => !present.some((each) => isRule(each) && isSame(each, input, glob)),
      );
      if (missing.length > 0)
        place['assets'] = [...present, ...missing.map((rule) => ({ ...rule }))] as never;
    }
  });
}

/**
 * Turns `inlineCritical` off, in each configuration that optimizes: it loads the style sheet by an inline event handler, which a strict
 * Content-Security-Policy blocks, so that the page would have no styles.
 */
export function disableInlineCritical(application: string): Rule {
  return updateWorkspace((workspace) => {
    const build = workspace.projects.get(application)?.targets.get('build');
    if (!build) return;
    const configurations = Object.entries(build.configurations ?? {});
    for (const [name, place] of [['', build.options] as const, ...configurations]) {
      if (!place) continue;
      const { optimization } = place;
      // Only the production configuration optimizes by default.
      if (optimization === undefined ? name !== 'production' : optimization === false) continue;
      const former = isRecord(optimization) ? optimization : { scripts: true, styles: true, fonts: true };
      const { styles } = former;
      if (styles === false || (isRecord(styles) && styles['inlineCritical'] === false)) continue;
      place['optimization'] = {
        ...former,
        styles: { ...(isRecord(styles) ? styles : { minify: true }), inlineCritical: false },
      };
    }
  });
}

function isSame(each: AssetRule, input: string, glob: string): boolean {
  return each.input.replace(/^\.\//, '').replace(/\/$/, '') === input && each.glob === glob;
}

function isRule(value: unknown): value is AssetRule {
  return isRecord(value) && typeof value['glob'] === 'string' && typeof value['input'] === 'string';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
