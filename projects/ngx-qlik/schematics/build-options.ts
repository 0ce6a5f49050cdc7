import type { Rule } from '@angular-devkit/schematics';
import { type TargetDefinition, updateWorkspace } from '@schematics/angular/utility';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { type AssetRule, isAssetRule } from './asset-rules.ts';
import { type Application, join, WEBPACK_BUILDER } from './project.ts';

type Options = NonNullable<TargetDefinition['options']>;

/** A script that defines Qlik's elements. */
const ELEMENTS_FILE = 'node_modules/@qlik/embed-web-components/dist/index.js';

/** Files of packages that an application serves, by what needs them. */
export const PACKAGE_ASSETS = {
  callbackPage: { glob: 'oauth-callback.*', input: 'node_modules/ngx-qlik/assets', output: '.' },
  earlyStart: { glob: 'qlik-early-start.js', input: 'node_modules/ngx-qlik/assets', output: '.' },
  runtime: { glob: '**/*', input: 'node_modules/ngx-qlik-runtime/files', output: 'qlik-runtime' },
} as const;

/** Adds rules to the assets of a build, in each configuration that has assets of its own as well. */
export function addAssets(application: string, rules: readonly AssetRule[]): Rule {
  return updateWorkspace((workspace) => {
    const build = workspace.projects.get(application)?.targets.get('build');
    if (!build || rules.length === 0) return;
    build.options ??= {};
    for (const place of placesOf(build, 'assets')) {
      const missing = rules.filter((rule) => lacks(place, rule));
      if (missing.length > 0)
        place['assets'] = [...listOf(place['assets']), ...missing.map((rule) => ({ ...rule }))] as never;
    }
  });
}

/** Whether {@link addAssets} would change the assets of a build. */
export function lacksAsset({ project }: Pick<Application, 'project'>, rule: AssetRule): boolean {
  const build = project.targets.get('build');
  return (
    build !== undefined &&
    placesOf({ ...build, options: build.options ?? {} }, 'assets').some((place) => lacks(place, rule))
  );
}

/**
 * Adds the file of `@qlik/embed-web-components` to the scripts of a build by webpack. Such a build puts `require` into the package, which is
 * a module, so that an import of it fails in the browser; scripts it takes as they are. The library finds the elements defined.
 */
export function addElementsToWebpack(application: string): Rule {
  return updateWorkspace((workspace) => {
    const build = workspace.projects.get(application)?.targets.get('build');
    if (build?.builder !== WEBPACK_BUILDER) return;
    build.options ??= {};
    for (const place of placesOf(build, 'scripts')) {
      const present = listOf(place['scripts']);
      const inputs = present.map((each) => (isRecord(each) ? each['input'] : each));
      if (!inputs.includes(ELEMENTS_FILE)) place['scripts'] = [...present, ELEMENTS_FILE] as never;
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

/** The options of a target, and each of its configurations that has another value of that option. */
function placesOf({ options, configurations }: TargetDefinition, option: string): Options[] {
  const own = Object.values(configurations ?? {}).filter((each) => each?.[option] !== undefined);
  return [options, ...own].filter((each) => each !== undefined);
}

function lacks(place: Options, { input, glob }: AssetRule): boolean {
  return !listOf(place['assets']).some(
    (each) => isAssetRule(each) && join(each.input) === join(input) && each.glob === glob,
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
