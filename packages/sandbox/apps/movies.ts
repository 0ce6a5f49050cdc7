import type { AppContent, Dual, ObjectEntry } from './app-definition.ts';
import { dateDual, monthByName } from './building/calendar.ts';
import { MEASURE_AXIS } from './building/chart-settings.ts';
import { chart, filterPane, FIT_TO_CONTENT } from './building/chart.ts';
import { numberIn, readJsonRows, textIn, type DataRow } from './building/data-file.ts';
import { DOLLARS, masterDimension, masterMeasure, ONE_DECIMAL, variable, WHOLE } from './building/library.ts';
import { type Placement, sheet } from './building/sheet.ts';

const TEXTS = ['Title', 'MPAA Rating', 'Distributor', 'Source', 'Major Genre', 'Creative Type', 'Director'];
const NUMBERS = [
  'US Gross',
  'Worldwide Gross',
  'US DVD Sales',
  'Production Budget',
  'Running Time min',
  'Rotten Tomatoes Rating',
  'IMDB Rating',
  'IMDB Votes',
];

/** Movies, one table. */
export async function loadMovies(): Promise<AppContent> {
  const rows = await readJsonRows('movies.json');
  const dates = rows.map(releaseDate);
  return {
    tables: [
      {
        name: 'Movies',
        columns: [
          { name: 'Movie ID', values: rows.map((_, row) => row + 1) },
          ...TEXTS.map((name) => ({ name, values: rows.map((row) => textIn(row, name)) })),
          ...NUMBERS.map((name) => ({ name, values: rows.map((row) => numberIn(row, name)) })),
          { name: 'Release Date', values: dates.map((date) => date.dual), tags: ['$date', '$timestamp'] },
          { name: 'Release Year', values: dates.map((date) => date.year) },
        ],
      },
    ],
    objects: [overview()],
    dimensions: [
      masterDimension('dim-title', 'Title', 'Title'),
      masterDimension('dim-genre', 'Genre', 'Major Genre'),
      masterDimension('dim-rating', 'MPAA rating', 'MPAA Rating'),
      masterDimension('dim-distributor', 'Distributor', 'Distributor'),
      masterDimension('dim-director', 'Director', 'Director'),
      masterDimension('dim-year', 'Year of release', 'Release Year', ['time']),
    ],
    measures: [
      masterMeasure('msr-movies', 'Movies', 'Count([Movie ID])', WHOLE),
      masterMeasure('msr-gross', 'Worldwide gross', 'Sum([Worldwide Gross])', DOLLARS, ['money']),
      masterMeasure('msr-budget', 'Production budget', 'Sum([Production Budget])', DOLLARS, ['money']),
      masterMeasure('msr-imdb', 'Average IMDB rating', 'Avg([IMDB Rating])', ONE_DECIMAL, ['rating']),
      masterMeasure(
        'msr-tomatoes',
        'Average Rotten Tomatoes rating',
        'Avg([Rotten Tomatoes Rating])',
        ONE_DECIMAL,
        ['rating'],
      ),
    ],
    variables: [variable('var-good', 'vGoodRating', '7.5', 'A movie with a higher IMDB rating is good')],
    script: SCRIPT,
  };
}

/** Parses texts such as "Jun 12 1998"; some rows have a year only, or no date. */
function releaseDate(row: DataRow): { readonly dual: Dual; readonly year: number | null } {
  const text = textIn(row, 'Release Date') ?? '';
  const [month = '', day = '', year = ''] = text.split(' ');
  const monthNumber = monthByName(month);
  if (monthNumber === 0 || !/^\d{4}$/.test(year)) {
    return { dual: text === '' ? null : text, year: /^\d{4}$/.test(text) ? Number(text) : null };
  }
  return { dual: dateDual(Number(year), monthNumber, Number(day)), year: Number(year) };
}

/** The filters in one row, the figures beside the charts, and the table below, where its columns have room. */
function overview(): ObjectEntry {
  const placements: readonly Placement[] = [
    {
      chart: filterPane('movies-filters', 'Filters', [
        { item: 'dim-genre', title: 'Genre' },
        { item: 'dim-rating', title: 'MPAA rating' },
        { item: 'dim-director', title: 'Director' },
      ]),
      col: 0,
      row: 0,
      colspan: 24,
      rowspan: 1,
    },
    {
      chart: chart({ id: 'movies-count', type: 'kpi', title: '', measures: [{ item: 'msr-movies' }] }),
      col: 0,
      row: 1,
      colspan: 5,
      rowspan: 2,
    },
    {
      chart: chart({ id: 'movies-rating', type: 'kpi', title: '', measures: [{ item: 'msr-imdb' }] }),
      col: 0,
      row: 3,
      colspan: 5,
      rowspan: 2,
    },
    {
      chart: chart({
        id: 'gross-by-genre',
        type: 'barchart',
        title: 'Worldwide gross by genre',
        dimensions: [{ source: { item: 'dim-genre' } }],
        measures: [{ item: 'msr-gross' }],
        sortFirst: 1,
        settings: { measureAxis: { ...MEASURE_AXIS, spacing: 0.5 } },
      }),
      col: 5,
      row: 1,
      colspan: 19,
      rowspan: 4,
    },
    {
      chart: chart({
        id: 'ratings-by-distributor',
        type: 'scatterplot',
        title: 'Critics and audiences by distributor',
        dimensions: [{ source: { item: 'dim-distributor' } }],
        measures: [{ item: 'msr-tomatoes' }, { item: 'msr-imdb' }, { item: 'msr-movies' }],
        rows: 1000,
        settings: {
          // Ratings are percentages; without limits the axis begins at −50.
          xAxis: { ...MEASURE_AXIS, autoMinMax: false, minMax: 'minMax', min: 0, max: 100 },
        },
      }),
      col: 0,
      row: 5,
      colspan: 14,
      rowspan: 4,
    },
    {
      chart: chart({
        id: 'movies-by-rating',
        type: 'piechart',
        title: 'Movies by MPAA rating',
        dimensions: [{ source: { item: 'dim-rating' } }],
        measures: [{ item: 'msr-movies' }],
        sortFirst: 1,
      }),
      col: 14,
      row: 5,
      colspan: 10,
      rowspan: 4,
    },
    {
      chart: chart({
        id: 'movies-list',
        type: 'table',
        title: 'Movies',
        dimensions: [
          // The title has the width that the other columns leave.
          { source: { item: 'dim-title' } },
          { source: { item: 'dim-year', members: FIT_TO_CONTENT }, order: 'number' },
        ],
        measures: [
          { item: 'msr-budget', members: FIT_TO_CONTENT },
          { item: 'msr-gross', members: FIT_TO_CONTENT },
          { item: 'msr-imdb', members: FIT_TO_CONTENT },
        ],
        sortFirst: 3,
      }),
      col: 0,
      row: 9,
      colspan: 24,
      rowspan: 5,
    },
  ];
  return sheet(
    'movies-overview',
    'Movies',
    'What movies cost, earn, and are worth seeing',
    0,
    placements,
    14,
  );
}

const SCRIPT = `SET DateFormat='YYYY-MM-DD';

Movies:
LOAD
  RowNo() AS [Movie ID],
  *,
  Year([Release Date]) AS [Release Year]
FROM [lib://Data/movies.json] (json);
`;
