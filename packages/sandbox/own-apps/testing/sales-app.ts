import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The data file. */
export const SALES = 'Region,Product,Amount\nNorth,A,10\nNorth,B,20\nSouth,A,5\nSouth,B,40\n';
/** The script. */
export const LOAD = `SET DecimalSep='.';
LET vYear = 2026;
Sales:
LOAD Region, Product, Amount FROM [lib://Files/sales.csv] (txt, utf8, embedded labels, delimiter is ',');
`;
const cube = (expression: string): object => ({
  qDimensions: [{ qLibraryId: 'd1' }],
  qMeasures: [{ qDef: { qDef: expression } }],
  qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 2, qHeight: 100 }],
});
/** Returns a chart with one measure. */
export const chart = (id: string, expression: string, visualization = 'barchart'): object => ({
  qInfo: { qId: id, qType: visualization },
  visualization,
  title: `Chart ${id}`,
  qHyperCubeDef: cube(expression),
});
/** Returns a sheet with charts. */
export const sheet = (children: readonly object[]): object => ({
  qProperty: { qInfo: { qId: 'sheet1', qType: 'sheet' }, qMetaDef: { title: 'Overview' }, cells: [] },
  qChildren: children.map((qProperty) => ({ qProperty, qChildren: [] })),
});
export const dimension = {
  qInfo: { qId: 'd1', qType: 'dimension' },
  qDim: { qGrouping: 'N', qFieldDefs: ['Region'], qFieldLabels: ['Region'] },
  qMetaDef: { title: 'Region' },
};

/** The files of an app, as Qlik's command-line tool writes them. */
export const APP: Readonly<Record<string, string>> = {
  'config.yml':
    'script: script.qvs\nconnections: connections.yml\ndimensions: dimensions.json\nmeasures: measures.json\n' +
    'objects: objects/*.json\nvariables: variables.json\napp-properties: app-properties.json\n',
  'script.qvs': LOAD,
  'app-properties.json': JSON.stringify({ qTitle: 'My sales' }),
  'connections.yml': 'connections:\n  Files:\n    type: folder\n    connectionstring: /data/\n',
  'dimensions.json': JSON.stringify([dimension]),
  'measures.json': JSON.stringify([
    {
      qInfo: { qId: 'm1', qType: 'measure' },
      qMeasure: { qLabel: 'Amount', qDef: 'Sum(Amount)' },
      qMetaDef: { title: 'Amount' },
    },
  ]),
  'variables.json': JSON.stringify([
    { qInfo: { qId: 'v1', qType: 'variable' }, qName: 'vRate', qDefinition: '2' },
    { qInfo: { qId: 'v2', qType: 'variable' }, qName: 'vYear', qDefinition: '1900' },
  ]),
  'objects/sheet-overview-sheet1.json': JSON.stringify(sheet([chart('bar1', 'Sum(Amount)')])),
  'data/Files/sales.csv': SALES,
};

/** Writes files of an app, or removes those that are undefined. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | undefined>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (content === undefined) rmSync(path, { force: true });
    else writeFileSync(path, content);
  }
}
