import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../engine/protocol/json.ts';
import { flightSheets } from './flights-sheets.ts';

/** They make functions from texts, which the security policy of a page seldom allows. */
const NEED_UNSAFE_EVAL = ['boxplot', 'distributionplot', 'histogram', 'waterfallchart'];

interface Chart {
  readonly id: string;
  readonly type: string;
  readonly dimensions: readonly JsonObject[];
  readonly measures: readonly JsonObject[];
}

function chartsOf(sheetId: string): readonly Chart[] {
  const sheet = flightSheets().find(({ properties }) => properties.qInfo.qId === sheetId);
  assert.ok(sheet);
  return (sheet.children ?? []).map(({ properties }) => {
    const cube = toObject(toObject(properties)['qHyperCubeDef'] ?? {});
    return {
      id: properties.qInfo.qId,
      type: properties.qInfo.qType,
      dimensions: toArray(cube['qDimensions'] ?? []).map(toObject),
      measures: toArray(cube['qMeasures'] ?? []).map(toObject),
    };
  });
}

describe('the first sheet of the flights app', () => {
  const charts = chartsOf('flights-overview');

  it('has no chart that a page with a strict policy cannot draw', () => {
    assert.deepEqual(
      charts.filter(({ type }) => NEED_UNSAFE_EVAL.includes(type)),
      [],
    );
  });

  it('has one figure per KPI: a second one is drawn over the first in a small cell', () => {
    const figures = charts.filter(({ type }) => type === 'kpi').map(({ measures }) => measures.length);
    assert.deepEqual(figures, [1, 1]);
  });

  it('gives each column of its table the width of its heading, which Qlik’s chart breaks within words', () => {
    const table = charts.find(({ type }) => type === 'table');
    assert.ok(table);
    const widths = [...table.dimensions, ...table.measures].map((column) =>
      toObject(toObject(column['qDef'])['columnWidth']),
    );
    assert.deepEqual(
      widths.map(({ type }) => type),
      ['fitToContent', 'fitToContent', 'fitToContent'],
    );
  });
});

describe('the scatter plots of the flights app', () => {
  it('begin their axes near the values: by themselves they go as far below zero as above', () => {
    const plots = flightSheets()
      .flatMap(({ children = [] }) => children)
      .map(({ properties }) => toObject(properties))
      .filter((properties) => toObject(properties['qInfo'] ?? {})['qType'] === 'scatterplot');
    assert.equal(plots.length, 3);
    for (const plot of plots) {
      const [xAxis, yAxis] = [plot['xAxis'], plot['yAxis']].map((axis) => toObject(axis ?? {}));
      assert.deepEqual([xAxis?.['autoMinMax'], xAxis?.['min']], [false, 0]);
      assert.deepEqual([yAxis?.['autoMinMax'], yAxis?.['min']], [false, -50]);
    }
  });
});
