import type { AppContent, Dual, ObjectEntry } from './app-definition.ts';
import { dateDual, monthDual } from './building/calendar.ts';
import { chart, filterPane, FIT_TO_CONTENT } from './building/chart.ts';
import { numberIn, readCsvRows, textIn } from './building/data-file.ts';
import { masterDimension, masterMeasure, ONE_DECIMAL, WHOLE } from './building/library.ts';
import { sheet } from './building/sheet.ts';

/** Daily weather of two cities, one table. */
export async function loadWeather(): Promise<AppContent> {
  const rows = await readCsvRows('weather.csv');
  const dates = rows.map((row) => {
    const [year = 0, month = 0, day = 0] = (textIn(row, 'date') ?? '').split('-').map(Number);
    return { year, month, dual: dateDual(year, month, day) };
  });
  const numbers = (name: string): Dual[] => rows.map((row) => numberIn(row, name));
  return {
    tables: [
      {
        name: 'Weather',
        columns: [
          { name: 'City', values: rows.map((row) => textIn(row, 'location')) },
          { name: 'Date', values: dates.map((date) => date.dual), tags: ['$date', '$timestamp'] },
          { name: 'Year', values: dates.map((date) => date.year) },
          { name: 'Month', values: dates.map((date) => monthDual(date.month)) },
          { name: 'Weather', values: rows.map((row) => textIn(row, 'weather')) },
          { name: 'Precipitation', values: numbers('precipitation') },
          { name: 'Highest Temperature', values: numbers('temp_max') },
          { name: 'Lowest Temperature', values: numbers('temp_min') },
          { name: 'Wind', values: numbers('wind') },
        ],
      },
    ],
    objects: [overview()],
    dimensions: [
      masterDimension('dim-city', 'City', 'City'),
      masterDimension('dim-date', 'Date', 'Date', ['time']),
      masterDimension('dim-year', 'Year', 'Year', ['time']),
      masterDimension('dim-month', 'Month', 'Month', ['time']),
      masterDimension('dim-weather', 'Weather', 'Weather'),
    ],
    measures: [
      masterMeasure('msr-days', 'Days', 'Count(Date)', WHOLE),
      masterMeasure('msr-rain', 'Precipitation (mm)', 'Sum(Precipitation)', ONE_DECIMAL),
      masterMeasure('msr-high', 'Average high (°C)', 'Avg([Highest Temperature])', ONE_DECIMAL),
      masterMeasure('msr-low', 'Average low (°C)', 'Avg([Lowest Temperature])', ONE_DECIMAL),
    ],
    variables: [],
    script: SCRIPT,
  };
}

/** The filters in one row, the charts below, and the table over the whole width, where its columns have room. */
function overview(): ObjectEntry {
  return sheet('weather-overview', 'Weather', 'Rain and temperature in Seattle and New York', 0, [
    {
      chart: filterPane('weather-filters', 'Filters', [
        { item: 'dim-city', title: 'City' },
        { item: 'dim-year', title: 'Year' },
        { item: 'dim-weather', title: 'Weather' },
      ]),
      col: 0,
      row: 0,
      colspan: 24,
      rowspan: 1,
    },
    {
      chart: chart({
        id: 'rain-by-month',
        type: 'barchart',
        title: 'Precipitation by month',
        dimensions: [{ source: { item: 'dim-month' }, order: 'number' }],
        measures: [{ item: 'msr-rain' }],
      }),
      col: 0,
      row: 1,
      colspan: 8,
      rowspan: 6,
    },
    {
      chart: chart({
        id: 'days-by-weather',
        type: 'piechart',
        title: 'Days by weather',
        dimensions: [{ source: { item: 'dim-weather' } }],
        measures: [{ item: 'msr-days' }],
        sortFirst: 1,
      }),
      col: 8,
      row: 1,
      colspan: 6,
      rowspan: 6,
    },
    {
      chart: chart({
        id: 'temperature-by-month',
        type: 'linechart',
        title: 'Average high by month and city',
        dimensions: [{ source: { item: 'dim-month' }, order: 'number' }, { source: { item: 'dim-city' } }],
        measures: [{ item: 'msr-high' }],
        mode: 'K',
      }),
      col: 14,
      row: 1,
      colspan: 10,
      rowspan: 6,
    },
    {
      chart: chart({
        id: 'weather-list',
        type: 'table',
        title: 'Days',
        dimensions: [
          { source: { item: 'dim-date' }, order: 'number' },
          { source: { item: 'dim-city' } },
          { source: { item: 'dim-weather' } },
        ],
        measures: [
          { item: 'msr-rain', members: FIT_TO_CONTENT },
          { item: 'msr-high', members: FIT_TO_CONTENT },
          { item: 'msr-low', members: FIT_TO_CONTENT },
        ],
      }),
      col: 0,
      row: 7,
      colspan: 24,
      rowspan: 5,
    },
  ]);
}

const SCRIPT = `SET DateFormat='YYYY-MM-DD';

Weather:
LOAD
  location AS City,
  Date(date) AS Date,
  Year(date) AS Year,
  Month(date) AS Month,
  weather AS Weather,
  precipitation AS Precipitation,
  temp_max AS [Highest Temperature],
  temp_min AS [Lowest Temperature],
  wind AS Wind
FROM [lib://Data/weather.csv] (txt, utf8, embedded labels, delimiter is ',');
`;
