import type { Page } from '@playwright/test';

/** Calls with a connection that is registered with Qlik's runtime. */
export interface RuntimeCalls {
  readonly calls: number;
  readonly reference: string;
  readonly pathTemplate: string;
}

/** Makes calls at once by the client that Qlik's runtime has on that page. @returns for each its status, or the code of its failure */
export function callThroughRuntime(page: Page, wanted: RuntimeCalls): Promise<readonly (number | string)[]> {
  return page.evaluate(async ({ calls, reference, pathTemplate }) => {
    interface InvokeFetch {
      invokeFetch(api: string, call: object): Promise<{ readonly status: number }>;
      clearApiCache(api: string): void;
    }
    const { QlikMain } = window as unknown as {
      QlikMain: { import(name: 'invoke-fetch@v1'): Promise<InvokeFetch> };
    };
    // The client keeps answers by it.
    const API = 'journeys';
    const { invokeFetch, clearApiCache } = await QlikMain.import('invoke-fetch@v1');
    clearApiCache(API);
    return Promise.all(
      Array.from({ length: calls }, async (_, index) => {
        try {
          const { status } = await invokeFetch(API, {
            method: 'get',
            pathTemplate,
            // Each another, or they would share an answer.
            query: { limit: index + 1 },
            options: { hostConfig: { authType: 'reference', reference } },
          });
          return status;
        } catch (thrown) {
          const { status, code } = thrown as { status?: number; code?: string };
          return code ?? status ?? String(thrown);
        }
      }),
    );
  }, wanted);
}
