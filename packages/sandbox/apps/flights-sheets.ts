import type { ObjectEntry } from './app-definition.ts';
import { chart, filterPane, FIT_TO_CONTENT } from './building/chart.ts';
import { MEASURE_AXIS } from './building/chart-settings.ts';
import { numberFormat, WHOLE } from './building/library.ts';
import { type Placement, sheet } from './building/sheet.ts';
import { allCharts, DELAY_AXES } from './flights-all-charts.ts';

const WHOLE_NUMBER = { qNumFormat: numberFormat(WHOLE) };

/** The sheets of the flights app. Chart ids are stable. */
export function flightSheets(): readonly ObjectEntry[] {
  return [overview(), routes(), allCharts()];
}

/** The filters in one row, the figures beside the charts, and the tables below, where their columns have room. */
function overview(): ObjectEntry {
  const placements: readonly Placement[] = [
    {
      chart: filterPane('flights-filters', 'Filters', [
        { item: 'dim-month', title: 'Month' },
        { item: 'dim-weekday', title: 'Weekday' },
        { item: 'dim-origin-state', title: 'Origin state' },
        { item: 'dim-destination-state', title: 'Destination state' },
      ]),
      col: 0,
      row: 0,
      colspan: 24,
      rowspan: 1,
    },
    {
      chart: chart({
        id: 'flights-count',
        type: 'kpi',
        title: '',
        measures: [{ item: 'msr-flights' }],
      }),
      col: 0,
      row: 1,
      colspan: 5,
      rowspan: 2,
    },
    {
      chart: chart({
        id: 'average-delay',
        type: 'kpi',
        title: '',
        measures: [{ item: 'msr-average-delay' }],
      }),
      col: 0,
      row: 3,
      colspan: 5,
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
        settings: { measureAxis: { ...MEASURE_AXIS, spacing: 0.5 } },
      }),
      col: 5,
      row: 1,
      colspan: 12,
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
      col: 17,
      row: 1,
      colspan: 7,
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
      row: 5,
      colspan: 9,
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
        settings: DELAY_AXES,
      }),
      col: 9,
      row: 5,
      colspan: 8,
      rowspan: 4,
    },
    {
      chart: chart({
        id: 'delay-distribution',
        // Not a histogram: that chart makes functions from texts, which a page's security policy seldom allows.
        type: 'barchart',
        title: 'Flights by quarter of an hour of delay',
        dimensions: [
          { source: { expression: '=Floor(Delay / 15) * 15', label: 'Delay from (min)' }, order: 'number' },
        ],
        measures: [{ item: 'msr-flights' }],
      }),
      col: 17,
      row: 5,
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
        measures: [
          { item: 'msr-flights' },
          { item: 'msr-average-delay', members: { columnWidth: { type: 'pixels', pixels: 130 } } },
        ],
        mode: 'P',
        leftDimensions: 2,
      }),
      col: 0,
      row: 9,
      colspan: 8,
      rowspan: 5,
    },
    {
      chart: chart({
        id: 'flights-by-airport',
        type: 'table',
        title: 'Airports of origin',
        dimensions: [{ source: { item: 'dim-origin', members: FIT_TO_CONTENT } }],
        measures: [
          { item: 'msr-flights', members: FIT_TO_CONTENT },
          { item: 'msr-late-share', members: FIT_TO_CONTENT },
        ],
        sortFirst: 1,
        settings: { totals: { show: true, position: 'noTotals', label: 'Totals' } },
      }),
      col: 8,
      row: 9,
      colspan: 16,
      rowspan: 5,
    },
  ];
  return sheet('flights-overview', 'Overview', 'Where and when flights are late', 0, placements, 14);
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
        settings: DELAY_AXES,
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
          { source: { item: 'dim-destination', members: FIT_TO_CONTENT } },
        ],
        measures: [
          { expression: 'Sum(Distance)', label: 'Distance', members: { ...FIT_TO_CONTENT, ...WHOLE_NUMBER } },
          { expression: 'Sum(Delay)', label: 'Delay', members: WHOLE_NUMBER },
        ],
      }),
      col: 0,
      row: 6,
      colspan: 24,
      rowspan: 6,
    },
  ]);
}
