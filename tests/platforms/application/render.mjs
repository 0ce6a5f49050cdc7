// Renders the application as a server does, once with and once without zone.js, and writes what came of it as JSON.
// Arguments: `zone` or `zoneless`; `file` or `list`; the host of the tenant.
const [, , change, source, host] = process.argv;
if (change === 'zone') await import('zone.js/node');

/** What only a browser has, and what reaches the network. Angular asks what there is; this library must not even ask. */
const GLOBALS = [
  ...['document', 'window', 'self', 'location', 'navigator', 'history', 'localStorage', 'sessionStorage'],
  ...['BroadcastChannel', 'MessageChannel', 'WebSocket', 'XMLHttpRequest', 'fetch', 'EventSource'],
  ...['addEventListener', 'removeEventListener', 'MutationObserver', 'IntersectionObserver', 'caches'],
];
const touched = [];
for (const name of GLOBALS) {
  const present = globalThis[name];
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get: () => {
      const caller = (new Error().stack ?? '').split('\n').slice(2, 4).join(' < ');
      if (/dist\/ngx-qlik\/|node_modules\/ngx-qlik\/|@qlik/.test(caller)) touched.push(`${name} ${caller}`);
      return present;
    },
  });
}

const { ApplicationComponent, providers, TENANT } = await import('./application.mjs');
const { provideExperimentalZonelessChangeDetection, provideZoneChangeDetection } =
  await import('@angular/core');
const { bootstrapApplication, provideClientHydration } = await import('@angular/platform-browser');
const { provideServerRendering, renderApplication } = await import('@angular/platform-server');

const errors = [];
console.error = (...words) => void errors.push(words.map(String).join(' '));
console.warn = console.error;

const connections = source === 'file' ? 'connections.json' : [TENANT.connection(host)];
const begun = Date.now();
const application = {
  providers: [
    change === 'zone' ? provideZoneChangeDetection() : provideExperimentalZonelessChangeDetection(),
    provideServerRendering(),
    provideClientHydration(),
    providers(connections),
  ],
};
const html = await renderApplication(
  (context) => bootstrapApplication(ApplicationComponent, application, context),
  {
    document: '<!doctype html><html><head><base href="/"></head><body><app-root></app-root></body></html>',
    url: 'http://localhost/',
    allowedHosts: ['localhost'],
  },
);
process.stdout.write(`${JSON.stringify({ html, touched, errors, milliseconds: Date.now() - begun })}\n`);
