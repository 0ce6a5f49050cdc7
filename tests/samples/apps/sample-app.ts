import type { ObjectEntry, ObjectProperties } from '../../../packages/sandbox/apps/app-definition.ts';

/** An app as `serializeapp` writes it, which the sandbox reads. */
export interface SampleApp {
  readonly properties: { readonly qTitle: string };
  readonly loadScript: string;
  readonly sheets: readonly object[];
  readonly dimensions: readonly ObjectProperties[];
  readonly measures: readonly ObjectProperties[];
}

/** The parts of an app. */
export interface AppParts {
  readonly title: string;
  readonly script: string;
  readonly sheets: readonly ObjectEntry[];
  readonly dimensions: readonly ObjectProperties[];
  readonly measures: readonly ObjectProperties[];
}

/** An app out of its parts. */
export function sampleApp({ title, script, sheets, dimensions, measures }: AppParts): SampleApp {
  return {
    properties: { qTitle: title },
    loadScript: script,
    sheets: sheets.map(tree),
    dimensions,
    measures,
  };
}

function tree({ properties, children = [] }: ObjectEntry): object {
  return { qProperty: properties, qChildren: children.map(tree) };
}

/** A script that loads one table. Texts have no quotation marks, line breaks or commas. */
export function inlineTable(
  name: string,
  columns: readonly string[],
  rows: readonly (string | number)[][],
): string {
  const lines = [columns, ...rows].map((row) => row.join(','));
  return `${name}:\nLOAD * INLINE [\n${lines.join('\n')}\n];\n`;
}
