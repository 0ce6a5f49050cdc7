import { provideZoneChangeDetection } from '@angular/core';
import { bootstrapApplication, provideClientHydration } from '@angular/platform-browser';
import { ApplicationComponent, providers, TENANT } from './application.mjs';

// The page says where its tenant is; the test waits for the application.
globalThis.application = bootstrapApplication(ApplicationComponent, {
  providers: [
    provideZoneChangeDetection(),
    provideClientHydration(),
    providers([TENANT.connection(globalThis.tenant)]),
  ],
});
