import { binnedData } from '../cube/binned-data.ts';
import { continuousData } from '../cube/continuous-data.ts';
import type { Cube } from '../cube/cube.ts';
import { modeOf } from '../cube/mode.ts';
import { reducedPages } from '../cube/reduced-data.ts';
import { stackedPages } from '../cube/stacked.ts';
import { straightPages } from '../cube/straight-table.ts';
import { treeNodes } from '../cube/tree-data.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { EntryContext } from './context.ts';
import { anyValue, flag, integer, list, method, number, object, text, type MethodTable } from './method.ts';

/** Returns the hypercube at a path. @throws {QixError} 6000 when the hypercube is in another mode */
export function cubeInMode(
  { layouts, entry }: EntryContext,
  path: string,
  wanted: 'S' | 'K' | 'P' | 'T',
): Cube {
  const cube = layouts.cubeAt(entry, path);
  const mode = modeOf(cube.definition);
  if (mode !== wanted)
    throw new QixError(QIX_CODES.invalidObject, `The hypercube has mode ${mode}, not ${wanted}`, path);
  return cube;
}

/** Methods of a generic object that read the data of its hypercubes. */
export const CUBE_DATA_METHODS: MethodTable<EntryContext> = {
  GetHyperCubeData: method([text('qPath'), list('qPages')], (context: EntryContext, path, pages) => ({
    qDataPages: straightPages(cubeInMode(context, path, 'S'), pages),
  })),
  GetHyperCubePivotData: method([text('qPath'), list('qPages')], (context: EntryContext, path, pages) => {
    cubeInMode(context, path, 'P');
    return { qDataPages: context.layouts.pivotAt(context.entry, path).pages(pages) };
  }),
  GetHyperCubeStackData: method(
    [text('qPath'), list('qPages'), number('qMaxNbrCells')],
    (context: EntryContext, path, pages) => ({
      qDataPages: stackedPages(cubeInMode(context, path, 'K'), pages),
    }),
  ),
  // Mini charts read the data of these two methods as a table in every mode.
  GetHyperCubeReducedData: method(
    [text('qPath'), list('qPages'), number('qZoomFactor'), anyValue('qReductionMode')],
    ({ layouts, entry }: EntryContext, path, pages, zoom, mode) => ({
      qDataPages: reducedPages(layouts.cubeAt(entry, path), pages, zoom, mode),
    }),
  ),
  GetHyperCubeContinuousData: method(
    [text('qPath'), object('qOptions'), flag('qReverseSort')],
    ({ layouts, entry }: EntryContext, path, options, isReversed) =>
      continuousData(layouts.cubeAt(entry, path), options, isReversed),
  ),
  GetHyperCubeBinnedData: method(
    [
      text('qPath'),
      list('qPages'),
      object('qViewport'),
      list('qDataRanges'),
      number('qMaxNbrCells'),
      integer('qQueryLevel'),
      integer('qBinningMethod'),
    ],
    ({ layouts, entry }: EntryContext, path, _pages, _viewport, dataRanges, maxCells, queryLevel) => ({
      qDataPages: binnedData(layouts.cubeAt(entry, path), { dataRanges, maxCells, queryLevel }),
    }),
  ),
  GetHyperCubeTreeData: method(
    [text('qPath'), object('qNodeOptions')],
    (context: EntryContext, path, options) => ({
      qNodes: treeNodes(cubeInMode(context, path, 'T'), options),
    }),
  ),
};
