import type { AppCatalog, AppContent, AppSummary } from './app-definition.ts';
import { DEMO_CONNECTION } from './building/data-file.ts';
import { loadFlights } from './flights.ts';
import { loadMovies } from './movies.ts';
import { makeOrders } from './orders.ts';
import { loadWeather } from './weather.ts';

/** Ids of the demo apps. They are stable: guides and tests use them. */
export const DEMO_APP_IDS = {
  flights: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001',
  movies: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002',
  weather: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1003',
  /** Only present with `bigAppRows`. */
  orders: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1004',
} as const;

interface DemoApp {
  readonly summary: AppSummary;
  readonly load: () => Promise<AppContent>;
}

const DEMO_APPS: readonly DemoApp[] = [
  {
    summary: {
      id: DEMO_APP_IDS.flights,
      name: 'Flights',
      description: 'Delays of 20,000 flights within the USA, first quarter of 2001, with their airports',
      createdAt: '2024-03-04T08:00:00.000Z',
      updatedAt: '2025-09-15T06:30:00.000Z',
      lastReloadTime: '2025-09-15T06:30:00.000Z',
    },
    load: loadFlights,
  },
  {
    summary: {
      id: DEMO_APP_IDS.movies,
      name: 'Movies',
      description: 'Budgets, earnings and ratings of 3,200 movies',
      createdAt: '2024-05-21T13:15:00.000Z',
      updatedAt: '2025-08-02T17:05:00.000Z',
      lastReloadTime: '2025-08-02T17:05:00.000Z',
    },
    load: loadMovies,
  },
  {
    summary: {
      id: DEMO_APP_IDS.weather,
      name: 'Weather',
      description: 'Four years of daily weather in Seattle and New York',
      createdAt: '2024-11-11T11:11:00.000Z',
      updatedAt: '2025-10-01T05:00:00.000Z',
      lastReloadTime: '2025-10-01T05:00:00.000Z',
    },
    load: loadWeather,
  },
];

/** Options of the demo catalog. */
export interface DemoCatalogOptions {
  /** Row count of the app “Orders”, which is generated when it is first opened. Without it the app does not exist. */
  readonly bigAppRows?: number | undefined;
}

/** The demo apps, over public data of the `vega-datasets` package. */
export function createDemoCatalog({ bigAppRows }: DemoCatalogOptions = {}): AppCatalog {
  const loading = new Map<string, Promise<AppContent>>();
  const apps = bigAppRows === undefined ? DEMO_APPS : [...DEMO_APPS, ordersApp(bigAppRows)];
  return {
    apps: apps.map((app) => app.summary),
    connections: [DEMO_CONNECTION],
    async load(id) {
      const app = apps.find((candidate) => candidate.summary.id === id);
      if (!app) throw new RangeError(`There is no demo app "${id}".`);
      const known = loading.get(id) ?? app.load();
      loading.set(id, known);
      return known;
    },
  };
}

function ordersApp(rows: number): DemoApp {
  return {
    summary: {
      id: DEMO_APP_IDS.orders,
      name: 'Orders',
      description: `${rows.toLocaleString('en')} generated orders, for testing a long table`,
      createdAt: '2025-01-13T09:00:00.000Z',
      updatedAt: '2025-10-06T05:00:00.000Z',
      lastReloadTime: '2025-10-06T05:00:00.000Z',
    },
    load: () => makeOrders(rows),
  };
}
