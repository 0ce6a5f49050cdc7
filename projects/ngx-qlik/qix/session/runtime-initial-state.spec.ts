import { TestBed } from '@angular/core/testing';
import type { InitialAppStateRuntimeModule } from 'ngx-qlik';
import { useEnginePage } from '../engine-page.spec';
import { asDoc } from '../fake-engine.spec';
import { QixSessions } from './qix-sessions';

type Callback = Parameters<InitialAppStateRuntimeModule['addOnAppOpenCallback']>[1];

describe("an initial state, with Qlik's module for it", () => {
  const apps: string[] = [];
  let callback: Callback | undefined;
  const page = useEnginePage({
    modules: {
      'initial-app-state@v1': {
        addOnAppOpenCallback: (app: { readonly appId: string }, given: Callback) => {
          apps.push(app.appId);
          callback = given;
        },
      },
    },
  });

  it("is applied by Qlik's runtime before other code gets the app, and not a second time", async () => {
    const opened: unknown[] = [];
    let release: () => void = () => undefined;
    page.qix.nextOpening(async (doc) => {
      await callback?.({ doc: asDoc(doc) });
      await new Promise<void>((resolve) => (release = resolve));
      return doc;
    });
    const appSession = TestBed.inject(QixSessions).open('a', 'sales', {
      initialState: { onOpen: (doc) => void opened.push(doc) },
    });
    await page.settle();
    expect([apps, opened.length, appSession.state().status]).toEqual([['sales'], 1, 'opening']);
    release();
    await page.settle();
    expect([appSession.state().status, opened.length]).toEqual(['open', 1]);
  });
});
