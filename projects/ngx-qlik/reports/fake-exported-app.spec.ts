import { signal } from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import type { AppSession, AppSessionState } from 'ngx-qlik/qix';
import { fakeConnection } from 'ngx-qlik/testing';

/** An open app with one chart and one sheet, as exports use it. */
export class FakeExportedApp {
  readonly calls: unknown[][] = [];
  layout: object = { title: 'Flights by carrier', qHyperCube: {} };
  bookmark: unknown = { qReturn: true, qId: 'bm1' };
  exportAnswer: () => Promise<unknown> = () =>
    Promise.resolve({ qUrl: '/tempcontent/t1/x.xlsx?a=1', qWarnings: [] });

  appSession(connectionId = 'tenant'): AppSession {
    const doc = this.doc();
    return {
      connectionId: fakeConnection({ id: connectionId }).id,
      appId: 'app1',
      state: signal<AppSessionState>({ status: 'open' }),
      doc: signal<Doc | undefined>(doc),
      ready: Promise.resolve(doc),
      resume: () => undefined,
      close: () => undefined,
    };
  }

  private doc(): Doc {
    const record =
      (name: string, result: () => unknown) =>
      (...parameters: readonly unknown[]) => {
        this.calls.push([name, ...parameters]);
        return Promise.resolve(result());
      };
    const object = {
      getLayout: () => Promise.resolve(this.layout),
      exportData: record('exportData', () => this.exportAnswer()),
    };
    return {
      getObject: record('getObject', () => object),
      getAppLayout: () => Promise.resolve({ qTitle: 'Flights' }),
      createTemporaryBookmark: record('createTemporaryBookmark', () => this.bookmark),
    } as unknown as Doc;
  }
}
