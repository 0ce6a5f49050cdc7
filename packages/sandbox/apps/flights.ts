import type { AppContent, Dual, Table } from './app-definition.ts';
import { dateDual, monthDual, weekdayDual } from './building/calendar.ts';
import { numberIn, readCsvRows, readJsonRows, textIn, type DataRow } from './building/data-file.ts';
import { masterDimension, masterMeasure, ONE_DECIMAL, PERCENT, variable, WHOLE } from './building/library.ts';
import { flightSheets } from './flights-sheets.ts';

/** Loads the flights with their origin and destination airports. */
export async function loadFlights(): Promise<AppContent> {
  const [flights, airports] = await Promise.all([
    readJsonRows('flights-20k.json'),
    readCsvRows('airports.csv'),
  ]);
  return {
    tables: [
      flightTable(flights),
      airportTable('Origin', flights, airports),
      airportTable('Destination', flights, airports),
    ],
    objects: [...flightSheets(), BOOKMARK],
    dimensions: [
      masterDimension('dim-origin', 'Origin airport', 'Origin Airport', ['airport']),
      masterDimension('dim-origin-code', 'Origin', 'Origin', ['airport']),
      masterDimension('dim-origin-city', 'Origin city', 'Origin City', ['airport']),
      masterDimension('dim-origin-state', 'Origin state', 'Origin State', ['airport']),
      masterDimension('dim-destination-state', 'Destination state', 'Destination State', ['airport']),
      masterDimension('dim-destination', 'Destination', 'Destination', ['airport']),
      masterDimension('dim-date', 'Date', 'Date', ['time']),
      masterDimension('dim-month', 'Month', 'Month', ['time']),
      masterDimension('dim-weekday', 'Weekday', 'Weekday', ['time']),
      masterDimension('dim-hour', 'Hour of departure', 'Hour', ['time']),
    ],
    measures: [
      masterMeasure('msr-flights', 'Flights', 'Count([Flight ID])', WHOLE),
      masterMeasure('msr-average-delay', 'Average delay (min)', 'Avg(Delay)', ONE_DECIMAL, ['delay']),
      masterMeasure('msr-late', 'Late flights', 'Count({<Delay={">$(vLateMinutes)"}>} [Flight ID])', WHOLE, [
        'delay',
      ]),
      masterMeasure(
        'msr-late-share',
        'Share of late flights',
        'Count({<Delay={">$(vLateMinutes)"}>} [Flight ID]) / Count([Flight ID])',
        PERCENT,
        ['delay'],
      ),
      masterMeasure('msr-distance', 'Distance (miles)', 'Sum(Distance)', WHOLE),
      masterMeasure('msr-average-distance', 'Average distance (miles)', 'Avg(Distance)', WHOLE),
    ],
    variables: [
      variable('var-late-minutes', 'vLateMinutes', '15', 'A flight with more minutes of delay is late'),
      variable('var-first-day', 'vFirstDay', '=Date(Min(Date))', 'The first day of what is selected'),
    ],
    script: SCRIPT,
  };
}

const BOOKMARK = {
  properties: {
    qInfo: { qId: 'bookmark-texas', qType: 'bookmark' },
    qMetaDef: { title: 'From Texas', description: 'Flights that leave from Texas' },
    creationDate: '2025-09-15T06:30:00.000Z',
    sheetId: 'flights-overview',
    selectionFields: 'Origin State',
    selections: { $: [{ field: 'Origin State', isLocked: false, values: ['TX'] }] },
  },
} as const;

function flightTable(flights: readonly DataRow[]): Table {
  const ids = new Int32Array(flights.length);
  const columns: Record<
    'Date' | 'Month' | 'Weekday' | 'Hour' | 'Delay' | 'Distance' | 'Origin' | 'Destination',
    Dual[]
  > = {
    Date: [],
    Month: [],
    Weekday: [],
    Hour: [],
    Delay: [],
    Distance: [],
    Origin: [],
    Destination: [],
  };
  flights.forEach((flight, row) => {
    ids[row] = row + 1;
    const [year = 0, month = 0, day = 0, hour = 0] = (textIn(flight, 'date') ?? '').split(/\D+/).map(Number);
    columns.Date.push(dateDual(year, month, day));
    columns.Month.push(monthDual(month));
    columns.Weekday.push(weekdayDual(year, month, day));
    columns.Hour.push(hour);
    columns.Delay.push(numberIn(flight, 'delay'));
    columns.Distance.push(numberIn(flight, 'distance'));
    columns.Origin.push(textIn(flight, 'origin'));
    columns.Destination.push(textIn(flight, 'destination'));
  });
  return {
    name: 'Flights',
    columns: [
      { name: 'Flight ID', values: ids },
      ...Object.entries(columns).map(([name, values]) => ({
        name,
        values,
        ...(name === 'Date' ? { tags: ['$date', '$timestamp'] } : {}),
      })),
    ],
  };
}

/** Returns the airports of the flights, keyed by origin or destination. */
function airportTable(
  end: 'Origin' | 'Destination',
  flights: readonly DataRow[],
  airports: readonly DataRow[],
): Table {
  const used = new Set(flights.map((flight) => textIn(flight, end.toLowerCase())));
  const rows = airports.filter((airport) => used.has(textIn(airport, 'iata')));
  const text = (name: string): Dual[] => rows.map((row) => textIn(row, name));
  const number = (name: string): Dual[] => rows.map((row) => numberIn(row, name));
  return {
    name: `${end}s`,
    columns: [
      { name: end, values: text('iata') },
      { name: `${end} Airport`, values: text('name') },
      { name: `${end} City`, values: text('city') },
      { name: `${end} State`, values: text('state') },
      { name: `${end} Latitude`, values: number('latitude'), tags: ['$geolatitude'] },
      { name: `${end} Longitude`, values: number('longitude'), tags: ['$geolongitude'] },
    ],
  };
}

const SCRIPT = `SET DateFormat='YYYY-MM-DD';
SET MonthNames='Jan;Feb;Mar;Apr;May;Jun;Jul;Aug;Sep;Oct;Nov;Dec';
SET DayNames='Mon;Tue;Wed;Thu;Fri;Sat;Sun';

Flights:
LOAD
  RowNo() AS [Flight ID],
  Date(Floor(date)) AS Date,
  Month(date) AS Month,
  WeekDay(date) AS Weekday,
  Hour(date) AS Hour,
  delay AS Delay,
  distance AS Distance,
  origin AS Origin,
  destination AS Destination
FROM [lib://Data/flights-20k.json] (json);

Origins:
LOAD
  iata AS Origin,
  name AS [Origin Airport],
  city AS [Origin City],
  state AS [Origin State],
  latitude AS [Origin Latitude],
  longitude AS [Origin Longitude]
FROM [lib://Data/airports.csv] (txt, utf8, embedded labels, delimiter is ',')
WHERE Exists(Origin, iata);

Destinations:
LOAD
  iata AS Destination,
  name AS [Destination Airport],
  city AS [Destination City],
  state AS [Destination State],
  latitude AS [Destination Latitude],
  longitude AS [Destination Longitude]
FROM [lib://Data/airports.csv] (txt, utf8, embedded labels, delimiter is ',')
WHERE Exists(Destination, iata);
`;
