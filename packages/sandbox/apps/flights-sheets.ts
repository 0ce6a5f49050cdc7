import type { ObjectEntry } from './app-definition.ts';
import { chart, filterPane } from './building/chart.ts';
import { sheet } from './building/sheet.ts';
import { allCharts } from './flights-all-charts.ts';

/** The sheets of the flights app. Chart ids are stable. */
export function flightSheets(): readonly ObjectEntry[] {
  return [overview(), routes(), allCharts()];
}

function overview(): ObjectEntry {
  return sheet('flights-overview', 'Overview', 'Where and when flights are late', 0, [
    {
      chart: chart({
        id: 'flights-count',
        type: 'kpi',
        title: '',
        measures: [{ item: 'msr-flights' }, { item: 'msr-average-delay' }],
      }),
      col: 0,
      row: 0,
      colspan: 6,
      rowspan: 2,
    },
    {
      chart: filterPane('flights-filters', 'Filters', [
        { item: 'dim-month', title: 'Month' },
        { item: 'dim-weekday', title: 'Weekday' },
        { item: 'dim-origin-state', title: 'Origin state' },
        { item: 'dim-destination-state', title: 'Destination state' },
      ]),
      col: 0,
      row: 2,
      colspan: 6,
      rowspan: 2,
    },
    {
      chart: chart({
        id: 'flights-by-state',
        type: 'barchart',
        title: 'Flights by origin state',
        dimensions: [{ source: { item: 'dim-origin-state' } }],
        measures: [{ item: 'msr-flights' }],
        sortFirst: 1,
      }),
      col: 6,
      row: 0,
      colspan: 10,
      rowspan: 4,
    },
    {
      chart: chart({
        id: 'flights-by-weekday',
        type: 'piechart',
        title: 'Flights by weekday',
        dimensions: [{ source: { item: 'dim-weekday' }, order: 'number' }],
        measures: [{ item: 'msr-flights' }],
      }),
      col: 16,
      row: 0,
      colspan: 8,
      rowspan: 4,
    },
    {
      chart: chart({
        id: 'delay-by-date',
        type: 'linechart',
        title: 'Average delay by day',
        dimensions: [{ source: { item: 'dim-date' }, order: 'number' }],
        measures: [{ item: 'msr-average-delay' }],
      }),
      col: 0,
      row: 4,
      colspan: 9,
      rowspan: 4,
    },
    {
      chart: chart({
        id: 'flights-by-airport',
        type: 'table',
        title: 'Airports of departure',
        dimensions: [{ source: { item: 'dim-origin-code' } }, { source: { item: 'dim-origin' } }],
        measures: [{ item: 'msr-flights' }, { item: 'msr-average-delay' }, { item: 'msr-late-share' }],
        sortFirst: 2,
        settings: { totals: { show: true, position: 'noTotals', label: 'Totals' } },
      }),
      col: 12,
      row: 8,
      colspan: 12,
      rowspan: 4,
    },
    {
      chart: chart({
        id: 'delay-by-airport',
        type: 'scatterplot',
        title: 'Flights and delay by airport',
        dimensions: [{ source: { item: 'dim-origin-code' } }],
        measures: [{ item: 'msr-flights' }, { item: 'msr-average-delay' }],
        rows: 1000,
      }),
      col: 9,
      row: 4,
      colspan: 8,
      rowspan: 4,
    },
    {
      chart: chart({
        id: 'delay-distribution',
        type: 'histogram',
        title: 'Delays in minutes',
        dimensions: [{ source: { expression: 'Delay', label: 'Delay (min)' }, order: 'number' }],
      }),
      col: 17,
      row: 4,
      colspan: 7,
      rowspan: 4,
    },
    {
      chart: chart({
        id: 'flights-pivot',
        type: 'pivot-table',
        title: 'Flights by state and city over the months',
        dimensions: [
          { source: { item: 'dim-origin-state' } },
          { source: { item: 'dim-origin-city' } },
          { source: { item: 'dim-month' }, order: 'number' },
        ],
        measures: [{ item: 'msr-flights' }, { item: 'msr-average-delay' }],
        mode: 'P',
        leftDimensions: 2,
      }),
      col: 0,
      row: 8,
      colspan: 12,
      rowspan: 4,
    },
  ]);
}

function routes(): ObjectEntry {
  return sheet('flights-routes', 'Routes and hours', 'Distance, delay and the hour of the day', 1, [
    {
      chart: chart({
        id: 'distance-and-delay',
        type: 'scatterplot',
        title: 'Distance and delay by airport',
        dimensions: [{ source: { item: 'dim-origin-code' } }],
        measures: [{ item: 'msr-average-distance' }, { item: 'msr-average-delay' }, { item: 'msr-flights' }],
        rows: 1000,
      }),
      col: 0,
      row: 0,
      colspan: 12,
      rowspan: 6,
    },
    {
      chart: chart({
        id: 'flights-by-hour',
        type: 'barchart',
        title: 'Flights by hour of departure',
        dimensions: [{ source: { item: 'dim-hour' }, order: 'number' }],
        measures: [{ item: 'msr-flights' }],
      }),
      col: 12,
      row: 0,
      colspan: 12,
      rowspan: 6,
    },
    {
      chart: chart({
        id: 'flights-list',
        type: 'table',
        title: 'All flights',
        dimensions: [
          { source: { expression: '[Flight ID]', label: 'Flight' }, order: 'number' },
          { source: { item: 'dim-date' }, order: 'number' },
          { source: { item: 'dim-origin-code' } },
          { source: { item: 'dim-destination' } },
        ],
        measures: [
          { expression: 'Sum(Distance)', label: 'Distance' },
          { expression: 'Sum(Delay)', label: 'Delay' },
        ],
      }),
      col: 0,
      row: 6,
      colspan: 24,
      rowspan: 6,
    },
  ]);
}
