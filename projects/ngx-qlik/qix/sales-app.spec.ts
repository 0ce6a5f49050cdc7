import type { Signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  type FakeApp,
  type FakeAppData,
  fakeConnection,
  provideQlikTesting,
  QlikTesting,
} from 'ngx-qlik/testing';
import type { AppSession } from './session/app-session';
import { injectAppSession } from './session/inject-app-session';

const SALES: FakeAppData = {
  rows: [
    { Region: 'North', Product: 'Tea', Sales: 10 },
    { Region: 'South', Product: 'Tea', Sales: 20 },
    { Region: 'North', Product: 'Coffee', Sales: 5 },
    { Region: 'West', Product: 'Cocoa', Sales: 15 },
    { Region: null, Product: 'Tea', Sales: 1 },
  ],
  objects: {
    chart: { type: 'barchart', title: 'By region', dimensions: ['Region'], measures: ['Sum(Sales)'] },
  },
  dimensions: { region: { title: 'Where', definition: 'Region' } },
  bookmarks: {
    tea: { title: 'Tea only', selections: { Product: ['Tea'] } },
    all: { title: 'All', isPublished: true, selections: {} },
  },
  variables: {
    vTarget: 100,
    vTotal: { definition: '=Sum(Sales)', comment: 'Of the selections' },
    vTitle: { definition: 'Sales', isFromScript: true },
  },
  stateNames: ['Left'],
};

/** An app of the fake engine that is open, with a signed-in user. */
export interface SalesApp {
  readonly testing: QlikTesting;
  readonly app: FakeApp;
  readonly appSession: Signal<AppSession | undefined>;
  run<T>(work: () => T): T;
  stable(): Promise<void>;
}

/** Call it in `describe`: opens the app before each spec. */
export function useSalesApp(): SalesApp {
  let appSession: Signal<AppSession | undefined> | undefined;
  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })], apps: { sales: SALES } }),
      ],
    });
    appSession = TestBed.runInInjectionContext(() =>
      injectAppSession(() => ({ connectionId: 'acme', appId: 'sales' })),
    );
    await TestBed.inject(QlikTesting).whenStable();
  });
  return {
    get testing() {
      return TestBed.inject(QlikTesting);
    },
    get app() {
      return TestBed.inject(QlikTesting).app('sales');
    },
    get appSession() {
      if (!appSession) throw new Error('The app is not open yet.');
      return appSession;
    },
    run: (work) => TestBed.runInInjectionContext(work),
    stable: () => TestBed.inject(QlikTesting).whenStable(),
  };
}
