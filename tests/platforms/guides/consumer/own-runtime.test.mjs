import { pathToFileURL } from 'node:url';
import { TestBed } from '@angular/core/testing';
import { ConnectionRegistry, QLIK_BUNDLED_RUNTIME_ADDRESS, QlikAuthService } from 'ngx-qlik';
import { QixSessions } from 'ngx-qlik/qix';
import { expect, it } from 'vitest';
import { measuredConfig } from './compiled/measured.config.js';

const APP = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002';

it('opens an app of the sandbox by the runtime of the guide', async () => {
  TestBed.configureTestingModule({
    providers: [
      ...measuredConfig(process.env.SANDBOX).providers,
      // A page has the address of its server; here the files are on the disk.
      {
        provide: QLIK_BUNDLED_RUNTIME_ADDRESS,
        useValue: pathToFileURL('compiled/measured-runtime.js').href,
      },
    ],
  });
  await TestBed.inject(ConnectionRegistry).settled();
  await TestBed.inject(QlikAuthService).signIn('my-tenant');
  const appSession = TestBed.inject(QixSessions).open('my-tenant', APP);
  const doc = await appSession.ready;
  expect((await doc.getAppLayout()).qTitle).toBe('Movies');
  expect(performance.getEntriesByName(`open ${APP}`, 'measure')).toHaveLength(1);
  appSession.close();
}, 60_000);
